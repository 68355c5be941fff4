-- What people and the HR platform said, and what a page needs in order to ask them.

-- name: link^
-- The link that its holder has proved to know, to find its organisation.
SELECT id, organisation_id FROM links WHERE id = :link;

-- name: lock_link^
-- One press at a time at one link.
SELECT id FROM links WHERE id = :link FOR UPDATE;

-- name: lock_mentorship^
-- One command at a time for one mentorship. Answers of its two people, and its steps' reading, need not wait for it.
SELECT id FROM mentorships WHERE id = :mentorship FOR NO KEY UPDATE;

-- name: wait_for_steps
-- Wait for steps that are being written. This is a separate statement, because one that waits for a lock still reads the
-- data from before it waited: `put` would not see the step, and return a time before it.
SELECT id FROM mentorships WHERE id = ANY (cast(:mentorships as uuid[])) ORDER BY id FOR KEY SHARE;

-- name: known
-- What this mentorship's workflow has not got yet, in the order in which it was said, and the latest answer at a link,
-- sent or not: the one that counts. Without a link: the latest command. `repeatable` comes with the latest and says
-- whether the same content now only repeats that answer. It does not if something said since may have undone it; what
-- others agree to, report or thank for undoes none of one's own answers, but for the day of a next meeting. For answers
-- about the present (a check-in, more time, a command), the same content counts as new after an hour, or once their
-- reader was asked again, unless the answer before has not been sent yet. A refused answer, and an HR command, counts as
-- new once a step was taken.
WITH latest AS (
  SELECT id, said_at, told_at, link_id, person_id, kind, refused
    FROM answers WHERE mentorship_id = :mentorship AND link_id IS NOT DISTINCT FROM cast(:link as uuid) AND kind <> 'news'
   ORDER BY seq DESC, said_at DESC, id DESC LIMIT 1
), judged AS (
  SELECT id,
         NOT EXISTS (
           SELECT FROM answers AS later
            WHERE later.mentorship_id = :mentorship AND (later.said_at, later.id) > (latest.said_at, latest.id)
              AND (later.person_id IS NOT DISTINCT FROM latest.person_id
                   OR later.refused IS NULL AND (later.said ? 'booked_on'
                      OR later.kind NOT IN ('accept', 'decline', 'agree', 'check_in', 'thank'))))
         AND (refused IS NULL AND link_id IS NOT NULL
              OR NOT EXISTS (SELECT FROM timeline WHERE mentorship_id = :mentorship AND at > latest.said_at))
         AND (told_at IS NULL
              OR link_id IS NOT NULL AND kind NOT IN ('check_in', 'adjust', 'decide')
              OR greatest(clock_timestamp(), (SELECT max(at) FROM timeline WHERE mentorship_id = :mentorship))
                   < said_at + interval '1 hour'
                 AND NOT EXISTS (
                   SELECT FROM links
                    WHERE subject_kind = 'mentorship' AND subject_id = :mentorship AND links.person_id = latest.person_id
                      AND made_at > latest.said_at AND links.kind <> 'thanks')) AS repeatable
    FROM latest
)
SELECT id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind, said, words,
       said_at, told_at, receipt, refused, repeatable
FROM answers LEFT JOIN judged USING (id)
WHERE mentorship_id = :mentorship AND (told_at IS NULL OR repeatable IS NOT NULL)
ORDER BY said_at, id;

-- name: by_person
-- All answers of one person in a mentorship that count: the latest at each link, of what they wish and what they report
-- of each meeting.
SELECT DISTINCT ON (link_id, kind = 'check_in', said ->> 'about') id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind,
       said, words, said_at, told_at, receipt, refused
FROM answers WHERE mentorship_id = :mentorship AND person_id = :person AND news_id IS NULL AND refused IS NULL
ORDER BY link_id, kind = 'check_in', said ->> 'about', seq DESC;

-- name: in_touch$
-- Whether both said in their goodbyes that they would like to stay in touch, and nothing that both know has overtaken it.
SELECT count(*) FILTER (WHERE wish = 'yes' AND active) = 2
       AND NOT EXISTS (SELECT FROM mentorships AS other
                        WHERE other.id <> :mentorship AND jsonb_typeof(other.state -> 'active') = 'object'
                          AND (other.phase <> 'closed' OR other.id > :mentorship)
                          AND other.mentee_id = ANY (array_agg(said.person_id))
                          AND other.mentor_id = ANY (array_agg(said.person_id)))
  FROM staying_in_touch(:mentorship) AS said
  JOIN people ON people.id = said.person_id;

-- name: put^
-- Save an answer, with a time after earlier answers and not before the last step by the mentorship's own clock.
-- Taking the end back is too late while the mentee has another mentorship in the programme; `receipt` has its id.
WITH another AS (
  SELECT begun_instead(:mentorship, :role) AS id
   WHERE :kind <> ALL ('{thank,pause,close,hold,lift}')
     AND coalesce(cast(:said as jsonb) ->> 'choice', '') <> ALL ('{close,rematch}')
), found AS (
  SELECT clock_timestamp() AS now, coalesce(:refused, (SELECT 'TooLate' FROM another WHERE id IS NOT NULL)) AS refused,
         CASE WHEN cast(:refused as text) IS NULL THEN (SELECT id::text FROM another) END AS receipt
)
INSERT INTO answers (id, organisation_id, mentorship_id, link_id, seq, person_id, role, step, kind, said, words, key_id,
                     said_at, told_at, receipt, refused)
SELECT :id, :organisation, :mentorship, :link, :seq, :person, :role, :step, :kind, :said, :words, :key,
       greatest(now, (SELECT max(at) FROM timeline WHERE mentorship_id = :mentorship)),
       CASE WHEN refused IS NOT NULL THEN now END, receipt, refused
FROM found
RETURNING id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind, said, words,
          said_at, told_at, receipt, refused;

-- name: places_of
-- The open mentorships of a person, and their role in each; a candidate who is being asked, or for whom a search waits
-- before it asks them, counts as the mentor.
SELECT id AS mentorship, 'mentee' AS role FROM mentorships WHERE mentee_id = :person AND phase <> 'closed'
UNION ALL
SELECT id, 'mentor' FROM mentorships WHERE mentor_id = :person AND phase <> 'closed'
UNION ALL
SELECT mentorships.id, 'mentor' FROM candidates JOIN mentorships ON mentorships.id = candidates.mentorship_id
WHERE candidates.person_id = :person AND phase = 'seeking' AND mentor_id IS DISTINCT FROM :person
  AND state #>> '{postponed,key}' = 'request/' || candidates.rank
UNION ALL
SELECT mentorships.id, 'coordinator' FROM mentorships JOIN programmes ON programmes.id = mentorships.programme_id
WHERE programmes.coordinator_id = :person AND phase <> 'closed'
ORDER BY mentorship, role;

-- name: awaiting
-- The searches that wait for somebody who is on leave, before they ask them; with `mentees`, only searches for these.
SELECT mentorships.id AS mentorship, 'mentor' AS role FROM candidates JOIN mentorships ON mentorships.id = mentorship_id
WHERE candidates.person_id = :person AND phase = 'seeking' AND mentor_id IS DISTINCT FROM :person
  AND state #>> '{postponed,key}' = 'request/' || candidates.rank
  AND (cast(:mentees as uuid[]) IS NULL OR mentee_id = ANY (cast(:mentees as uuid[])))
ORDER BY mentorship;

-- name: places_in
-- The open mentorships of a programme, with the coordinator's role in each.
SELECT id AS mentorship, 'coordinator' AS role FROM mentorships
WHERE programme_id = :programme AND phase <> 'closed' ORDER BY id;

-- name: put_news^
-- Save one row of news about a person, with a time not before the last step by the mentorship's own clock. That
-- somebody is back cannot take an end back once the mentee has another mentorship in the programme.
INSERT INTO answers (id, organisation_id, mentorship_id, person_id, role, kind, said, key_id, said_at, news_id)
SELECT :id, :organisation, :mentorship, :person, :role, :kind,
       CASE WHEN cast(:said as jsonb) ->> 'kind' = 'back' AND EXISTS (
         -- Only then is there anything to lock for: a coordinator has thousands of mentorships.
         SELECT FROM mentorships WHERE id = :mentorship AND phase = 'closing' AND begun_instead(id, 'hr') IS NOT NULL)
       THEN cast(:said as jsonb) || '{"begun_anew": true}' ELSE cast(:said as jsonb) END, :key,
       greatest(clock_timestamp(), (SELECT max(at) FROM timeline WHERE mentorship_id = :mentorship)), :news
RETURNING id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind, said, words,
          said_at, told_at, receipt, refused;

-- name: of_news
-- All rows of one piece of news.
SELECT id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind, said, words,
       said_at, told_at, receipt, refused
FROM answers WHERE news_id = :news ORDER BY mentorship_id, role;

-- name: untold_of
-- What this mentorship's workflow has not got yet, in the order in which it was said.
SELECT id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind, said, words,
       said_at, told_at, receipt, refused
FROM answers WHERE mentorship_id = :mentorship AND told_at IS NULL ORDER BY said_at, id;

-- name: settle$
-- Record that the workflow has taken or refused an answer. Returns nothing if that was recorded already.
UPDATE answers SET told_at = now(), receipt = :receipt, refused = :refused WHERE id = :id AND told_at IS NULL
RETURNING id;

-- name: one^
-- One answer.
SELECT id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind, said, words,
       said_at, told_at, receipt, refused
FROM answers WHERE id = :id;

-- name: next_version$
-- The number of the version that comes with a mentor's yes to this request; none once their agreement was sent, or later.
SELECT greatest((state ->> 'agreements')::int,
                (SELECT max(version) FROM agreements WHERE mentorship_id = mentorships.id)) + 1
FROM mentorships
WHERE id = :mentorship AND state ->> 'requests' = split_part(:step, '/', 2)
  AND (state ->> 'phase' = 'seeking'
       OR state ->> 'phase' = 'agreeing' AND state #>> '{agreeing,asked}' IS NULL
          AND state #>> '{agreeing,version}' = state #>> '{agreeing,first}');

-- name: draft$
-- Save a new version of the terms. Returns nothing if somebody else has drafted that version already.
INSERT INTO agreements (mentorship_id, organisation_id, version, terms, drafted_by, drafted_at)
VALUES (:mentorship, :organisation, :version, :terms, :role, now())
ON CONFLICT (mentorship_id, version) DO UPDATE
SET terms = excluded.terms, drafted_by = excluded.drafted_by, drafted_at = excluded.drafted_at
WHERE agreements.drafted_by = 'nobody'
RETURNING version;

-- name: withdraw_draft!
-- Withdraw a version that the workflow refused: the one before it counts, and its number can be used again.
UPDATE agreements SET drafted_by = 'nobody' WHERE mentorship_id = :mentorship AND version = :version;

-- name: standing^
-- Everything that a page shows, in one read; times are by the mentorship's own clock. Each row is looked up by its key
-- (OFFSET 0), in this order: planned as one join of many tables, it took tens of milliseconds, and with old statistics
-- it compared everybody of an organisation with everybody else. Terms are those of the current mentor: what an earlier
-- one had changed is left out. The answer is the reader's latest to this question, whichever of its mails they answered
-- from; `reported` is what they last said about a meeting there, `confided` what came in confidence with their last wish,
-- which a report leaves as it is. Results count only the last such answer at each link.
SELECT links.id AS link, links.mentorship_id AS mentorship, links.organisation_id AS organisation_id,
       links.role, links.step, links.made_at,
       (SELECT name FROM organisations WHERE id = links.organisation_id) AS organisation, programme.name AS programme, programme.formality,
       coalesce(programme.safeguarding_id, programme.safeguarding_deputy_id) IS NOT NULL AS safeguarded,
       a_reader.person AS reader,
       (SELECT to_jsonb(people) - 'profile' FROM people WHERE id = theirs.mentee_id) AS mentee,
       (SELECT to_jsonb(people) - 'profile' FROM people WHERE id = theirs.mentor_id) AS mentor,
       (SELECT to_jsonb(people) - 'profile' FROM people WHERE id = programme.coordinator_id) AS coordinator,
       theirs.request - 'why_you' AS request, theirs.state,
       CASE WHEN theirs.phase = 'seeking' THEN
         (SELECT jsonb_object_agg(one ->> 'person', away_until) FROM jsonb_array_elements(theirs.state -> 'candidates') AS one,
                 LATERAL (SELECT away_until FROM people WHERE id = (one ->> 'person')::uuid OFFSET 0) AS on_leave
           WHERE away_until > now()
             AND NOT EXISTS (SELECT FROM not_before WHERE person_id = (one ->> 'person')::uuid AND until > away_until)) END AS candidates_away,
       (SELECT rules FROM programme_rules
         WHERE programme_id = theirs.programme_id AND version = theirs.rules_version) AS rules,
       EXISTS (SELECT FROM links AS later WHERE later.subject_kind = 'mentorship' AND later.subject_id = links.mentorship_id
               AND later.person_id = links.person_id AND later.made_at > links.made_at AND later.kind <> 'thanks'
               AND NOT EXISTS (SELECT FROM outbox WHERE outbox.subject_kind = 'mentorship' AND outbox.subject_id = later.subject_id
                                AND outbox.step = later.step AND outbox.person_id = later.person_id
                                AND outbox.state IN ('rejected', 'expired'))) AS newer,
       -- Compare with the address that the letter went to, not with the time of the change: local clocks run ahead.
       NOT a_reader.active OR coalesce(lower(sent.recipient) <> lower(a_reader.email), false) AS over,
       links.role = 'coordinator' AND programme.coordinator_id IS DISTINCT FROM links.person_id AS handed_over,
       asked.why_you, asked.reason_for_mentor, sent.letter, latest.terms, latest.drafted_by,
       (SELECT terms FROM agreements WHERE mentorship_id = links.mentorship_id AND version = 1) AS drafted,
       CASE WHEN links.role = 'mentee' THEN
         (SELECT words ->> 'for_mentee' FROM answers
           WHERE mentorship_id = links.mentorship_id AND kind = 'accept' AND refused IS NULL
             AND said ->> 'draft' = latest.version::text) END AS for_mentee,
       (SELECT reason FROM timeline WHERE mentorship_id = links.mentorship_id AND step = links.step) AS reason,
       CASE WHEN links.role = 'mentor' AND split_part(links.step, '/', 1) = 'request' THEN
         (SELECT reason FROM timeline
           WHERE mentorship_id = links.mentorship_id
             AND step IN ('request/' || split_part(links.step, '/', 2)::int + 1, 'no_mentor/' || split_part(links.step, '/', 2))
           ORDER BY at LIMIT 1) END AS followed_because,
       greatest(now(), theirs.as_of) AS clock,
       EXISTS (SELECT FROM mentorships AS other
                WHERE other.mentee_id = theirs.mentee_id AND other.programme_id = theirs.programme_id
                  AND other.id > theirs.id AND other.phase NOT IN ('closing', 'closed')) AS begun_anew,
       (SELECT to_jsonb(given)
          FROM (SELECT id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind, said,
                       words, said_at, told_at, receipt, refused
                  FROM answers
                 WHERE mentorship_id = links.mentorship_id AND person_id = links.person_id
                   AND split_part(step, '/', 1) = split_part(links.step, '/', 1)
                   AND split_part(step, '/', 2) = split_part(links.step, '/', 2)
                 ORDER BY said_at DESC, id DESC LIMIT 1) AS given) AS answered,
       (SELECT to_jsonb(given)
          FROM (SELECT id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind, said,
                       words, said_at, told_at, receipt, refused
                  FROM answers
                 WHERE mentorship_id = links.mentorship_id AND person_id = links.person_id
                   AND split_part(step, '/', 1) = split_part(links.step, '/', 1)
                   AND split_part(step, '/', 2) = split_part(links.step, '/', 2)
                   AND kind = 'check_in' AND refused IS NULL
                 ORDER BY said_at DESC, id DESC LIMIT 1) AS given) AS reported,
       coalesce((SELECT CASE WHEN said ->> 'choice' NOT IN ('close', 'rematch') THEN words ->> 'private' END
                   FROM answers
                  WHERE mentorship_id = links.mentorship_id AND person_id = links.person_id
                    AND split_part(step, '/', 1) = split_part(links.step, '/', 1)
                    AND split_part(step, '/', 2) = split_part(links.step, '/', 2)
                    AND kind = 'adjust' AND refused IS NULL
                  ORDER BY said_at DESC, id DESC LIMIT 1), '') AS confided,
       (WITH held AS (
          SELECT DISTINCT ON (link_id) person_id, kind, words, said_at
            FROM answers WHERE mentorship_id = links.mentorship_id AND link_id IS NOT NULL AND refused IS NULL
             AND kind <> 'check_in'
           ORDER BY link_id, seq DESC)
        SELECT jsonb_build_object(
          'began', (SELECT min(at) FROM timeline WHERE mentorship_id = links.mentorship_id AND kind = 'agreed'),
          'ended', (SELECT max(at) FROM timeline
                     WHERE mentorship_id = links.mentorship_id AND kind IN ('farewell', 'withdrawn')),
          'told', meetings_said(links.mentorship_id),
          'partner_thanks', coalesce((SELECT string_agg(words ->> 'thanks', E'\n\n' ORDER BY said_at) FROM held
                                       WHERE kind = 'thank' AND person_id <> links.person_id
                                         AND words ->> 'thanks' <> ''), ''),
          'goals', CASE WHEN theirs.state ->> 'active' IS NULL THEN '{}' ELSE goals_said(links.mentorship_id) END,
          'looked_back', EXISTS (SELECT FROM surveys
                                  WHERE mentorship_id = links.mentorship_id AND person_id = links.person_id
                                    AND (worth IS NOT NULL OR again IS NOT NULL OR words <> '' OR would_mentor)),
          'asked', coalesce(CASE WHEN links.role = 'mentee' AND theirs.state ->> 'active' IS NULL THEN
                     (SELECT jsonb_agg(jsonb_build_object('given_name', given_name, 'at', first.at,
                             'name', concat_ws(' ', given_name, nullif(family_name, ''))) ORDER BY first.at)
                        FROM candidates JOIN people ON people.id = candidates.person_id
                        JOIN LATERAL ( -- the first letter with the request, or a reminder, that was not lost
                          SELECT min(at) AS at
                            FROM timeline LEFT JOIN outbox ON outbox.subject_kind = 'mentorship'
                                                          AND outbox.subject_id = timeline.mentorship_id
                                                          AND outbox.step = timeline.step AND outbox.role = 'mentor'
                           WHERE timeline.mentorship_id = candidates.mentorship_id
                             AND timeline.kind IN ('request', 'request_reminder')
                             AND split_part(timeline.step, '/', 2) = candidates.rank::text
                             AND coalesce(outbox.state NOT IN ('skipped', 'rejected', 'expired'), timeline.kind = 'request')
                        ) AS first ON first.at IS NOT NULL
                       WHERE candidates.mentorship_id = links.mentorship_id) END, '[]'))) AS so_far
FROM links
JOIN LATERAL (SELECT * FROM mentorships WHERE id = links.mentorship_id OFFSET 0) AS theirs ON true
JOIN LATERAL (SELECT * FROM programmes WHERE id = theirs.programme_id OFFSET 0) AS programme ON true
JOIN LATERAL (SELECT to_jsonb(people) - 'profile' AS person, active, email
                FROM people WHERE id = links.person_id OFFSET 0) AS a_reader ON true
LEFT JOIN LATERAL (
  SELECT letter, recipient FROM outbox
   WHERE subject_kind = 'mentorship' AND subject_id = links.mentorship_id AND step = links.step
     AND person_id = links.person_id OFFSET 0) AS sent ON true
LEFT JOIN LATERAL (
  SELECT why_you, reason_for_mentor FROM candidates
   WHERE mentorship_id = links.mentorship_id AND person_id = links.person_id OFFSET 0) AS asked ON true
LEFT JOIN LATERAL (
  SELECT version, terms, drafted_by FROM agreements
   WHERE mentorship_id = links.mentorship_id AND drafted_by <> 'nobody'
     AND (version = 1 OR version >= coalesce((theirs.state #>> '{agreeing,first}')::int, (theirs.state ->> 'agreements')::int + 1))
   ORDER BY version DESC LIMIT 1) AS latest ON true
WHERE links.id = :link;
