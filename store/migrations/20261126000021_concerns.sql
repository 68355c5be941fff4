-- migrate:up

-- The people whom a programme has named for concerns. They are apart from whoever runs it.
ALTER TABLE programmes
  ADD COLUMN safeguarding_id uuid,
  ADD COLUMN safeguarding_deputy_id uuid,
  ADD FOREIGN KEY (organisation_id, safeguarding_id) REFERENCES people (organisation_id, id),
  ADD FOREIGN KEY (organisation_id, safeguarding_deputy_id) REFERENCES people (organisation_id, id),
  ADD CHECK (safeguarding_id <> safeguarding_deputy_id),
  ADD CHECK (coordinator_id NOT IN (safeguarding_id, safeguarding_deputy_id));

ALTER TABLE links DROP CONSTRAINT links_subject_kind_check,
  ADD CONSTRAINT links_subject_kind_check CHECK (subject_kind IN ('mentorship', 'person', 'programme', 'concern'));
ALTER TABLE outbox DROP CONSTRAINT outbox_subject_kind_check,
  ADD CONSTRAINT outbox_subject_kind_check CHECK (subject_kind IN ('mentorship', 'person', 'programme', 'concern'));

-- A concern that one of a pair has raised, and who raised it. Only the worker reads these, to write to the contact;
-- the gateway writes them, and cannot read them again. `holds`: the mentorship was put on hold by the answer of this id.
-- `letters` were written so far, the last ones at `written_at`; at `look_at`, a worker looks whether another is due.
CREATE TABLE concerns (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  mentorship_id uuid NOT NULL,
  person_id uuid NOT NULL,
  role text NOT NULL CHECK (role IN ('mentee', 'mentor')),
  words text NOT NULL CHECK (words <> ''),
  holds boolean NOT NULL,
  raised_at timestamptz NOT NULL DEFAULT now(),
  letters integer NOT NULL DEFAULT 0,
  written_at timestamptz,
  look_at timestamptz DEFAULT now(),
  taken_up_at timestamptz,
  decided_at timestamptz,
  decision text CHECK (decision IN ('go_on', 'end')),
  FOREIGN KEY (organisation_id, mentorship_id) REFERENCES mentorships (organisation_id, id),
  FOREIGN KEY (organisation_id, person_id) REFERENCES people (organisation_id, id)
);
CREATE INDEX concerns_of_mentorship ON concerns (mentorship_id);
CREATE INDEX concerns_to_look_at ON concerns (look_at) WHERE look_at IS NOT NULL;
ALTER TABLE concerns ENABLE ROW LEVEL SECURITY;
ALTER TABLE concerns FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON concerns USING (organisation_id = current_organisation())
  WITH CHECK (organisation_id = current_organisation());
GRANT INSERT (id, organisation_id, mentorship_id, person_id, role, words, holds),
  SELECT (id, organisation_id, mentorship_id, holds, raised_at, taken_up_at, decided_at, decision),
  UPDATE (look_at, taken_up_at, decided_at, decision) ON concerns TO rapport_gateway;
GRANT SELECT, UPDATE (letters, written_at, look_at) ON concerns TO rapport_worker;

CREATE POLICY swept ON concerns FOR SELECT TO rapport_worker_sweeper USING (look_at <= now());
GRANT SELECT (id, organisation_id, look_at) ON concerns TO rapport_worker_sweeper;

-- migrate:down

DELETE FROM outbox WHERE subject_kind = 'concern';
DELETE FROM links WHERE subject_kind = 'concern';
DROP TABLE concerns;
ALTER TABLE links DROP CONSTRAINT links_subject_kind_check,
  ADD CONSTRAINT links_subject_kind_check CHECK (subject_kind IN ('mentorship', 'person', 'programme'));
ALTER TABLE outbox DROP CONSTRAINT outbox_subject_kind_check,
  ADD CONSTRAINT outbox_subject_kind_check CHECK (subject_kind IN ('mentorship', 'person', 'programme'));
ALTER TABLE programmes DROP COLUMN safeguarding_id, DROP COLUMN safeguarding_deputy_id;
