-- Concerns raised in confidence: the gateway cannot read their words again, see docs/reference/database.md.

-- name: place^
-- Where a concern is raised: behind the link of a letter to one of a pair. `contacts` are those whom the programme has
-- named, in their order. Compare with the address that the letter went to, as `answers.standing` does.
SELECT links.id AS link, links.mentorship_id AS mentorship, links.organisation_id AS organisation_id, links.role,
       organisations.name AS organisation, programmes.name AS programme, programmes.formality,
       mentorships.mentee_id AS mentee_id, mentorships.mentor_id AS mentor_id, mentorships.phase = 'closed' AS closed,
       now() AS clock,
       to_jsonb(reader) - 'profile' AS reader,
       to_jsonb(younger) - 'profile' AS mentee,
       to_jsonb(elder) - 'profile' AS mentor,
       to_jsonb(host) - 'profile' AS coordinator,
       array(SELECT to_jsonb(people) - 'profile' FROM people
              WHERE id IN (programmes.safeguarding_id, programmes.safeguarding_deputy_id)
              ORDER BY id = programmes.safeguarding_id DESC) AS contacts,
       coalesce((programme_rules.rules ->> 'concern_days')::int, 3) AS concern_days,
       coalesce(lower(outbox.recipient) <> lower(reader.email), false) AS over
  FROM links
  JOIN mentorships ON mentorships.id = links.mentorship_id
  JOIN programmes ON programmes.id = mentorships.programme_id
  JOIN programme_rules ON programme_rules.programme_id = programmes.id AND programme_rules.version = programmes.version
  JOIN organisations ON organisations.id = links.organisation_id
  JOIN people AS reader ON reader.id = links.person_id
  JOIN people AS younger ON younger.id = mentorships.mentee_id
  LEFT JOIN people AS elder ON elder.id = mentorships.mentor_id
  LEFT JOIN people AS host ON host.id = programmes.coordinator_id
  LEFT JOIN outbox ON outbox.mentorship_id = links.mentorship_id AND outbox.step = links.step
                  AND outbox.person_id = links.person_id
 WHERE links.id = :link AND links.role IN ('mentee', 'mentor');

-- name: lock$
-- Whether a mentorship is over. Steps and other concerns wait until this one is saved.
SELECT phase = 'closed' FROM mentorships WHERE id = :mentorship FOR NO KEY UPDATE;

-- name: put!
-- Save a concern: to whose addresses alone its words go, and who, being one of the two, never gets a letter about it.
INSERT INTO concerns (id, organisation_id, mentorship_id, person_id, role, words, holds, addressed, about, takes_part)
SELECT :id, :organisation, :mentorship, :person, :role, :words, :holds, cast(:addressed as text[]),
       array_remove(ARRAY[mentee_id, mentor_id], NULL), :takes_part
  FROM mentorships WHERE id = :mentorship
ON CONFLICT DO NOTHING;

-- name: known^
-- The saved concern that is the same as the one that is sent now, whether it is decided, whether it holds, and whether it
-- was sent within the last hour; nothing if there is none.
SELECT id, decided, known.holds, raised_at > now() - interval '1 hour' AS is_recent
  FROM concern_raised(:id, :mentorship, :person, :words, cast(:addressed as text[])) AS known JOIN concerns USING (id);

-- name: keep_back!
-- Letters to a pair that still wait are not sent any more: it is on hold; nor is one again that the relay may have now.
-- A mentor who is told that it does not begin takes no part any more, asks nothing and would be told by no later letter.
UPDATE outbox SET not_after = now()
 WHERE mentorship_id = :mentorship AND role IN ('mentee', 'mentor')
   AND (role, letter) NOT IN (('mentor', 'withdrawn'), ('mentor', 'place_taken'))
   AND state IN ('rendered', 'claimed', 'sending', 'deferred') AND not_after > now();

-- name: kept_back
-- Which letters with news that lasts, or a first question, a hold kept back from each of the two since the last one that
-- left, each as the latest step of its kind. That a break is over is news for whoever believes in it, or that all is over.
WITH written AS (
  SELECT role, letter, step, made_at,
         state NOT IN ('accepted', 'rejected') AND not_after <= coalesce(done_at, now()) AS is_kept_back
    FROM outbox
   WHERE mentorship_id = :mentorship AND role IN ('mentee', 'mentor') AND state <> 'skipped'
), known AS (
  SELECT DISTINCT ON (role) role, letter, step, made_at FROM written
   WHERE NOT is_kept_back ORDER BY role, made_at DESC, step DESC
), latest AS (
  SELECT DISTINCT ON (letter) letter, step FROM written ORDER BY letter, made_at DESC, length(step) DESC, step DESC
)
SELECT role, array_agg(DISTINCT latest.step) AS steps
  FROM written LEFT JOIN known USING (role) JOIN latest ON latest.letter = written.letter
 WHERE is_kept_back AND written.letter = ANY ('{request,agreement,agreed,reopened,closing,paused,resumed}')
   AND (known.step IS NULL OR (written.made_at, written.step) > (known.made_at, known.step))
   AND (written.letter <> 'resumed' OR known.letter IN ('paused', 'closing'))
 GROUP BY role;

-- name: case^
-- What the contact's page shows: which mentorship a concern is about and how it stands, without who raised it and why.
-- `held`: the mentorship is on hold because of it, or will be once its workflow is told.
SELECT links.id AS link, links.organisation_id AS organisation_id, links.person_id AS person, concerns.id AS concern,
       concerns.mentorship_id AS mentorship, concerns.holds, concerns.takes_part, concerns.raised_at, concerns.taken_up_at,
       concerns.decided_at, concerns.decision, to_jsonb(taker) - 'profile' AS taken_up_by,
       organisations.name AS organisation, programmes.name AS programme, programmes.formality,
       to_jsonb(reader) - 'profile' AS reader, to_jsonb(younger) - 'profile' AS mentee,
       to_jsonb(elder) - 'profile' AS mentor,
       mentorships.phase = 'closed' AS closed,
       mentorships.phase = 'closing' AND mentorships.state #>> '{closing,lapsed}' IS DISTINCT FROM 'true' AS ending,
       is_matched(mentorships.state) AS matched,
       concerns.holds AND mentorships.phase <> 'closed' AND is_held_by(mentorships.state, concerns.id) AS held,
       EXISTS (SELECT FROM concerns AS other WHERE other.mentorship_id = concerns.mentorship_id AND other.id <> concerns.id
                AND other.holds AND other.decided_at IS NULL AND is_held_by(mentorships.state, other.id)) AS others,
       coalesce((programme_rules.rules ->> 'concern_hold_days')::int, 28) AS concern_hold_days,
       links.person_id IS DISTINCT FROM programmes.safeguarding_id
         AND links.person_id IS DISTINCT FROM programmes.safeguarding_deputy_id AS handed_over,
       num_nonnulls(programmes.safeguarding_id, programmes.safeguarding_deputy_id) = 0 AS unnamed,
       links.person_id = mentorships.mentee_id
         OR links.person_id IS NOT DISTINCT FROM mentorships.mentor_id AS involved,
       NOT reader.active OR coalesce(lower(outbox.recipient) <> lower(reader.email), false) AS over
  FROM links
  JOIN concerns ON concerns.id = links.subject_id
  JOIN mentorships ON mentorships.id = concerns.mentorship_id
  JOIN programmes ON programmes.id = mentorships.programme_id
  JOIN programme_rules ON programme_rules.programme_id = programmes.id AND programme_rules.version = programmes.version
  JOIN organisations ON organisations.id = links.organisation_id
  JOIN people AS reader ON reader.id = links.person_id
  JOIN people AS younger ON younger.id = mentorships.mentee_id
  LEFT JOIN people AS elder ON elder.id = mentorships.mentor_id
  LEFT JOIN people AS taker ON taker.id = concerns.taken_up_by
  LEFT JOIN outbox ON outbox.subject_kind = 'concern' AND outbox.subject_id = concerns.id
                  AND outbox.step = links.step AND outbox.person_id = links.person_id
 WHERE links.id = :link AND links.subject_kind = 'concern';

-- name: take_up!
-- Record that a contact has taken a concern up, perhaps from another one.
UPDATE concerns SET taken_up_at = now(), taken_up_by = :person, look_at = now()
 WHERE id = :id AND taken_up_by IS DISTINCT FROM cast(:person as uuid);

-- name: hold$
-- Record that a mentorship is put on hold after all, by a contact, who thereby takes the concern up, or by whoever raised
-- it. Returns nothing if it is already, or if it was decided.
UPDATE concerns SET holds = true, look_at = now(), taken_up_at = coalesce(taken_up_at, CASE WHEN cast(:person as uuid) IS NOT NULL THEN now() END),
                    taken_up_by = coalesce(taken_up_by, cast(:person as uuid))
 WHERE id = :id AND NOT holds AND decided_at IS NULL RETURNING id;

-- name: write_again!
-- Let the contact, whose letter said that nothing was stopped, get another one.
UPDATE concerns SET written_at = NULL WHERE id = :id;

-- name: decide$
-- Record what a contact decided. Returns nothing if it was decided already, or if "settled" comes when it is on hold.
UPDATE concerns SET decided_at = now(), decision = :decision, look_at = NULL,
                    taken_up_at = coalesce(taken_up_at, now()), taken_up_by = coalesce(taken_up_by, :person)
 WHERE id = :id AND decided_at IS NULL AND (NOT holds OR :decision <> 'settled') RETURNING id;

-- name: to_look_at
-- Concerns of which it is time to see whether a letter is due, of all organisations.
SELECT id, organisation_id FROM concerns WHERE look_at <= now() ORDER BY look_at LIMIT :most;

-- name: claim$
-- Lock a concern that is to be looked at; nothing if another worker has it or has just looked. This is a separate
-- statement, because one that locks a row which another worker has just changed sees that row anew, but still reads
-- everything else from before: the first letter would be missing in what `look` reads, and be written again.
SELECT id FROM concerns WHERE id = :id AND look_at <= now() FOR NO KEY UPDATE SKIP LOCKED;

-- name: look^
-- Everything that the letter about a concern needs; read under the lock. `outs` has what became of every letter: `here`
-- if it went to a present address, for links in letters to earlier ones have ended.
SELECT concerns.id, concerns.mentorship_id AS mentorship, concerns.role, concerns.words, concerns.raised_at, concerns.letters,
       concerns.written_at, concerns.taken_up_at, concerns.decided_at, concerns.holds, concerns.addressed, concerns.about,
       concerns.takes_part, now() AS clock,
       to_jsonb(taker) - 'profile' AS taken_up_by,
       concerns.holds AND mentorships.phase <> 'closed' AND is_held_by(mentorships.state, concerns.id) AS held,
       coalesce(jsonb_typeof(mentorships.state -> 'hold') = 'object', false) AS on_hold,
       mentorships.phase = 'closed' AS closed,
       is_matched(mentorships.state) AS matched,
       organisations.name AS organisation, programmes.name AS programme, programmes.formality,
       coalesce((programme_rules.rules ->> 'concern_days')::int, 3) AS concern_days,
       coalesce((programme_rules.rules ->> 'concern_hold_days')::int, 28) AS concern_hold_days,
       to_jsonb(raiser) - 'profile' AS raised_by,
       to_jsonb(younger) - 'profile' AS mentee,
       to_jsonb(elder) - 'profile' AS mentor,
       array(SELECT to_jsonb(people) - 'profile' FROM people
              WHERE id IN (programmes.safeguarding_id, programmes.safeguarding_deputy_id)
              ORDER BY id = programmes.safeguarding_id DESC) AS contacts,
       array(SELECT jsonb_build_object('person', person_id, 'state', outbox.state,
                                       'last', step = 'concern/' || concerns.letters,
                                       'here', lower(people.email) = lower(outbox.recipient),
                                       'words', lower(outbox.recipient) = ANY (concerns.addressed))
               FROM outbox JOIN people ON people.id = outbox.person_id
              WHERE subject_kind = 'concern' AND subject_id = concerns.id) AS outs
  FROM concerns
  JOIN mentorships ON mentorships.id = concerns.mentorship_id
  JOIN programmes ON programmes.id = mentorships.programme_id
  JOIN programme_rules ON programme_rules.programme_id = programmes.id AND programme_rules.version = programmes.version
  JOIN organisations ON organisations.id = concerns.organisation_id
  JOIN people AS raiser ON raiser.id = concerns.person_id
  JOIN people AS younger ON younger.id = mentorships.mentee_id
  LEFT JOIN people AS elder ON elder.id = mentorships.mentor_id
  LEFT JOIN people AS taker ON taker.id = concerns.taken_up_by
 WHERE concerns.id = :id;

-- name: put_off!
-- Look at a concern again soon, unless another worker has done so by now.
UPDATE concerns SET look_at = now() + interval '15 minutes' WHERE id = :id AND look_at <= now();

-- name: look_again!
-- Save when to look at a concern again; never, if nothing more is due.
UPDATE concerns SET look_at = :look_at WHERE id = :id;

-- name: write!
-- Write the letters about a concern and their links. They can be sent at any hour, for two weeks.
WITH linked AS (
  INSERT INTO links (id, organisation_id, subject_kind, subject_id, person_id, role, step, kind, made_at)
  SELECT link, :organisation, 'concern', :concern, person, 'safeguarding', :step, 'concern', now()
    FROM unnest(cast(:links as uuid[]), cast(:people as uuid[])) AS one (link, person)
  ON CONFLICT DO NOTHING
), filed AS (
  INSERT INTO outbox (id, organisation_id, subject_kind, subject_id, person_id, role, step, letter, state, recipient,
                      subject, message, size, sha256, message_id, made_at, try_at, not_after)
  SELECT letter_id, :organisation, 'concern', :concern, person, 'safeguarding', :step, 'concern', 'rendered', recipient,
         subject, message, octet_length(message), sha256(message), message_id, now(), now() + interval '1 minute',
         now() + interval '14 days'
    FROM unnest(cast(:ids as uuid[]), cast(:people as uuid[]), cast(:recipients as text[]), cast(:subjects as text[]),
                cast(:messages as bytea[]), cast(:message_ids as text[]))
      AS one (letter_id, person, recipient, subject, message, message_id)
  ON CONFLICT DO NOTHING
)
UPDATE concerns SET letters = :letters, written_at = now(), look_at = :look_at WHERE id = :concern;
