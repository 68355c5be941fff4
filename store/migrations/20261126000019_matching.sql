-- migrate:up

-- The names of skills that an organisation uses: schemas.vocabulary.Vocabulary.
CREATE TABLE vocabularies (
  organisation_id uuid PRIMARY KEY REFERENCES organisations,
  vocabulary jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- What matching knows about a person, apart from the roster: schemas.traits.Traits. `manager` is an external id.
-- As json, because a search reads those of all mentors as text, which jsonb takes five times as long to become.
CREATE TABLE traits (
  person_id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  traits json NOT NULL,
  manager text GENERATED ALWAYS AS ((traits ->> 'manager')) STORED,
  updated_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (organisation_id, person_id) REFERENCES people (organisation_id, id)
);
CREATE INDEX traits_of_organisation ON traits (organisation_id);
CREATE INDEX traits_of_manager ON traits (organisation_id, manager) WHERE manager IS NOT NULL;

-- Experiences that somebody seeks or offers, kept apart and read by matching only: schemas.traits.Experiences.
-- Taking back a consent empties the row at once.
CREATE TABLE experiences (
  person_id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  experiences jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (organisation_id, person_id) REFERENCES people (organisation_id, id)
);

-- "Not with": said by a person or, about two people, by the coordinator; counts in both directions until it is ended.
CREATE TABLE exclusions (
  organisation_id uuid NOT NULL REFERENCES organisations,
  person_id uuid NOT NULL,
  other_id uuid NOT NULL CHECK (other_id <> person_id),
  said_by text NOT NULL CHECK (said_by IN ('person', 'coordinator')),
  said_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  PRIMARY KEY (person_id, other_id, said_by),
  FOREIGN KEY (organisation_id, person_id) REFERENCES people (organisation_id, id),
  FOREIGN KEY (organisation_id, other_id) REFERENCES people (organisation_id, id)
);
CREATE INDEX exclusions_of_other ON exclusions (other_id) WHERE ended_at IS NULL;

-- Whom somebody had as a mentor or mentee before, closed mentorships included.
CREATE INDEX mentorships_ever_of_mentee ON mentorships (mentee_id);
CREATE INDEX mentorships_ever_of_mentor ON mentorships (mentor_id) WHERE mentor_id IS NOT NULL;

-- A search that finds its mentors may exchange two of them in one statement.
ALTER TABLE candidates DROP CONSTRAINT candidates_mentorship_id_person_id_key;
ALTER TABLE candidates ADD CONSTRAINT candidates_once UNIQUE (mentorship_id, person_id) DEFERRABLE INITIALLY IMMEDIATE;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['vocabularies', 'traits', 'experiences', 'exclusions'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own ON %I USING (organisation_id = current_organisation()) '
                   'WITH CHECK (organisation_id = current_organisation())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO rapport_app', name);
  END LOOP;
END $$;

-- migrate:down

DROP INDEX mentorships_ever_of_mentee, mentorships_ever_of_mentor;
ALTER TABLE candidates DROP CONSTRAINT candidates_once;
ALTER TABLE candidates ADD UNIQUE (mentorship_id, person_id);
DROP TABLE exclusions, experiences, traits, vocabularies;
