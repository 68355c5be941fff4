-- Reminders of each other, months after a farewell, for two who both wished to stay in touch.

-- name: promise!
-- Save that two are to be reminded of each other.
INSERT INTO in_touch (mentorship_id, organisation_id, due_at, look_at)
VALUES (:mentorship, :organisation, :due_at, :due_at) ON CONFLICT DO NOTHING;

-- name: to_look_at
-- Pairs of whom it is time to see whether they are reminded, of all organisations.
SELECT mentorship_id, organisation_id FROM in_touch WHERE look_at <= now() ORDER BY look_at LIMIT :most;

-- name: claim$
-- Lock a pair that is to be looked at; nothing if another worker has it or has just looked.
SELECT mentorship_id FROM in_touch WHERE mentorship_id = :id AND look_at <= now()
   FOR NO KEY UPDATE SKIP LOCKED;

-- name: look^
-- Everything that decides whether two are reminded, and that their letters need; read under the lock.
SELECT in_touch.mentorship_id AS mentorship, in_touch.organisation_id AS organisation_id, in_touch.due_at, now() AS clock,
       mentorships.state, mentorships.request - 'why_you' AS request,
       organisations.name AS organisation, programmes.name AS programme, programmes.formality,
       coalesce(programmes.safeguarding_id, programmes.safeguarding_deputy_id) IS NOT NULL AS safeguarded,
       to_jsonb(younger) - 'profile' AS mentee,
       to_jsonb(elder) - 'profile' AS mentor,
       to_jsonb(host) - 'profile' AS coordinator,
       (SELECT max(at) FROM timeline WHERE timeline.mentorship_id = mentorships.id AND kind = 'farewell') AS ended,
       (SELECT count(*) = 2 FROM staying_in_touch(mentorships.id) WHERE wish = 'yes') AS wished,
       EXISTS (SELECT FROM mentorships AS other
                WHERE other.id <> mentorships.id
                  AND (other.phase <> 'closed' -- or it is over, and its own farewell counts
                       OR (other.id > mentorships.id AND jsonb_typeof(other.state -> 'active') = 'object'))
                  AND ((other.mentee_id = younger.id AND other.mentor_id = elder.id)
                       OR (other.mentee_id = elder.id AND other.mentor_id = younger.id))) AS together,
       EXISTS (SELECT FROM concerns
                WHERE concerns.mentorship_id = mentorships.id AND decision IS DISTINCT FROM 'go_on')
         OR EXISTS (SELECT FROM exclusions
                     WHERE ended_at IS NULL AND ((person_id = younger.id AND other_id = elder.id)
                                              OR (person_id = elder.id AND other_id = younger.id))) AS confided,
       (SELECT coalesce(jsonb_object_agg(role, words ->> 'thanks'), '{}')
          FROM (SELECT DISTINCT ON (role) role, words FROM answers
                 WHERE answers.mentorship_id = mentorships.id AND kind = 'thank' AND refused IS NULL
                 ORDER BY role, said_at DESC, id DESC) AS last
         WHERE words ->> 'thanks' <> '') AS thanks,
       array(SELECT count(outbox.id) FROM unnest(ARRAY[younger.id, elder.id]) AS reader (id)
               LEFT JOIN outbox ON outbox.person_id = reader.id AND outbox.role IN ('mentee', 'mentor')
                               AND outbox.made_at > now() - interval '7 days'
                               AND outbox.state NOT IN ('skipped', 'rejected', 'expired')
              GROUP BY reader.id) AS letters
  FROM in_touch
  JOIN mentorships ON mentorships.id = in_touch.mentorship_id
  JOIN programmes ON programmes.id = mentorships.programme_id
  JOIN organisations ON organisations.id = in_touch.organisation_id
  JOIN people AS younger ON younger.id = mentorships.mentee_id
  JOIN people AS elder ON elder.id = mentorships.mentor_id
  LEFT JOIN people AS host ON host.id = programmes.coordinator_id AND host.active AND host.unreachable_since IS NULL
 WHERE in_touch.mentorship_id = :id;

-- name: is_promised$
-- Whether two are still to be reminded; nothing if their farewell promised it to nobody. Its day is not told from here: by
-- local clocks, which run ahead, a worker looks at a pair earlier than their farewell says.
SELECT look_at IS NOT NULL FROM in_touch WHERE mentorship_id = :mentorship;

-- name: put_off!
-- Look at a pair again tomorrow, unless another worker has done so by now.
UPDATE in_touch SET look_at = now() + interval '1 day' WHERE mentorship_id = :id AND look_at <= now();

-- name: look_again!
-- Save when to look at a pair again; never, if they are not reminded any more.
UPDATE in_touch SET look_at = :look_at WHERE mentorship_id = :id;

-- name: write!
-- Write both reminders with their links and their entry in the timeline, once; never before the farewell, whose clock may
-- have been made to run ahead.
WITH recorded AS (
  INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason, facts)
  SELECT :mentorship, :organisation, :step, 'in_touch', greatest(now(), max(at)), :reason, '{"to": ["mentee", "mentor"]}'
    FROM timeline WHERE timeline.mentorship_id = :mentorship
  ON CONFLICT (mentorship_id, step) DO NOTHING
), linked AS (
  INSERT INTO links (id, organisation_id, subject_id, person_id, role, step, kind, made_at)
  SELECT link, :organisation, :mentorship, person, role, :step, 'in_touch', now()
    FROM unnest(cast(:links as uuid[]), cast(:people as uuid[]), cast(:roles as text[])) AS one (link, person, role)
  ON CONFLICT DO NOTHING
), filed AS (
  INSERT INTO outbox (id, organisation_id, subject_id, person_id, role, step, letter, state, recipient, subject, message,
                      size, sha256, message_id, made_at, try_at, hours, not_after)
  SELECT letter_id, :organisation, :mentorship, person, role, :step, 'in_touch', 'rendered', recipient, subject, message,
         octet_length(message), sha256(message), message_id, now(), now() + interval '1 minute',
         cast(hours as tstzmultirange), now() + interval '3 days'
    FROM unnest(cast(:ids as uuid[]), cast(:people as uuid[]), cast(:roles as text[]), cast(:recipients as text[]),
                cast(:subjects as text[]), cast(:messages as bytea[]), cast(:message_ids as text[]),
                cast(:hours as text[]))
      AS one (letter_id, person, role, recipient, subject, message, message_id, hours)
  ON CONFLICT DO NOTHING
)
UPDATE in_touch SET look_at = NULL WHERE mentorship_id = :mentorship;
