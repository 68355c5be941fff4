-- migrate:up

-- Who is signed in to the console: the SHA-256 of the browser's cookie, and until when it is valid.
CREATE TABLE sessions (
  id bytea PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  key_id uuid NOT NULL,
  ends_at timestamptz NOT NULL,
  FOREIGN KEY (organisation_id, key_id) REFERENCES api_keys (organisation_id, id)
);
CREATE INDEX sessions_by_end ON sessions (ends_at);
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON sessions USING (organisation_id = current_organisation())
  WITH CHECK (organisation_id = current_organisation());
GRANT SELECT, INSERT, UPDATE (ends_at) ON sessions TO rapport_gateway;

CREATE POLICY expired ON sessions TO rapport_expiry USING (ends_at < now());
GRANT SELECT (ends_at), DELETE ON sessions TO rapport_expiry;

-- migrate:down

DROP TABLE sessions;
