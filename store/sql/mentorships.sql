-- name: roll^
-- Whoever and whatever a new mentorship needs, in one read; missing parts are null or left out.
SELECT programmes.name AS programme_name, programmes.version AS rules_version, programme_rules.rules,
       CASE WHEN coordinator.id IS NOT NULL THEN
         jsonb_build_object('id', coordinator.id, 'external_id', coordinator.external_id,
                            'given_name', coordinator.given_name, 'family_name', coordinator.family_name,
                            'time_zone', coordinator.time_zone)
       END AS coordinator,
       (SELECT coalesce(jsonb_object_agg(external_id, jsonb_build_object(
                 'id', id, 'external_id', external_id, 'given_name', given_name, 'family_name', family_name,
                 'time_zone', time_zone, 'mentee', mentee, 'mentor', mentor, 'active', active, 'capacity', capacity)),
               '{}')
        FROM people WHERE external_id = ANY(:people::text[])) AS people
FROM (SELECT 1) AS one
LEFT JOIN programmes ON programmes.id = :programme::uuid
LEFT JOIN programme_rules ON programme_rules.programme_id = programmes.id
                         AND programme_rules.version = programmes.version
LEFT JOIN people AS coordinator ON coordinator.id = programmes.coordinator_id;

-- name: occupied$
-- How many open mentorships a mentor has.
SELECT count(*) FROM mentorships WHERE mentor_id = :mentor AND phase <> 'closed';

-- name: put!
-- A mentorship with its candidates, its first terms and its idempotency key, all or nothing.
WITH begun AS (
  INSERT INTO mentorships (id, organisation_id, programme_id, rules_version, mentee_id, mentor_id, request,
                           phase, health, revision, card, started, created_at, updated_at)
  VALUES (:id, :organisation, :programme, :rules_version, :mentee, :mentor, :request,
          :phase, :health, :revision, :card, :started, :now, :now)
), asked AS (
  INSERT INTO candidates (mentorship_id, organisation_id, rank, person_id, why)
  SELECT :id, :organisation, rank, person, why
  FROM jsonb_to_recordset(:candidates::jsonb) AS ranked(rank integer, person uuid, why text)
), drafted AS (
  INSERT INTO agreements (mentorship_id, organisation_id, version, terms, drafted_by, drafted_at)
  VALUES (:id, :organisation, 1, :terms, :drafted_by, :now)
)
INSERT INTO idempotency (organisation_id, key, body_hash, mentorship_id)
SELECT :organisation, :key, :body_hash, :id WHERE :key::text IS NOT NULL;

-- name: replay^
-- What a key was first used for, and how the mentorship began.
SELECT idempotency.mentorship_id AS id, idempotency.body_hash, mentorships.started, mentorships.told_at,
       agreements.terms
FROM idempotency
JOIN mentorships ON mentorships.id = idempotency.mentorship_id
JOIN agreements ON agreements.mentorship_id = mentorships.id AND agreements.version = 1
WHERE idempotency.key = :key;

-- name: open_of$
-- The open mentorship of a mentee in a programme.
SELECT mentorships.id FROM mentorships JOIN people ON people.id = mentorships.mentee_id
WHERE programme_id = :programme AND people.external_id = :mentee AND phase <> 'closed';

-- name: page
-- The next ids below one, newest first; a null filter lets all through.
SELECT id FROM mentorships
WHERE id < :before::uuid
  AND (:phase::text IS NULL OR phase = :phase::text)
  AND (:health::text IS NULL OR health = :health::text)
  AND (:programme::uuid IS NULL OR programme_id = :programme::uuid)
ORDER BY id DESC LIMIT :size::int;

-- name: views
-- Mentorships as they are shown, newest first.
SELECT mentorships.id, mentorships.phase, mentorships.health, mentorships.card, mentorships.request,
       mentorships.rules_version, mentorships.created_at, mentorships.updated_at, mentorships.told_at,
       programmes.id AS programme, programmes.name AS programme_name,
       to_jsonb(mentee.*) - 'profile' AS mentee, to_jsonb(mentor.*) - 'profile' AS mentor,
       to_jsonb(coordinator.*) - 'profile' AS coordinator,
       ranked.candidates, latest.terms, latest.version AS terms_version
FROM mentorships
JOIN programmes ON programmes.id = mentorships.programme_id
JOIN people AS mentee ON mentee.id = mentorships.mentee_id
LEFT JOIN people AS mentor ON mentor.id = mentorships.mentor_id
LEFT JOIN people AS coordinator ON coordinator.id = programmes.coordinator_id
LEFT JOIN LATERAL (
  SELECT jsonb_agg(jsonb_build_object('rank', rank, 'external_id', external_id, 'given_name', given_name,
                                      'family_name', family_name, 'time_zone', time_zone, 'why', why)
                   ORDER BY rank) AS candidates
  FROM candidates JOIN people ON people.id = candidates.person_id
  WHERE candidates.mentorship_id = mentorships.id
) AS ranked ON true
LEFT JOIN LATERAL (
  SELECT terms, version FROM agreements
  WHERE agreements.mentorship_id = mentorships.id AND drafted_by <> 'nobody' ORDER BY version DESC LIMIT 1
) AS latest ON true
WHERE mentorships.id = ANY(:ids::uuid[])
ORDER BY mentorships.id DESC;

-- name: steps
-- What the machine did, each step with its mails.
SELECT timeline.step, timeline.kind, timeline.at, timeline.reason, mails.mails
FROM timeline
LEFT JOIN LATERAL (
  SELECT jsonb_agg(jsonb_build_object('to', outbox.role, 'name', concat_ws(' ', people.given_name, people.family_name),
                                      'letter', outbox.letter, 'state', outbox.state, 'why', outbox.reply)
                   ORDER BY outbox.role) AS mails
  FROM outbox JOIN people ON people.id = outbox.person_id
  WHERE outbox.mentorship_id = timeline.mentorship_id AND outbox.step = timeline.step
) AS mails ON true
WHERE timeline.mentorship_id = :id
ORDER BY timeline.at, timeline.step;

-- name: said
-- What people and the HR platform said, without their words.
SELECT answers.role, answers.step, answers.kind, answers.said, answers.said_at, answers.told_at, answers.refused,
       people.given_name, people.family_name, api_keys.name AS key
FROM answers
LEFT JOIN people ON people.id = answers.person_id
LEFT JOIN api_keys ON api_keys.id = answers.key_id
WHERE answers.mentorship_id = :id
ORDER BY answers.said_at, answers.id;

-- name: told!
-- The workflow has been started.
UPDATE mentorships SET told_at = now() WHERE id = :id AND told_at IS NULL;

-- name: started$
-- The state a mentorship's workflow begins with.
SELECT started FROM mentorships WHERE id = :id AND told_at IS NULL;
