-- migrate:up

-- What one of a pair says at the end: whether it was worth their time, what came of it in their own words, and whether
-- they would take part again. Whoever takes their answers back leaves all three empty. Only the gateway reads them.
CREATE TABLE surveys (
  organisation_id uuid NOT NULL REFERENCES organisations,
  mentorship_id uuid NOT NULL,
  person_id uuid NOT NULL,
  role text NOT NULL CHECK (role IN ('mentee', 'mentor')),
  worth smallint CHECK (worth BETWEEN 1 AND 5),
  words text NOT NULL DEFAULT '',
  again text CHECK (again IN ('yes', 'perhaps', 'no')),
  said_at timestamptz NOT NULL,
  PRIMARY KEY (mentorship_id, person_id),
  FOREIGN KEY (organisation_id, mentorship_id) REFERENCES mentorships (organisation_id, id),
  FOREIGN KEY (organisation_id, person_id) REFERENCES people (organisation_id, id)
);
CREATE INDEX surveys_with_words ON surveys (organisation_id, said_at) WHERE words <> '';
ALTER TABLE surveys ENABLE ROW LEVEL SECURITY;
ALTER TABLE surveys FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON surveys USING (organisation_id = current_organisation())
  WITH CHECK (organisation_id = current_organisation());
GRANT SELECT, INSERT, UPDATE (worth, words, again, said_at) ON surveys TO rapport_gateway;

-- migrate:down

DROP TABLE surveys;
