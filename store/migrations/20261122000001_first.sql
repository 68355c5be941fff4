-- migrate:up

-- Every session takes on rapport_app (see store/pool.py), so row-level security
-- holds even where the login that connects owns the tables.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'rapport_app') THEN
    CREATE ROLE rapport_app NOLOGIN NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'rapport_sweeper') THEN
    CREATE ROLE rapport_sweeper NOLOGIN NOBYPASSRLS;
  END IF;
  EXECUTE format('GRANT rapport_app, rapport_sweeper TO %I', current_user);
END $$;

CREATE FUNCTION current_organisation() RETURNS uuid STABLE PARALLEL SAFE LANGUAGE sql
  RETURN nullif(current_setting('rapport.organisation', true), '')::uuid;

CREATE TABLE organisations (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- A key reads rk_<organisation>_<secret>; only the SHA-256 of the secret is kept.
CREATE TABLE api_keys (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  name text NOT NULL,
  secret_hash bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  UNIQUE (organisation_id, secret_hash)
);

CREATE TABLE people (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  external_id text NOT NULL,
  given_name text NOT NULL,
  family_name text NOT NULL,
  email text NOT NULL,
  time_zone text NOT NULL,
  language text NOT NULL DEFAULT 'en',
  mentee boolean NOT NULL DEFAULT true,
  mentor boolean NOT NULL DEFAULT false,
  capacity integer NOT NULL DEFAULT 1,
  job_title text NOT NULL DEFAULT '',
  about text NOT NULL DEFAULT '',
  profile jsonb NOT NULL DEFAULT '{}',
  active boolean NOT NULL DEFAULT true,
  unreachable_since timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organisation_id, external_id)
);

CREATE TABLE programmes (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  name text NOT NULL,
  coordinator_id uuid REFERENCES people,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organisation_id, name)
);

CREATE TABLE programme_rules (
  programme_id uuid NOT NULL REFERENCES programmes,
  organisation_id uuid NOT NULL REFERENCES organisations,
  version integer NOT NULL,
  rules jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (programme_id, version)
);

-- request: what the mentee asks for, in their own words (see schemas/api.py, Request).
-- card: schemas.messages.Card as the workflow last told it; the columns beside it serve lists.
CREATE TABLE mentorships (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  programme_id uuid NOT NULL REFERENCES programmes,
  rules_version integer NOT NULL,
  mentee_id uuid NOT NULL REFERENCES people,
  mentor_id uuid REFERENCES people,
  request jsonb NOT NULL,
  phase text NOT NULL DEFAULT 'seeking',
  health text NOT NULL DEFAULT 'new',
  revision integer NOT NULL DEFAULT -1,
  card jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  started jsonb NOT NULL,
  told_at timestamptz
);
CREATE INDEX mentorships_of_organisation ON mentorships (organisation_id, id);
CREATE INDEX mentorships_of_mentor ON mentorships (mentor_id) WHERE phase <> 'closed';
CREATE INDEX mentorships_untold ON mentorships (created_at) WHERE told_at IS NULL;
-- One search or pair at a time for one mentee in one programme.
CREATE UNIQUE INDEX mentorships_open ON mentorships (programme_id, mentee_id) WHERE phase <> 'closed';

-- Whom to ask, in order; what a mentor gives as a reason for declining stays here.
CREATE TABLE candidates (
  mentorship_id uuid NOT NULL REFERENCES mentorships,
  organisation_id uuid NOT NULL REFERENCES organisations,
  rank integer NOT NULL,
  person_id uuid NOT NULL REFERENCES people,
  why text NOT NULL DEFAULT '',
  PRIMARY KEY (mentorship_id, rank),
  UNIQUE (mentorship_id, person_id)
);

CREATE TABLE agreements (
  mentorship_id uuid NOT NULL REFERENCES mentorships,
  organisation_id uuid NOT NULL REFERENCES organisations,
  version integer NOT NULL,
  terms jsonb NOT NULL,
  drafted_by text NOT NULL,
  drafted_at timestamptz NOT NULL,
  PRIMARY KEY (mentorship_id, version)
);

-- One link per (mentorship, step, person). The address carries id and a MAC; see letters/links.py.
CREATE TABLE links (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  mentorship_id uuid NOT NULL REFERENCES mentorships,
  person_id uuid NOT NULL REFERENCES people,
  role text NOT NULL,
  step text NOT NULL,
  kind text NOT NULL,
  made_at timestamptz NOT NULL,
  UNIQUE (mentorship_id, step, person_id)
);

-- What people and the HR platform said. seq counts changes of mind at one link.
CREATE TABLE answers (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  mentorship_id uuid NOT NULL REFERENCES mentorships,
  link_id uuid REFERENCES links,
  seq integer NOT NULL DEFAULT 1,
  person_id uuid REFERENCES people,
  role text NOT NULL,
  step text NOT NULL DEFAULT '',
  kind text NOT NULL,
  said jsonb NOT NULL,
  words jsonb NOT NULL DEFAULT '{}',
  said_at timestamptz NOT NULL DEFAULT now(),
  told_at timestamptz,
  receipt text,
  refused text,
  UNIQUE (link_id, seq)
);
CREATE INDEX answers_of_mentorship ON answers (mentorship_id, said_at);
CREATE INDEX answers_untold ON answers (said_at) WHERE told_at IS NULL;

-- state: schemas.names.MailState. message: the bytes, fixed once.
CREATE TABLE outbox (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  mentorship_id uuid NOT NULL REFERENCES mentorships,
  person_id uuid NOT NULL REFERENCES people,
  role text NOT NULL,
  step text NOT NULL,
  letter text NOT NULL,
  state text NOT NULL,
  recipient text NOT NULL,
  subject text NOT NULL DEFAULT '',
  message bytea NOT NULL DEFAULT '',
  message_id text NOT NULL DEFAULT '',
  made_at timestamptz NOT NULL,
  try_at timestamptz NOT NULL DEFAULT now(),
  not_after timestamptz NOT NULL DEFAULT now() + interval '3 days',
  tries integer NOT NULL DEFAULT 0,
  claimed_at timestamptz,
  done_at timestamptz,
  reply text NOT NULL DEFAULT '',
  UNIQUE (mentorship_id, step, person_id)
);
CREATE INDEX outbox_due ON outbox (try_at) WHERE state IN ('rendered', 'deferred', 'sending');
CREATE INDEX outbox_of_mentorship ON outbox (mentorship_id, made_at);

-- What the machine did; people's answers are told from their own table.
CREATE TABLE timeline (
  mentorship_id uuid NOT NULL REFERENCES mentorships,
  organisation_id uuid NOT NULL REFERENCES organisations,
  step text NOT NULL,
  kind text NOT NULL,
  at timestamptz NOT NULL,
  reason text NOT NULL,
  facts jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (mentorship_id, step)
);

-- Stripe's rules: the same key with the same body replays the first answer.
CREATE TABLE idempotency (
  organisation_id uuid NOT NULL REFERENCES organisations,
  key text NOT NULL,
  body_hash bytea NOT NULL,
  mentorship_id uuid NOT NULL REFERENCES mentorships,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organisation_id, key)
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['api_keys', 'people', 'programmes', 'programme_rules', 'mentorships', 'candidates',
                              'agreements', 'links', 'answers', 'outbox', 'timeline', 'idempotency'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own ON %I USING (organisation_id = current_organisation()) '
                   'WITH CHECK (organisation_id = current_organisation())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO rapport_app', name);
  END LOOP;
END $$;

ALTER TABLE organisations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organisations FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON organisations USING (id = current_organisation()) WITH CHECK (id = current_organisation());
GRANT SELECT, INSERT, UPDATE ON organisations TO rapport_app;

-- Whoever proves to hold a link (its MAC was checked) may read that one row, and learns its organisation.
CREATE POLICY held ON links FOR SELECT USING (id = nullif(current_setting('rapport.link', true), '')::uuid);

-- Sweepers cross organisations, and may see only what they need to pick up what was left lying.
CREATE POLICY swept ON outbox TO rapport_sweeper USING (true) WITH CHECK (true);
GRANT SELECT (id, organisation_id, person_id, role, letter, state, recipient, message, made_at, try_at, not_after, tries,
              claimed_at, reply),
      UPDATE (state, try_at, tries, claimed_at, done_at, reply) ON outbox TO rapport_sweeper;
CREATE POLICY swept ON answers FOR SELECT TO rapport_sweeper USING (true);
GRANT SELECT (id, organisation_id, told_at, said_at) ON answers TO rapport_sweeper;
CREATE POLICY swept ON mentorships FOR SELECT TO rapport_sweeper USING (true);
GRANT SELECT (id, organisation_id, told_at, created_at) ON mentorships TO rapport_sweeper;

-- migrate:down

DROP TABLE idempotency, timeline, outbox, answers, links, agreements, candidates, mentorships,
  programme_rules, programmes, people, api_keys, organisations;
DROP FUNCTION current_organisation();
