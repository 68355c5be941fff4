-- name: key^
-- The live key with this hash; its organisation is the session's.
SELECT id, secret_hash FROM api_keys WHERE secret_hash = :secret_hash AND revoked_at IS NULL;

-- name: put_organisation!
-- An organisation, made at its first key.
INSERT INTO organisations (id, name) VALUES (:id, :name) ON CONFLICT (id) DO NOTHING;

-- name: put_key!
-- A new key; the secret itself is never kept.
INSERT INTO api_keys (id, organisation_id, name, secret_hash) VALUES (:id, :organisation, :name, :secret_hash);

-- name: revoke!
-- End a key; it is not honoured from then on.
UPDATE api_keys SET revoked_at = now() WHERE id = :id AND revoked_at IS NULL;

-- name: alive$
-- Whether Postgres answers.
SELECT true;

-- name: granting$
-- The statement that gives a login every role of ours; statements that change rights take no parameters themselves.
SELECT format('GRANT %s TO %I', string_agg(quote_ident(rolname), ', ' ORDER BY rolname), :login::text)
FROM pg_roles WHERE rolname LIKE 'rapport\_%' AND NOT rolcanlogin;
