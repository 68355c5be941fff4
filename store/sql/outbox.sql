-- name: of_step
-- The letters of one step that are written; those that are too late by now count as expired.
SELECT id, person_id, role, letter, tries,
       CASE WHEN state IN ('rendered', 'claimed', 'deferred') AND not_after <= now() THEN 'expired' ELSE state END AS state
  FROM outbox
 WHERE mentorship_id = :mentorship AND step = :step;

-- name: claim
-- Claim letters. Nothing of them has been sent: a crash from here on only costs the time of a lease. The commit does
-- not wait for the disk: a claim that Postgres loses in a crash can no longer be marked.
UPDATE outbox SET state = 'claimed', tries = tries + 1, claimed_by = :worker, claimed_at = clock_timestamp()
  FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried
 WHERE id = ANY (cast(:ids as uuid[])) AND organisation_id = :organisation
   AND state IN ('rendered', 'deferred') AND NOT readdress
   AND not_after > now() AND (hours IS NULL OR hours @> now())
   AND NOT EXISTS (SELECT FROM people WHERE people.id = person_id
                   AND (NOT active OR lower(email) <> lower(recipient))) -- see `changed_readers`
RETURNING id, organisation_id, person_id, letter, recipient, message, reply, claimed_at, tries;

-- name: claim_due
-- Claim letters that are due, a few at a time, skipping rows that another worker has locked; see `claim`.
UPDATE outbox SET state = 'claimed', tries = tries + 1, claimed_by = :worker, claimed_at = clock_timestamp()
  FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried
 WHERE id IN (SELECT id FROM outbox
               WHERE unsettled AND state IN ('rendered', 'deferred') AND try_at <= now()
                 AND NOT readdress AND not_after > now() AND (hours IS NULL OR hours @> now())
                 AND NOT EXISTS (SELECT FROM people WHERE people.id = person_id
                                 AND (NOT active OR lower(email) <> lower(recipient)))
               ORDER BY try_at LIMIT :most FOR UPDATE SKIP LOCKED)
RETURNING id, organisation_id, person_id, letter, recipient, message, reply, claimed_at, tries;

-- name: mark
-- Mark that from here on the relay may have these letters. Letters that this worker no longer holds, or that may not be
-- sent at this hour, are not marked and must not be sent.
UPDATE outbox SET state = 'sending'
  FROM unnest(cast(:ids as uuid[]), cast(:claims as timestamptz[])) AS mine (id, claimed_at)
 WHERE outbox.id = mine.id AND outbox.claimed_at = mine.claimed_at AND state = 'claimed'
   AND not_after > now() AND (hours IS NULL OR hours @> now())
RETURNING outbox.id;

-- name: marked
-- Which of these are marked: asked if `mark` returned fewer than it was given.
SELECT outbox.id
  FROM outbox JOIN unnest(cast(:ids as uuid[]), cast(:claims as timestamptz[])) AS mine (id, claimed_at)
         ON outbox.id = mine.id AND outbox.claimed_at = mine.claimed_at
 WHERE state = 'sending';

-- name: settle
-- Record the results of attempts, unless a later attempt has replaced them or the address was corrected meanwhile;
-- return which were settled. A deferred letter waits longer each time, and each for a time of its own, so that letters
-- that a relay puts off together do not all come back together. Bytes that will not be sent again are deleted;
-- those of a rejected letter stay, because somebody may have it sent once the relay accepts it.
UPDATE outbox
   SET state = result.state, reply = result.reply,
       try_at = now() + make_interval(secs => least(900, 15 * 2 ^ tries) * (1 - random() / 2)),
       done_at = CASE WHEN result.state = 'deferred' THEN NULL ELSE now() END,
       message = CASE WHEN result.state IN ('deferred', 'unknown', 'rejected') THEN message ELSE '' END
  FROM unnest(cast(:ids as uuid[]), cast(:claims as timestamptz[]), cast(:states as text[]), cast(:replies as text[]))
       AS result (id, claimed_at, state, reply)
 WHERE outbox.id = result.id AND outbox.claimed_at IS NOT DISTINCT FROM result.claimed_at
   AND (unsettled OR outbox.state = 'unknown')
RETURNING outbox.id;

-- name: refused_again$
-- Whether the last letters to a person's address were all refused, the first of them at least a day ago: no letter
-- reaches them.
SELECT coalesce(bool_and(state = 'rejected') AND min(done_at) <= now() - interval '1 day', false)
  FROM (SELECT state, done_at FROM outbox
         WHERE person_id = :person AND state IN ('accepted', 'unknown', 'rejected')
           AND lower(recipient) = (SELECT lower(email) FROM people WHERE id = :person)
         ORDER BY done_at DESC LIMIT 2) last;

-- name: refused_alike
-- Whose letters wait or are lost because the relay refused them with the same codes, since it last took a letter.
SELECT DISTINCT person_id FROM outbox
 WHERE (refused OR (state = 'rejected'
                    AND done_at > coalesce((SELECT max(done_at) FROM outbox WHERE state = 'accepted'), '-infinity')))
   AND substring(reply FROM '^5\d\d(?: 5\.\d{1,3}\.\d{1,3})?') = :kind;

-- name: put_off_again$
-- Whether a letter that was put off for a day is the second in a row that does not reach a person, although the relay
-- takes letters to others meanwhile: no letter reaches them.
SELECT EXISTS (
  SELECT FROM outbox mine JOIN outbox before ON before.person_id = mine.person_id AND before.made_at < mine.made_at
                                            AND lower(before.recipient) = lower(mine.recipient)
   WHERE mine.id = :id AND mine.made_at <= now() - interval '1 day' AND before.state = 'expired' AND before.tries > 1
     AND NOT EXISTS (SELECT FROM outbox since
                      WHERE since.person_id = mine.person_id AND since.state IN ('accepted', 'unknown')
                        AND since.made_at >= before.made_at)
     AND EXISTS (SELECT FROM outbox other
                  WHERE other.person_id <> mine.person_id AND other.state = 'accepted'
                    AND other.done_at > mine.made_at));

-- name: release
-- Release letters of which nothing has been sent, as if they had not been claimed.
UPDATE outbox SET state = CASE WHEN tries > 1 THEN 'deferred' ELSE 'rendered' END, tries = tries - 1, try_at = now()
  FROM unnest(cast(:ids as uuid[]), cast(:claims as timestamptz[])) AS mine (id, claimed_at)
 WHERE outbox.id = mine.id AND outbox.claimed_at = mine.claimed_at AND state IN ('claimed', 'sending')
RETURNING outbox.id;

-- name: release_of!
-- Release what the worker of this name had claimed before it ended.
UPDATE outbox SET state = CASE WHEN tries > 1 THEN 'deferred' ELSE 'rendered' END, tries = tries - 1, try_at = now()
 WHERE unsettled AND state = 'claimed' AND claimed_by = :worker;

-- name: hold!
-- Renew the claims on these: the relay is slow to accept their recipients, or is busy.
UPDATE outbox SET held_at = clock_timestamp()
  FROM unnest(cast(:ids as uuid[]), cast(:claims as timestamptz[])) AS mine (id, claimed_at)
 WHERE outbox.id = mine.id AND outbox.claimed_at = mine.claimed_at AND state = 'claimed';

-- name: release_stale!
-- Release claims that were not renewed for too long: their worker has ended, or is frozen.
UPDATE outbox SET state = CASE WHEN tries > 1 THEN 'deferred' ELSE 'rendered' END, tries = tries - 1, try_at = now()
 WHERE unsettled AND state = 'claimed' AND greatest(claimed_at, held_at) < now() - make_interval(secs => :seconds);

-- name: postpone!
-- Let a letter that is due outside its hours wait until they next begin, or until it expires if none are left.
UPDATE outbox
   SET try_at = coalesce((SELECT min(lower(one)) FROM unnest(hours) AS one WHERE lower(one) > now()), not_after)
 WHERE unsettled AND state IN ('rendered', 'deferred') AND try_at <= now() AND not_after > now() AND NOT hours @> now();

-- name: changed_readers!
-- Mark letters whose reader left, or got another address, while they were being written and not visible to others yet.
UPDATE outbox SET readdress = true
  FROM people
 WHERE people.id = person_id AND unsettled AND state IN ('rendered', 'deferred') AND NOT readdress
   AND try_at <= now() AND (NOT active OR lower(email) <> lower(recipient));

-- name: to_readdress
-- Letters whose bytes still contain an address that was corrected.
SELECT id, organisation_id FROM outbox WHERE readdress AND unsettled LIMIT :most;

-- name: lock_to_readdress^
-- One of them with its reader, whose row is locked until the letter is rewritten.
SELECT message, letter, to_jsonb(people) - 'profile' AS reader
  FROM outbox JOIN people ON people.id = person_id
 WHERE outbox.id = :id AND readdress AND unsettled
   FOR UPDATE OF outbox FOR SHARE OF people;

-- name: readdress!
-- Change the address of a letter of which nothing has been sent; the rest stays the same.
UPDATE outbox
   SET recipient = :recipient, message = bytes.new, size = octet_length(bytes.new), sha256 = sha256(bytes.new),
       readdress = false
  FROM (SELECT cast(:message as bytea)) AS bytes (new)
 WHERE id = :id;

-- name: rewrite!
-- Write a claimed letter of which nothing has been sent anew, before it is sent.
UPDATE outbox SET message = bytes.new, size = octet_length(bytes.new), sha256 = sha256(bytes.new)
  FROM (SELECT cast(:message as bytea)) AS bytes (new)
 WHERE id = :id AND claimed_at = :claim AND state = 'claimed';

-- name: lapse!
-- Drop a letter whose reader has left, or that was for one address alone.
UPDATE outbox SET state = 'expired', done_at = now(), message = '', reply = :why, readdress = false
 WHERE id = :id;

-- name: overdue
-- Letters that were not sent and are no longer needed.
SELECT id, organisation_id, person_id, letter, reply, claimed_at FROM outbox
 WHERE unsettled AND state IN ('rendered', 'deferred') AND not_after <= now()
 ORDER BY not_after LIMIT :most;

-- name: abandoned
-- Letters that the relay may have, and whose worker ended before it recorded the reply.
SELECT id, organisation_id, person_id, letter, reply, claimed_at FROM outbox
 WHERE unsettled AND state = 'sending' AND claimed_at < now() - make_interval(secs => :seconds)
 ORDER BY claimed_at LIMIT :most;

-- name: backlog^
-- How many letters wait, and since when the oldest does.
SELECT count(*) AS waiting, min(made_at) AS oldest FROM outbox WHERE unsettled;
