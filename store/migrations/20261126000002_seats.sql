-- migrate:up

-- A person's places as a mentor, numbered from 1. `held` while they are asked, `taken` once they said yes or in a given
-- pair, released by the step that ends it. Two transactions cannot use the same number; counting rows could allow that.
ALTER TABLE people ADD CONSTRAINT people_own UNIQUE (organisation_id, id);
ALTER TABLE mentorships ADD CONSTRAINT mentorships_own UNIQUE (organisation_id, id);
DROP INDEX mentorships_of_organisation; -- the constraint has the same columns

CREATE TABLE seats (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  mentor_id uuid NOT NULL,
  number integer NOT NULL CHECK (number > 0),
  mentorship_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('held', 'taken')),
  since timestamptz NOT NULL DEFAULT now(),
  released_at timestamptz,
  FOREIGN KEY (organisation_id, mentor_id) REFERENCES people (organisation_id, id),
  FOREIGN KEY (organisation_id, mentorship_id) REFERENCES mentorships (organisation_id, id)
);
CREATE UNIQUE INDEX seats_number ON seats (mentor_id, number) WHERE released_at IS NULL;
CREATE UNIQUE INDEX seats_once ON seats (mentorship_id, mentor_id) WHERE released_at IS NULL;

-- This login owns the tables; row-level security would hide all rows from an owner that is not a superuser.
ALTER TABLE mentorships NO FORCE ROW LEVEL SECURITY;
INSERT INTO seats (organisation_id, mentor_id, number, mentorship_id, state)
SELECT organisation_id, mentor_id, row_number() OVER (PARTITION BY mentor_id ORDER BY phase = 'seeking', id), id,
       CASE WHEN phase = 'seeking' THEN 'held' ELSE 'taken' END
FROM mentorships WHERE mentor_id IS NOT NULL AND phase <> 'closed';
ALTER TABLE mentorships FORCE ROW LEVEL SECURITY;

ALTER TABLE seats ENABLE ROW LEVEL SECURITY;
ALTER TABLE seats FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON seats USING (organisation_id = current_organisation())
  WITH CHECK (organisation_id = current_organisation());
GRANT SELECT, INSERT, UPDATE ON seats TO rapport_app;

-- A closing mentorship does not prevent the next one: that there is only one is checked under a lock when one starts.
DROP INDEX mentorships_open;
CREATE INDEX mentorships_of_mentee ON mentorships (mentee_id) WHERE phase <> 'closed';
CREATE INDEX programmes_of_coordinator ON programmes (coordinator_id);

-- A key may be sent with any request that creates something; the hash covers the request's purpose and its body.
ALTER TABLE idempotency
  ALTER COLUMN mentorship_id DROP NOT NULL,
  ADD COLUMN answer_id uuid REFERENCES answers,
  ADD COLUMN programme_id uuid REFERENCES programmes,
  ADD COLUMN news_id uuid;

-- Until when a person is away, as HR said; their mentorships are informed.
ALTER TABLE people ADD COLUMN away_until timestamptz;

-- One piece of news about a person is a row for each of their open mentorships.
ALTER TABLE answers ADD COLUMN news_id uuid;
CREATE INDEX answers_of_news ON answers (news_id) WHERE news_id IS NOT NULL;

-- migrate:down

ALTER TABLE people DROP COLUMN away_until;
DROP INDEX answers_of_news;
ALTER TABLE answers DROP COLUMN news_id;
DELETE FROM idempotency WHERE mentorship_id IS NULL;
ALTER TABLE idempotency ALTER COLUMN mentorship_id SET NOT NULL,
  DROP COLUMN answer_id, DROP COLUMN programme_id, DROP COLUMN news_id;
DROP INDEX programmes_of_coordinator, mentorships_of_mentee;
CREATE UNIQUE INDEX mentorships_open ON mentorships (programme_id, mentee_id) WHERE phase NOT IN ('closing', 'closed');
DROP TABLE seats;
CREATE INDEX mentorships_of_organisation ON mentorships (organisation_id, id);
ALTER TABLE mentorships DROP CONSTRAINT mentorships_own;
ALTER TABLE people DROP CONSTRAINT people_own;
