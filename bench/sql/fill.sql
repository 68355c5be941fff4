-- name: links
-- Where the mentors who were asked can answer.
SELECT id, mentorship_id FROM links WHERE kind = 'request' AND role = 'mentor';

-- name: card$
-- How a mentorship stands.
SELECT card FROM mentorships WHERE id = :mentorship;

-- name: taken
-- The steps a mentorship has taken, in order.
SELECT step, kind FROM timeline WHERE mentorship_id = :mentorship ORDER BY at;

-- name: started$
-- The input of a workflow that was started by HTTP.
SELECT started FROM mentorships ORDER BY id LIMIT 1;

-- name: sent$
-- How many letters the relay has taken.
SELECT count(*) FROM outbox WHERE state = 'accepted';

-- name: letter^
-- One real letter, as the worker wrote it.
SELECT id, recipient, message FROM outbox WHERE letter = 'request' ORDER BY id LIMIT 1;

-- name: copy!
-- Copies of one letter that wait to be sent.
INSERT INTO outbox (id, organisation_id, mentorship_id, person_id, role, step, letter, state, recipient, subject,
                    message, message_id, made_at, try_at)
SELECT gen_random_uuid(), organisation_id, mentorship_id, person_id, role, :batch || '/' || number, letter, 'rendered',
       recipient, subject, message, message_id, made_at, now()
FROM outbox, generate_series(1, :count::int) AS number
WHERE outbox.id = :letter;
