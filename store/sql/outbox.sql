-- name: of_step
-- The letters of one step, as far as they are written; what is too late by now counts as dropped.
SELECT id, person_id, role, letter, tries,
       CASE WHEN state IN ('rendered', 'claimed', 'deferred') AND not_after <= now() THEN 'expired' ELSE state END AS state
  FROM outbox
 WHERE mentorship_id = :mentorship AND step = :step;

-- name: claim
-- Take letters in hand. Nothing of them has left: a crash from here on only costs the time of a lease. Nor does it wait
-- for the disk: a claim that Postgres forgets in a crash cannot be marked any more.
UPDATE outbox SET state = 'claimed', tries = tries + 1, claimed_by = :worker, claimed_at = clock_timestamp()
  FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried
 WHERE id = ANY (cast(:ids as uuid[])) AND organisation_id = :organisation
   AND state IN ('rendered', 'deferred') AND NOT readdress
   AND not_after > now() AND (hours IS NULL OR hours @> now())
   AND NOT EXISTS (SELECT FROM people WHERE people.id = person_id
                   AND (NOT active OR lower(email) <> lower(recipient))) -- see `changed_readers`
RETURNING id, organisation_id, person_id, letter, recipient, message, reply, claimed_at;

-- name: claim_due
-- Take in hand what was left undone, a few at a time, past whatever another worker holds; see `claim`.
UPDATE outbox SET state = 'claimed', tries = tries + 1, claimed_by = :worker, claimed_at = clock_timestamp()
  FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried
 WHERE id IN (SELECT id FROM outbox
               WHERE unsettled AND state IN ('rendered', 'deferred') AND try_at <= now()
                 AND NOT readdress AND not_after > now() AND (hours IS NULL OR hours @> now())
                 AND NOT EXISTS (SELECT FROM people WHERE people.id = person_id
                                 AND (NOT active OR lower(email) <> lower(recipient)))
               ORDER BY try_at LIMIT :most FOR UPDATE SKIP LOCKED)
RETURNING id, organisation_id, person_id, letter, recipient, message, reply, claimed_at;

-- name: mark
-- From here on the relay may have these letters. Not marked, and not to be sent: what is no longer in this worker's hand,
-- and what may not leave at this hour any more.
UPDATE outbox SET state = 'sending'
  FROM unnest(cast(:ids as uuid[]), cast(:claims as timestamptz[])) AS mine (id, claimed_at)
 WHERE outbox.id = mine.id AND outbox.claimed_at = mine.claimed_at AND state = 'claimed'
   AND not_after > now() AND (hours IS NULL OR hours @> now())
RETURNING outbox.id;

-- name: marked
-- Which of these are marked: asked where fewer were marked than was wanted.
SELECT outbox.id
  FROM outbox JOIN unnest(cast(:ids as uuid[]), cast(:claims as timestamptz[])) AS mine (id, claimed_at)
         ON outbox.id = mine.id AND outbox.claimed_at = mine.claimed_at
 WHERE state = 'sending';

-- name: settle
-- Write down what became of tries, unless a later try knows better or the address was corrected meanwhile; return which
-- were settled. A deferred letter waits longer each time. Bytes that will not be sent again are gone; those of a letter
-- that the relay rejected stay, for somebody may have it sent once the relay takes it.
UPDATE outbox
   SET state = result.state, reply = result.reply,
       try_at = now() + make_interval(secs => least(900, 15 * 2 ^ tries)),
       done_at = CASE WHEN result.state = 'deferred' THEN NULL ELSE now() END,
       message = CASE WHEN result.state IN ('deferred', 'unknown', 'rejected') THEN message ELSE '' END
  FROM unnest(cast(:ids as uuid[]), cast(:claims as timestamptz[]), cast(:states as text[]), cast(:replies as text[]))
       AS result (id, claimed_at, state, reply)
 WHERE outbox.id = result.id AND outbox.claimed_at IS NOT DISTINCT FROM result.claimed_at
   AND (unsettled OR outbox.state = 'unknown')
RETURNING outbox.id;

-- name: release
-- Give back letters of which nothing has left, as if they had not been taken.
UPDATE outbox SET state = CASE WHEN tries > 1 THEN 'deferred' ELSE 'rendered' END, tries = tries - 1, try_at = now()
  FROM unnest(cast(:ids as uuid[]), cast(:claims as timestamptz[])) AS mine (id, claimed_at)
 WHERE outbox.id = mine.id AND outbox.claimed_at = mine.claimed_at AND state IN ('claimed', 'sending')
RETURNING outbox.id;

-- name: release_of!
-- Give back what the worker of this name had in hand before it ended.
UPDATE outbox SET state = CASE WHEN tries > 1 THEN 'deferred' ELSE 'rendered' END, tries = tries - 1, try_at = now()
 WHERE unsettled AND state = 'claimed' AND claimed_by = :worker;

-- name: hold!
-- Say that these are still in hand: the relay thinks about their recipients, or is busy.
UPDATE outbox SET held_at = clock_timestamp()
  FROM unnest(cast(:ids as uuid[]), cast(:claims as timestamptz[])) AS mine (id, claimed_at)
 WHERE outbox.id = mine.id AND outbox.claimed_at = mine.claimed_at AND state = 'claimed';

-- name: release_stale!
-- Give back what a worker took in hand and has not held for long: it has ended, or is frozen.
UPDATE outbox SET state = CASE WHEN tries > 1 THEN 'deferred' ELSE 'rendered' END, tries = tries - 1, try_at = now()
 WHERE unsettled AND state = 'claimed' AND greatest(claimed_at, held_at) < now() - make_interval(secs => :seconds);

-- name: postpone!
-- Let what is due out of its hours wait for their next beginning, or for its end where none is left.
UPDATE outbox
   SET try_at = coalesce((SELECT min(lower(one)) FROM unnest(hours) AS one WHERE lower(one) > now()), not_after)
 WHERE unsettled AND state IN ('rendered', 'deferred') AND try_at <= now() AND not_after > now() AND NOT hours @> now();

-- name: changed_readers!
-- Letters whose reader left, or got another address, while they were being written: nobody saw them then.
UPDATE outbox SET readdress = true
  FROM people
 WHERE people.id = person_id AND unsettled AND state IN ('rendered', 'deferred') AND NOT readdress
   AND try_at <= now() AND (NOT active OR lower(email) <> lower(recipient));

-- name: to_readdress
-- Letters whose bytes still name an address that was corrected.
SELECT id, organisation_id FROM outbox WHERE readdress AND unsettled LIMIT :most;

-- name: lock_to_readdress^
-- One of them with its reader, who does not change until it is written anew.
SELECT message, to_jsonb(people) - 'profile' AS reader
  FROM outbox JOIN people ON people.id = person_id
 WHERE outbox.id = :id AND readdress AND unsettled
   FOR UPDATE OF outbox FOR SHARE OF people;

-- name: readdress!
-- A letter of which nothing has left names another address, and is the same otherwise.
UPDATE outbox
   SET recipient = :recipient, message = bytes.new, size = octet_length(bytes.new), sha256 = sha256(bytes.new),
       readdress = false
  FROM (SELECT cast(:message as bytea)) AS bytes (new)
 WHERE id = :id;

-- name: lapse!
-- Its reader has left: it does not leave any more.
UPDATE outbox SET state = 'expired', done_at = now(), message = '', reply = 'its reader has left', readdress = false
 WHERE id = :id;

-- name: overdue
-- What can no longer be of use, and was not sent.
SELECT id, organisation_id, person_id, letter, reply, claimed_at FROM outbox
 WHERE unsettled AND state IN ('rendered', 'deferred') AND not_after <= now()
 ORDER BY not_after LIMIT :most;

-- name: abandoned
-- Letters that the relay may have, and whose worker ended before it wrote down the answer.
SELECT id, organisation_id, person_id, letter, reply, claimed_at FROM outbox
 WHERE unsettled AND state = 'sending' AND claimed_at < now() - make_interval(secs => :seconds)
 ORDER BY claimed_at LIMIT :most;

-- name: backlog^
-- How many letters wait, and since when the oldest does.
SELECT count(*) AS waiting, min(made_at) AS oldest FROM outbox WHERE unsettled;
