-- migrate:up

-- Gateway and worker have roles of their own. Both read and write the rows of one organisation as rapport_app does;
-- only the worker reads the bytes of letters. Only sweepers cross organisations, and each sees its own backlog.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['rapport_gateway', 'rapport_worker', 'rapport_gateway_sweeper', 'rapport_worker_sweeper'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOBYPASSRLS', name);
    END IF;
    EXECUTE format('GRANT %I TO %I', name, current_user);
  END LOOP;
END $$;
GRANT rapport_app TO rapport_gateway, rapport_worker;

DROP POLICY swept ON outbox;
DROP POLICY swept ON answers;
DROP POLICY swept ON mentorships;
REVOKE ALL ON outbox, answers, mentorships FROM rapport_sweeper;
DO $$ BEGIN
  DROP ROLE rapport_sweeper;
EXCEPTION WHEN dependent_objects_still_exist THEN
  NULL; -- another database of this cluster is not migrated yet
END $$;

-- This login owns the tables; row-level security would hide all rows from an owner that is not a superuser,
-- including those that a new foreign key is checked against.
ALTER TABLE mentorships NO FORCE ROW LEVEL SECURITY;
ALTER TABLE links NO FORCE ROW LEVEL SECURITY;
ALTER TABLE outbox NO FORCE ROW LEVEL SECURITY;

-- Letters and links belong to a subject: a mentorship, a person (a sign-in letter), a programme (a digest, a cohort).
ALTER TABLE links
  ADD COLUMN subject_kind text NOT NULL DEFAULT 'mentorship' CHECK (subject_kind IN ('mentorship', 'person', 'programme')),
  ADD COLUMN subject_id uuid;
UPDATE links SET subject_id = mentorship_id;
ALTER TABLE links
  ALTER COLUMN subject_id SET NOT NULL,
  DROP COLUMN mentorship_id,
  ADD COLUMN mentorship_id uuid
    GENERATED ALWAYS AS (CASE subject_kind WHEN 'mentorship' THEN subject_id END) STORED REFERENCES mentorships,
  ADD CONSTRAINT links_once UNIQUE (subject_kind, subject_id, step, person_id);

-- hours: when it may be sent (null: at any time). size, sha256: of the bytes, which are kept only as long as they may
-- be sent. claimed_by: which worker has claimed it; only the claim with this claimed_at may settle it.
ALTER TABLE outbox
  ADD COLUMN subject_kind text NOT NULL DEFAULT 'mentorship' CHECK (subject_kind IN ('mentorship', 'person', 'programme')),
  ADD COLUMN subject_id uuid,
  ADD COLUMN hours tstzmultirange,
  ADD COLUMN claimed_by text NOT NULL DEFAULT '',
  ADD COLUMN size integer NOT NULL DEFAULT 0,
  ADD COLUMN sha256 bytea,
  ADD COLUMN unsettled boolean NOT NULL
    GENERATED ALWAYS AS (state IN ('rendered', 'claimed', 'sending', 'deferred')) STORED;
UPDATE outbox
   SET subject_id = mentorship_id, size = octet_length(message), sha256 = sha256(message),
       message = CASE WHEN state IN ('accepted', 'rejected', 'expired', 'skipped') THEN '' ELSE message END,
       done_at = CASE WHEN state = 'skipped' THEN made_at ELSE done_at END;
ALTER TABLE outbox
  ALTER COLUMN subject_id SET NOT NULL,
  DROP COLUMN mentorship_id,
  ADD COLUMN mentorship_id uuid
    GENERATED ALWAYS AS (CASE subject_kind WHEN 'mentorship' THEN subject_id END) STORED REFERENCES mentorships,
  ADD CONSTRAINT outbox_once UNIQUE (subject_kind, subject_id, step, person_id);

-- Claiming and marking change no indexed column, and find space on the row's own page: neither updates an index.
ALTER TABLE outbox SET (fillfactor = 60);
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (try_at) WHERE unsettled;
CREATE INDEX outbox_of_mentorship ON outbox (mentorship_id, made_at);

ALTER TABLE mentorships FORCE ROW LEVEL SECURITY;
ALTER TABLE links FORCE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;

-- The gateway shows the results of letters; it neither writes letters nor reads their bytes.
REVOKE ALL ON outbox FROM rapport_app;
GRANT SELECT (id, organisation_id, subject_kind, subject_id, mentorship_id, person_id, role, step, letter, state, unsettled,
              recipient, subject, message_id, size, sha256, made_at, try_at, hours, not_after, tries, claimed_by, claimed_at,
              done_at, reply) ON outbox TO rapport_app;
GRANT SELECT, INSERT, UPDATE ON outbox TO rapport_worker;

CREATE POLICY swept ON outbox TO rapport_worker_sweeper USING (unsettled) WITH CHECK (unsettled);
GRANT SELECT (id, organisation_id, person_id, letter, state, unsettled, recipient, message, made_at, try_at, hours, not_after,
              tries, claimed_by, claimed_at, reply),
      UPDATE (state, try_at, tries, claimed_by, claimed_at) ON outbox TO rapport_worker_sweeper;
CREATE POLICY swept ON answers FOR SELECT TO rapport_gateway_sweeper USING (told_at IS NULL);
GRANT SELECT (id, organisation_id, told_at, said_at) ON answers TO rapport_gateway_sweeper;
CREATE POLICY swept ON mentorships FOR SELECT TO rapport_gateway_sweeper USING (told_at IS NULL);
GRANT SELECT (id, organisation_id, told_at, created_at) ON mentorships TO rapport_gateway_sweeper;

-- migrate:down

-- There is no way back to one sweeper role: the deleted bytes of letters cannot be restored.
