-- migrate:up

-- Three texts for three readers. The one text so far was read by both, so it is copied to both; what a mentee wrote to
-- "you" meant the first candidate. The old columns stay for an earlier release, and nothing reads them.
ALTER TABLE candidates ADD COLUMN why_you text NOT NULL DEFAULT '';
ALTER TABLE candidates ADD COLUMN reason_for_mentor text NOT NULL DEFAULT '';
ALTER TABLE candidates ADD COLUMN reason_for_mentee text NOT NULL DEFAULT '';
ALTER TABLE candidates NO FORCE ROW LEVEL SECURITY;
ALTER TABLE mentorships NO FORCE ROW LEVEL SECURITY;
UPDATE candidates SET reason_for_mentor = why, reason_for_mentee = why WHERE why <> '';
UPDATE candidates SET why_you = mentorships.request ->> 'why_you'
  FROM mentorships
 WHERE mentorships.id = candidates.mentorship_id AND candidates.rank = 1 AND mentorships.request ->> 'why_you' <> '';
ALTER TABLE candidates FORCE ROW LEVEL SECURITY;
ALTER TABLE mentorships FORCE ROW LEVEL SECURITY;

-- migrate:down

ALTER TABLE candidates NO FORCE ROW LEVEL SECURITY;
UPDATE candidates SET why = reason_for_mentor WHERE why = '';
ALTER TABLE candidates FORCE ROW LEVEL SECURITY;
ALTER TABLE candidates DROP COLUMN why_you;
ALTER TABLE candidates DROP COLUMN reason_for_mentor;
ALTER TABLE candidates DROP COLUMN reason_for_mentee;
