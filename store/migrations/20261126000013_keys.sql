-- migrate:up

-- Only the role that manages keys creates and ends organisations and keys: a compromised gateway or worker cannot give
-- itself a key, or more scopes.
REVOKE INSERT, UPDATE ON organisations, api_keys FROM rapport_app;
GRANT INSERT (id, name) ON organisations TO rapport_keys;
GRANT INSERT (id, organisation_id, name, secret_hash, scopes), UPDATE (revoked_at) ON api_keys TO rapport_keys;

-- migrate:down

REVOKE INSERT (id, organisation_id, name, secret_hash, scopes), UPDATE (revoked_at) ON api_keys FROM rapport_keys;
REVOKE INSERT (id, name) ON organisations FROM rapport_keys;
GRANT INSERT, UPDATE ON organisations, api_keys TO rapport_app;
