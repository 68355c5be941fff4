-- migrate:up

-- state: schemas.state.State as of `as_of`, by the mentorship's own clock; every view of it is made when it is read.
-- The times at which its health gets worse if nothing happens are separate columns, so that lists can be filtered.
-- trouble: the step that keeps failing, since when, with what kind of failure and how often; see activities/failures.py.
ALTER TABLE mentorships
  ADD COLUMN state jsonb,
  ADD COLUMN as_of timestamptz,
  ADD COLUMN health_late_at timestamptz,
  ADD COLUMN health_quiet_at timestamptz,
  ADD COLUMN health_at_risk_at timestamptz,
  ADD COLUMN trouble jsonb;

-- This login owns the tables; row-level security would hide all rows from an owner that is not a superuser.
ALTER TABLE mentorships NO FORCE ROW LEVEL SECURITY;
UPDATE mentorships SET state = started, as_of = updated_at;
ALTER TABLE mentorships FORCE ROW LEVEL SECURITY;
ALTER TABLE mentorships
  ALTER COLUMN state SET NOT NULL,
  ALTER COLUMN as_of SET NOT NULL,
  DROP COLUMN card;

-- reason: schemas.reason.Reason. An earlier sentence becomes the usual code of its kind of step.
ALTER TABLE timeline ALTER COLUMN reason TYPE jsonb USING jsonb_build_object('code', CASE kind
  WHEN 'request' THEN 'asks'
  WHEN 'request_reminder' THEN 'request_unanswered'
  WHEN 'no_mentor' THEN 'nobody_left'
  WHEN 'withdrawn' THEN 'search_ended'
  WHEN 'agreement' THEN 'look_at_agreement'
  WHEN 'agreement_reminder' THEN 'agreement_unanswered'
  WHEN 'agreed' THEN 'both_agreed'
  WHEN 'thanks' THEN 'words_waiting'
  WHEN 'review' THEN 'look_back'
  WHEN 'nudge' THEN 'silence'
  WHEN 'rhythm' THEN 'silence'
  WHEN 'task' THEN 'silence'
  WHEN 'last_notice' THEN 'silence'
  WHEN 'paused' THEN 'break_asked'
  WHEN 'resumed' THEN 'break_over'
  WHEN 'closing' THEN 'decided_to_end'
  WHEN 'farewell' THEN 'thanks_over'
  ELSE 'rhythm_due' END);

-- How much a person was written to recently, in all of their mentorships.
CREATE INDEX outbox_of_person ON outbox (person_id, made_at);

-- migrate:down

DROP INDEX outbox_of_person;
ALTER TABLE timeline ALTER COLUMN reason TYPE text USING reason ->> 'code';
ALTER TABLE mentorships
  ADD COLUMN card jsonb,
  DROP COLUMN state,
  DROP COLUMN as_of,
  DROP COLUMN health_late_at,
  DROP COLUMN health_quiet_at,
  DROP COLUMN health_at_risk_at,
  DROP COLUMN trouble;
