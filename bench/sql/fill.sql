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
