-- name: roll^
-- The people and data that a new mentorship needs, in one read; missing parts are null or left out. `apart` are those of
-- the people who are not to be paired with the mentee. It takes a lock: only one mentorship of this mentee in this
-- programme starts at a time, so what `open_of` reads next still holds on writing.
SELECT pg_advisory_xact_lock(hashtextextended(concat(cast(:programme as uuid), ' mentee ', cast(:mentee as uuid)), 0)),
       programmes.name AS programme_name, programmes.version AS rules_version, programme_rules.rules,
       (SELECT to_jsonb(people) - 'profile' FROM people WHERE id = programmes.coordinator_id) AS coordinator,
       (SELECT coalesce(jsonb_object_agg(id, to_jsonb(people) - 'profile' || jsonb_build_object(
                 'not_before', (SELECT day FROM not_before WHERE person_id = people.id AND until > now()),
                 'not_before_until', (SELECT until FROM not_before WHERE person_id = people.id AND until > now()))), '{}')
        FROM people WHERE id = ANY(:people::uuid[])) AS people,
       ARRAY(SELECT other_id FROM exclusions
              WHERE person_id = cast(:mentee as uuid) AND other_id = ANY(:people::uuid[]) AND ended_at IS NULL
             UNION
             SELECT person_id FROM exclusions
              WHERE other_id = cast(:mentee as uuid) AND person_id = ANY(:people::uuid[]) AND ended_at IS NULL) AS apart
FROM (SELECT 1) AS one
LEFT JOIN programmes ON programmes.id = :programme::uuid
LEFT JOIN programme_rules ON programme_rules.programme_id = programmes.id
                         AND programme_rules.version = programmes.version;

-- name: open_of$
-- The open mentorship of a mentee in a programme; one that is closing does not count. After a last notice an answer
-- still keeps a mentorship going, so it counts; so does one that an answer, or news that somebody is back, may keep going
-- once it is told.
SELECT id FROM mentorships
WHERE programme_id = :programme AND mentee_id = :mentee AND phase <> 'closed'
  AND (phase <> 'closing' OR ((state #>> '{closing,lapsed}')::boolean AND state #>> '{ending,since}' IS NULL) OR EXISTS (
    SELECT FROM answers WHERE answers.mentorship_id = mentorships.id AND told_at IS NULL
       AND (kind <> ALL ('{thank,pause,close,news}') OR (kind = 'news' AND said ->> 'kind' = 'back'))
       AND coalesce(said ->> 'choice', '') <> ALL ('{close,rematch}')))
ORDER BY id DESC LIMIT 1;

-- name: put!
-- Save a mentorship with its candidates and its first terms, all or nothing.
WITH begun AS (
  INSERT INTO mentorships (id, organisation_id, programme_id, rules_version, mentee_id, mentor_id, request,
                           phase, health, revision, state, as_of, health_late_at, health_quiet_at, health_at_risk_at,
                           started, created_at, updated_at)
  VALUES (:mentorship, :organisation, :programme, :rules_version, :mentee, cast(:mentor as uuid), :request,
          :phase, :health, :revision, :state, :as_of, :late, :quiet, :at_risk, :state, :as_of, :as_of)
), asked AS (
  INSERT INTO candidates (mentorship_id, organisation_id, rank, person_id, why_you, reason_for_mentor, reason_for_mentee)
  SELECT :mentorship, :organisation, rank, mentor, why_you, reason_for_mentor, reason_for_mentee
  FROM jsonb_to_recordset(:candidates::jsonb)
    AS ranked(rank integer, mentor uuid, why_you text, reason_for_mentor text, reason_for_mentee text)
)
INSERT INTO agreements (mentorship_id, organisation_id, version, terms, drafted_by, drafted_at)
VALUES (:mentorship, :organisation, 1, :terms, :drafted_by, :as_of);

-- name: begun^
-- How a mentorship began, and whether its workflow has been started.
SELECT mentorships.started, mentorships.told_at, agreements.terms
FROM mentorships JOIN agreements ON agreements.mentorship_id = mentorships.id AND agreements.version = 1
WHERE mentorships.id = :id;

-- name: page
-- The next ids below one, newest first; a null filter matches all. Health is as of now, or as of the
-- mentorship's own clock if that is ahead; closed mentorships have none.
SELECT id FROM mentorships
WHERE id < :before::uuid
  AND (:phase::text IS NULL OR phase = :phase::text)
  AND (:programme::uuid IS NULL OR programme_id = :programme::uuid)
  AND (:trouble::boolean IS NULL OR (trouble IS NOT NULL) = :trouble::boolean)
  AND (:health::text IS NULL OR phase <> 'closed' AND :health::text = CASE
         WHEN greatest(now(), as_of) >= health_at_risk_at THEN 'at_risk'
         WHEN greatest(now(), as_of) >= health_quiet_at THEN 'quiet'
         WHEN greatest(now(), as_of) >= health_late_at THEN 'late'
         ELSE health END)
ORDER BY id DESC LIMIT :size::int;

-- name: views
-- Mentorships as the API shows them, newest first; times are by each mentorship's own clock.
SELECT mentorships.id, mentorships.state, mentorships.as_of, greatest(now(), mentorships.as_of) AS clock,
       mentorships.trouble,
       mentorships.request - 'why_you' AS request, mentorships.rules_version, mentorships.created_at, mentorships.updated_at,
       mentorships.told_at IS NOT NULL
         AND NOT EXISTS (SELECT FROM attempts WHERE attempts.mentorship_id = mentorships.id
                         AND attempts.missing_since IS NOT NULL) AS under_way, -- it was started, and Temporal has it
       programmes.id AS programme, programmes.name AS programme_name,
       to_jsonb(mentee.*) - 'profile' AS mentee, to_jsonb(mentor.*) - 'profile' AS mentor,
       to_jsonb(coordinator.*) - 'profile' AS coordinator,
       ranked.candidates, latest.terms, latest.version AS terms_version,
       CASE WHEN mentorships.phase = 'closed'
            THEN (SELECT max(at) FROM timeline WHERE timeline.mentorship_id = mentorships.id) END AS ended
FROM mentorships
JOIN programmes ON programmes.id = mentorships.programme_id
JOIN people AS mentee ON mentee.id = mentorships.mentee_id
LEFT JOIN people AS mentor ON mentor.id = mentorships.mentor_id
LEFT JOIN people AS coordinator ON coordinator.id = programmes.coordinator_id
LEFT JOIN LATERAL (
  SELECT jsonb_agg(jsonb_build_object('rank', rank, 'id', people.id, 'away_until', away_until, 'external_id', external_id, 'given_name', given_name,
                                      'family_name', family_name, 'time_zone', time_zone, 'why_you', why_you,
                                      'reason_for_mentor', reason_for_mentor, 'reason_for_mentee', reason_for_mentee,
                                      'not_before', (SELECT day FROM not_before
                                                      WHERE not_before.person_id = people.id AND until > now()),
                                      'not_before_until', (SELECT until FROM not_before
                                                            WHERE not_before.person_id = people.id AND until > now()))
                   ORDER BY rank) AS candidates
  FROM (SELECT rank, person_id, why_you, reason_for_mentor, reason_for_mentee
          FROM candidates WHERE mentorship_id = mentorships.id
        UNION ALL
        SELECT rank, person_id, why_you, reason_for_mentor, reason_for_mentee
          FROM named_candidates WHERE mentorship_id = mentorships.id) AS candidates
  JOIN people ON people.id = candidates.person_id
) AS ranked ON true
LEFT JOIN LATERAL (
  SELECT terms, version FROM agreements
  WHERE agreements.mentorship_id = mentorships.id AND drafted_by <> 'nobody'
    AND (version = 1 OR version >= coalesce((mentorships.state #>> '{agreeing,first}')::int, (mentorships.state ->> 'agreements')::int + 1))
  ORDER BY version DESC LIMIT 1
) AS latest ON true
WHERE mentorships.id = ANY(:ids::uuid[])
ORDER BY mentorships.id DESC;

-- name: steps
-- The steps taken, each with its mails, which are looked up by their key: by mentorship, all of its mails were read for each.
SELECT timeline.step, timeline.kind, timeline.at, timeline.reason, mails.mails
FROM timeline
LEFT JOIN LATERAL (
  SELECT jsonb_agg(jsonb_build_object('to', outbox.role, 'name', 
                                                      concat_ws(' ', people.given_name, nullif(people.family_name, '')),
                                      'given_name', people.given_name,
                                      'letter', outbox.letter, 'state', outbox.state, 'why', outbox.reply)
                   ORDER BY outbox.role) AS mails
  FROM outbox JOIN people ON people.id = outbox.person_id
  WHERE outbox.subject_kind = 'mentorship' AND outbox.subject_id = timeline.mentorship_id AND outbox.step = timeline.step
) AS mails ON true
WHERE timeline.mentorship_id = :id
ORDER BY timeline.at, timeline.step;

-- name: said
-- What people and the HR platform said, without their words; with a change of the agreement, or a yes to other terms,
-- the version that it made and the one before, to show what was changed; with mentors to ask, their names, with the id
-- of the HR platform where another active mentor has the same name.
SELECT answers.role, answers.step, answers.kind, answers.said, answers.said_at, answers.told_at, answers.refused,
       answers.receipt,
       people.given_name, people.family_name, people.time_zone, api_keys.name AS key, before.terms AS terms_before, drafted.terms,
       ARRAY(SELECT concat_ws(' ', mentor.given_name, nullif(mentor.family_name, ''),
                              CASE WHEN EXISTS (SELECT FROM people AS other
                                                 WHERE other.mentor AND other.active AND other.id <> mentor.id
                                                   AND lower(other.given_name) = lower(mentor.given_name)
                                                   AND lower(other.family_name) = lower(mentor.family_name))
                                   THEN '(' || mentor.external_id || ')' END)
               FROM jsonb_array_elements(CASE WHEN answers.kind = 'name' THEN answers.said -> 'named' END)
                    WITH ORDINALITY AS named (one, place)
               JOIN people AS mentor ON mentor.id = cast(named.one ->> 'person' as uuid)
              ORDER BY named.place) AS named
FROM answers
LEFT JOIN people ON people.id = answers.person_id
LEFT JOIN api_keys ON api_keys.id = answers.key_id
LEFT JOIN agreements AS drafted ON answers.refused IS NULL
  AND drafted.mentorship_id = answers.mentorship_id AND drafted.drafted_by = answers.role
  AND (answers.kind = 'amend' AND (drafted.version - 1)::text = split_part(answers.step, '/', 2) -- text: HR's have no step
       OR answers.kind = 'accept' AND drafted.version::text = answers.said ->> 'draft')
LEFT JOIN LATERAL ( -- a later mentor gets the first version again, with a new number
  SELECT terms FROM agreements
  WHERE agreements.mentorship_id = drafted.mentorship_id AND drafted_by <> 'nobody'
    AND (agreements.version = 1 OR answers.kind = 'amend' AND agreements.version = drafted.version - 1)
  ORDER BY version DESC LIMIT 1
) AS before ON true
WHERE answers.mentorship_id = :id
ORDER BY answers.said_at, answers.told_at, answers.id;

-- name: told!
-- Record that the workflow has been started.
UPDATE mentorships SET told_at = now() WHERE id = :id AND told_at IS NULL;

-- name: started$
-- The state with which a mentorship's workflow starts.
SELECT started FROM mentorships WHERE id = :id AND told_at IS NULL;
