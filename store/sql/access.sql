-- name: key^
-- The key in use with this hash, in the session's organisation.
SELECT id, secret_hash, name, scopes FROM api_keys WHERE secret_hash = :secret_hash AND revoked_at IS NULL;

-- name: honoured^
-- The key of a sign-in, if it is still in use and nobody has signed out since, and its organisation's name.
SELECT api_keys.id, api_keys.name, api_keys.scopes, organisations.name AS organisation
FROM sessions
JOIN api_keys ON api_keys.id = sessions.key_id
JOIN organisations ON organisations.id = api_keys.organisation_id
WHERE sessions.id = :session AND ends_at > now() AND revoked_at IS NULL;

-- name: sign_in!
-- Save a sign-in to the console, after a valid key was given.
INSERT INTO sessions (id, organisation_id, key_id, ends_at)
VALUES (:session, :organisation, :key, now() + make_interval(secs => :seconds));

-- name: sign_out!
-- Sign out: the session in the browser's cookie is no longer valid.
UPDATE sessions SET ends_at = now() WHERE id = :session AND ends_at > now();

-- name: organisations
-- Every organisation: two may have the same name.
SELECT id, name FROM organisations ORDER BY id;

-- name: put_organisation!
-- Create an organisation, together with its first key.
INSERT INTO organisations (id, name) VALUES (:id, :name) ON CONFLICT (id) DO NOTHING;

-- name: put_key!
-- Save a new key; the secret itself is never stored.
INSERT INTO api_keys (id, organisation_id, name, secret_hash, scopes)
VALUES (:id, :organisation, :name, :secret_hash, :scopes);

-- name: revoke$
-- End a key: it is refused from then on. Returns nothing if it had ended already.
UPDATE api_keys SET revoked_at = now() WHERE id = :id AND revoked_at IS NULL RETURNING id;

-- name: manage$
-- See every organisation's keys, without their hashes, until the transaction ends.
SELECT set_config('role', 'rapport_keys', true);

-- name: keys
-- Keys by organisation, those in use first: all of them, or one organisation's, by its name or id.
SELECT api_keys.id, organisation_id, organisations.name AS organisation, api_keys.name, scopes, api_keys.created_at,
       revoked_at
FROM api_keys JOIN organisations ON organisations.id = api_keys.organisation_id
WHERE :organisation::text IS NULL OR lower(organisations.name) = lower(:organisation)
   OR organisations.id::text = lower(:organisation)
ORDER BY organisations.name, organisations.id, revoked_at NULLS FIRST, api_keys.id;

-- name: owner$
-- The organisation that a key belongs to.
SELECT organisation_id FROM api_keys WHERE id = :id;

-- name: expire$
-- May delete what has expired, and nothing else, until the transaction ends.
SELECT set_config('role', 'rapport_expiry', true);

-- name: forget!
-- Delete idempotency keys after 30 days, and sessions that have ended; the policies of the role allow no more.
WITH over AS (DELETE FROM sessions WHERE ends_at < now())
DELETE FROM idempotency WHERE created_at < now() - interval '30 days';

-- name: alive$
-- Whether Postgres answers.
SELECT true;

-- name: granting$
-- The statement that grants roles to a login; GRANT itself takes no parameters.
SELECT format('GRANT %s TO %I', (SELECT string_agg(quote_ident(role), ', ') FROM unnest(:roles::text[]) AS role),
              :login::text);

-- name: creating$
-- The statement that creates a database, whatever the encoding of the others; it takes no parameters itself.
SELECT format('CREATE DATABASE %I ENCODING ''UTF8'' TEMPLATE template0', :name::text);

-- name: sign!
-- Note that a worker makes links with this signing key.
INSERT INTO signing_keys (fingerprint) VALUES (:fingerprint) ON CONFLICT (fingerprint) DO UPDATE SET used_at = now();

-- name: signing
-- The signing keys that workers have used, the latest first, and whether within so many seconds.
SELECT fingerprint, used_at > now() - make_interval(secs => :seconds::float8) AS lately
FROM signing_keys ORDER BY used_at DESC;
