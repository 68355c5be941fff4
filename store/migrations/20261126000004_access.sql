-- migrate:up

-- What a key may do. Keys from before there were scopes keep their rights.
ALTER TABLE api_keys ADD COLUMN scopes text[] NOT NULL DEFAULT '{read,write,console,confidential}';
ALTER TABLE api_keys ALTER COLUMN scopes DROP DEFAULT;
ALTER TABLE api_keys ADD CONSTRAINT known_scopes
  CHECK (scopes <@ '{read,write,console,confidential}' AND scopes <> '{}');

-- Which key was used, for what came by API or console.
ALTER TABLE answers ADD COLUMN key_id uuid REFERENCES api_keys;

-- This role manages keys: it sees those of all organisations, but not their hashes. A gateway's login does not get it.
-- Expiry deletes idempotency keys that have expired, and can do nothing else.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'rapport_keys') THEN
    CREATE ROLE rapport_keys NOLOGIN NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'rapport_expiry') THEN
    CREATE ROLE rapport_expiry NOLOGIN NOBYPASSRLS;
  END IF;
  EXECUTE format('GRANT rapport_keys, rapport_expiry TO %I', current_user);
END $$;
CREATE POLICY listed ON organisations FOR SELECT TO rapport_keys USING (true);
CREATE POLICY listed ON api_keys FOR SELECT TO rapport_keys USING (true);
GRANT SELECT (id, name) ON organisations TO rapport_keys;
GRANT SELECT (id, organisation_id, name, scopes, created_at, revoked_at) ON api_keys TO rapport_keys;

CREATE INDEX idempotency_by_age ON idempotency (created_at);
CREATE POLICY expired ON idempotency TO rapport_expiry USING (created_at < now() - interval '30 days');
GRANT SELECT (created_at), DELETE ON idempotency TO rapport_expiry;

-- A row can only refer to rows of its own organisation, whoever writes it: every reference between tables that have
-- organisations includes the organisation.
DO $$
DECLARE key record;
BEGIN
  FOR key IN
    SELECT constraints.oid, conname, conrelid::regclass AS child, confrelid::regclass AS parent, attname AS "column",
           CASE confdeltype WHEN 'c' THEN ' ON DELETE CASCADE' ELSE '' END AS deletion
    FROM pg_constraint AS constraints
    JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
    WHERE contype = 'f' AND cardinality(conkey) = 1 AND connamespace = 'public'::regnamespace
      AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = conrelid AND attname = 'organisation_id')
      AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = confrelid AND attname = 'organisation_id')
      AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = confrelid AND attnum = confkey[1] AND attname = 'id')
    ORDER BY conname
  LOOP
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE contype = 'u' AND conrelid = key.parent
                   AND pg_get_constraintdef(oid) = 'UNIQUE (organisation_id, id)') THEN
      EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I UNIQUE (organisation_id, id)', key.parent, key.parent || '_own');
    END IF;
    -- This login owns the tables; row-level security would hide all rows from an owner that is no superuser.
    EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', key.child);
    EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', key.parent);
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', key.child, key.conname);
    EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (organisation_id, %I) REFERENCES %s (organisation_id, id)%s',
                   key.child, key.conname, key."column", key.parent, key.deletion);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', key.child);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', key.parent);
  END LOOP;
END $$;

-- migrate:down

-- References keep their organisation: every release works with that.
DROP POLICY expired ON idempotency;
REVOKE ALL ON idempotency FROM rapport_expiry;
DROP INDEX idempotency_by_age;
DROP POLICY listed ON api_keys;
DROP POLICY listed ON organisations;
REVOKE ALL ON organisations, api_keys FROM rapport_keys;
REVOKE SELECT (id, name) ON organisations FROM rapport_keys;
REVOKE SELECT (id, organisation_id, name, scopes, created_at, revoked_at) ON api_keys FROM rapport_keys;
REVOKE SELECT (created_at) ON idempotency FROM rapport_expiry;
ALTER TABLE answers DROP COLUMN key_id;
ALTER TABLE api_keys DROP COLUMN scopes;
