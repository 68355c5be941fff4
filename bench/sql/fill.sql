-- name: links
-- The links with which the mentors who were asked can answer.
SELECT id, mentorship_id FROM links WHERE kind = 'request' AND role = 'mentor';

-- name: standing^
-- The state of a mentorship, and the steps it has taken, in order.
SELECT state::text, (SELECT array_agg(kind || ' ' || step ORDER BY at) FROM timeline
                    WHERE mentorship_id = mentorships.id) AS steps
FROM mentorships WHERE id = :mentorship;

-- name: started$
-- The input of a workflow that was started by HTTP.
SELECT started::text FROM mentorships ORDER BY id LIMIT 1;

-- name: sent$
-- How many letters the relay has accepted.
SELECT count(*) FROM outbox WHERE state = 'accepted';

-- name: letter^
-- One real letter, as the worker sent it; its bytes have been deleted by then.
SELECT id, recipient FROM outbox WHERE letter = 'request' ORDER BY id LIMIT 1;

-- name: copy!
-- Copies of one letter that wait to be sent, with bytes of their own.
INSERT INTO outbox (id, organisation_id, subject_id, person_id, role, step, letter, state, recipient, subject,
                    message, message_id, made_at, try_at)
SELECT gen_random_uuid(), organisation_id, subject_id, person_id, role, :batch || '/' || number, letter, 'rendered',
       recipient, subject, :message::bytea, message_id, made_at, now()
FROM outbox, generate_series(1, :count::int) AS number
WHERE outbox.id = :letter;

-- name: make_bare!
-- Create the table in which the bare worker records steps, and its client records answers.
CREATE TABLE IF NOT EXISTS bare (id uuid PRIMARY KEY, what text NOT NULL, at timestamptz NOT NULL DEFAULT now());

-- name: taken_bare$
-- How many steps a bare workflow has taken.
SELECT count(*) FROM bare WHERE what = :workflow;

-- name: keep_bare!
-- Save one answer of the bare client.
INSERT INTO bare (id, what) VALUES (:id, :what);

-- name: mentors!
-- Mentors of many kinds with traits, as many as asked for, and one mentee who seeks skills of theirs.
WITH known AS (
  SELECT number, gen_random_uuid() AS id,
         (ARRAY['Europe/Berlin', 'Europe/London', 'America/New_York', 'Asia/Kolkata'])[1 + number % 4] AS zone,
         jsonb_build_object(
           'skills_sought', CASE WHEN number = 0 THEN '["skill-1","skill-2","skill-3","skill-4"]'::jsonb ELSE '[]' END,
           'skills_offered', (SELECT jsonb_agg('skill-' || (number * 7 + k * k * 13) % 150) FROM generate_series(1, 6) k),
           'grade', 3 + number % 6, 'department', 'd' || number % 9, 'profession', 'p' || number % 12,
           'team', 't' || number % 400, 'manager', NULL, 'languages', '["en"]'::jsonb, 'hours_a_month', 1 + number % 4,
           'works_from', 8 + number % 3, 'works_to', 17,
           'values', (ARRAY['["fairness","courage"]', '["curiosity"]', '["respect","honesty"]'])[1 + number % 3]::jsonb,
           'style_sought', '["listens"]'::jsonb, 'style_offered', '["listens","practical"]'::jsonb,
           'wishes', jsonb_build_object('grades_above', NULL, 'department', 'other', 'profession', 'same',
                                        'another_team', false, 'topics', '[]'::jsonb, 'grades', '[]'::jsonb)) AS traits
  FROM generate_series(0, :count::int) AS number
), enrolled AS (
  INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone, mentor)
  SELECT id, :organisation, 'many-' || number, 'Mentor', 'Number ' || number, 'many-' || number || '@example.org', zone,
         number > 0
  FROM known
  RETURNING id
)
INSERT INTO traits (person_id, organisation_id, traits)
SELECT known.id, :organisation, known.traits FROM known JOIN enrolled ON enrolled.id = known.id;

-- name: analyse!
-- Let Postgres see how many rows there are now, as autovacuum would.
ANALYZE;
