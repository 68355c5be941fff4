-- name: of_step
-- The letters of one step, as far as they are written; what is too late by now counts as dropped.
SELECT id, person_id, role, letter, tries,
       CASE WHEN state IN ('rendered', 'deferred') AND not_after <= now() THEN 'expired' ELSE state END AS state
  FROM outbox
 WHERE mentorship_id = :mentorship AND step = :step;

-- name: file!
-- Put a letter into the outbox, once for each step and person; its bytes are fixed from here on.
INSERT INTO outbox (id, organisation_id, mentorship_id, person_id, role, step, letter, state, recipient, subject,
                    message, message_id, made_at, reply, try_at)
VALUES (:id, :organisation, :mentorship, :person, :role, :step, :letter, :state, :recipient, :subject,
        :message, :message_id, :made_at, :reply, now() + interval '1 minute')
ON CONFLICT (mentorship_id, step, person_id) DO NOTHING;

-- name: claim
-- Take letters for one try; from here until they are settled a crash leaves their outcome unknown.
UPDATE outbox SET state = 'sending', tries = tries + 1, claimed_at = now()
 WHERE id = ANY (cast(:ids as uuid[])) AND state IN ('rendered', 'deferred') AND not_after > now()
RETURNING id, organisation_id, person_id, role, letter, recipient, message, reply;

-- name: settle*!
-- Write down what became of a try, unless a later try knows better; a deferred letter waits longer each time.
UPDATE outbox
   SET state = :state, reply = :reply, try_at = now() + make_interval(secs => least(900, 15 * 2 ^ tries)),
       done_at = CASE WHEN cast(:state as text) = 'deferred' THEN NULL ELSE now() END
 WHERE id = :id AND state IN ('sending', 'unknown');

-- name: claim_due
-- Take what was left lying, a batch at a time, past whatever another sweeper holds.
UPDATE outbox SET state = 'sending', tries = tries + 1, claimed_at = now()
 WHERE id IN (SELECT id FROM outbox
               WHERE state IN ('rendered', 'deferred') AND try_at <= now() AND not_after > now()
               ORDER BY try_at LIMIT :batch FOR UPDATE SKIP LOCKED)
RETURNING id, organisation_id, person_id, role, letter, recipient, message, reply;

-- name: expire!
-- Drop what can no longer be of use.
UPDATE outbox SET state = 'expired', done_at = now(), reply = 'its need had passed'
 WHERE state IN ('rendered', 'deferred') AND not_after <= now();

-- name: abandoned
-- Letters that were being sent when their worker died.
SELECT id, letter, reply FROM outbox
 WHERE state = 'sending' AND claimed_at < now() - make_interval(secs => :seconds)
 FOR UPDATE SKIP LOCKED;

-- name: backlog^
-- How many letters wait, and since when the oldest does.
SELECT count(*) AS waiting, min(made_at) AS oldest FROM outbox WHERE state IN ('rendered', 'deferred', 'sending');
