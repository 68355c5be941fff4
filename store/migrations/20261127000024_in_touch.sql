-- migrate:up

-- Two who both wished to stay in touch, when their farewell was written. At `look_at`, a worker looks whether they are to be
-- reminded of each other; empty: they were, or will not be. `due_at` is the day that their farewell named.
CREATE TABLE in_touch (
  mentorship_id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  due_at timestamptz NOT NULL,
  look_at timestamptz,
  FOREIGN KEY (organisation_id, mentorship_id) REFERENCES mentorships (organisation_id, id)
);
CREATE INDEX in_touch_to_look_at ON in_touch (look_at) WHERE look_at IS NOT NULL;
ALTER TABLE in_touch ENABLE ROW LEVEL SECURITY;
ALTER TABLE in_touch FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON in_touch USING (organisation_id = current_organisation())
  WITH CHECK (organisation_id = current_organisation());
GRANT SELECT ON in_touch TO rapport_gateway;
GRANT SELECT, INSERT, UPDATE (look_at) ON in_touch TO rapport_worker;

CREATE POLICY swept ON in_touch FOR SELECT TO rapport_worker_sweeper USING (look_at <= now());
GRANT SELECT (mentorship_id, organisation_id, look_at) ON in_touch TO rapport_worker_sweeper;

-- migrate:down

DROP TABLE in_touch;
