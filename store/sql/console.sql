-- Queries for the console alone.

-- name: page
-- Mentorships, most urgent first: a step that keeps failing, a coordinator who must act, a note in confidence of the
-- last two weeks (for those who may read it; also after an end), a mentee for whom another match was asked, or whose
-- mentor has left, or was given to them and would rather not begin, and who has none yet, then health, worst first.
-- Among equals, the longest wait comes first; other ended mentorships come last. Names are compared without case and
-- accents: see `searchable` in store/migrations.
WITH judged AS (
  SELECT mentorships.*,
         CASE WHEN greatest(now(), as_of) >= health_at_risk_at THEN 'at_risk'
              WHEN greatest(now(), as_of) >= health_quiet_at THEN 'quiet'
              WHEN greatest(now(), as_of) >= health_late_at THEN 'late'
              ELSE health END AS present_health,
         CASE phase WHEN 'active' THEN (state #>> '{active,tasked}')::timestamptz
                    WHEN 'seeking' THEN CASE WHEN NOT coalesce((state #>> '{seeking,decided}')::boolean, false) THEN (state #>> '{seeking,nobody_left}')::timestamptz END END AS tasked,
         (SELECT max(said_at) FROM answers
          WHERE answers.mentorship_id = mentorships.id AND answers.role <> 'hr' AND words ?| '{private,reason}'
            AND :notes::boolean
            AND NOT EXISTS (SELECT FROM answers AS later
                            WHERE later.mentorship_id = answers.mentorship_id AND later.person_id = answers.person_id
                            AND split_part(later.step, '/', 1) = split_part(answers.step, '/', 1)
                            AND split_part(later.step, '/', 2) = split_part(answers.step, '/', 2)
                            AND (later.said_at, later.id) > (answers.said_at, answers.id)
                            AND later.link_id IS NOT NULL AND later.refused IS NULL
                            AND (later.kind = 'check_in' OR answers.kind <> 'check_in')
                            AND (later.kind <> 'check_in' OR answers.said ->> 'choice' IS NULL
                                 OR answers.said ->> 'choice' IN ('close', 'rematch')))) AS noted,
         CASE WHEN phase IN ('closing', 'closed')
               AND (decided.its_end ->> 'outcome' = 'rematched'
                    OR decided.its_end ->> 'outcome' = 'left' AND state -> 'gone' ? 'mentor'
                    OR state ->> 'active' IS NULL AND state ->> 'seeking' IS NULL
                       AND coalesce(decided.its_end ->> 'was', state ->> 'phase') = 'agreeing'
                       AND (decided.its_end ->> 'by' = 'mentor' OR decided.its_end -> 'wished' ? 'mentor')
                       AND NOT coalesce(decided.its_end -> 'wished' ? 'mentee', false))
               AND NOT EXISTS (SELECT FROM mentorships AS other
                               WHERE other.mentee_id = mentorships.mentee_id AND other.id > mentorships.id
                                 AND other.programme_id = mentorships.programme_id)
               AND EXISTS (SELECT FROM people WHERE people.id = mentorships.mentee_id AND people.active)
              THEN (decided.its_end ->> 'since')::timestamptz END AS rematch
  FROM mentorships
  CROSS JOIN LATERAL (SELECT coalesce(nullif(state -> 'ending', 'null'), state -> 'closing') AS its_end) AS decided
  WHERE :id::uuid IS NULL OR mentorships.id = :id::uuid
), needs AS (
  SELECT judged.*, CASE
           WHEN phase <> 'closed' AND jsonb_typeof(trouble) = 'object' THEN 0
           WHEN tasked IS NOT NULL THEN 1
           WHEN noted > greatest(now(), as_of) - interval '14 days' THEN 2
           WHEN rematch IS NOT NULL THEN 3
           WHEN phase = 'closed' THEN 9
           WHEN phase <> 'active' THEN 7
           WHEN present_health = 'at_risk' THEN 4
           WHEN present_health = 'quiet' THEN 5
           WHEN present_health = 'late' THEN 6
           ELSE 7 END AS turn
  FROM judged
)
SELECT needs.id, needs.turn, needs.noted, needs.rematch FROM needs
JOIN people AS mentee ON mentee.id = needs.mentee_id
LEFT JOIN people AS mentor ON mentor.id = needs.mentor_id
WHERE (:phase::text IS NULL OR phase = :phase::text)
  AND (:health::text IS NULL OR (present_health = :health::text AND phase = 'active'))
  AND (:programme::uuid IS NULL OR programme_id = :programme::uuid)
  AND (:needs::text IS NULL OR CASE :needs::text
         WHEN 'note' THEN noted > greatest(now(), as_of) - interval '14 days'
         WHEN 'coordinator' THEN tasked IS NOT NULL
         WHEN 'rematch' THEN rematch IS NOT NULL
         ELSE turn = 0 END)
  AND NOT EXISTS (
    SELECT FROM unnest(:terms::text[]) AS term
    WHERE searchable(concat_ws(' ', mentee.given_name, mentee.family_name, mentee.external_id, mentee.email,
            mentor.given_name, mentor.family_name, mentor.external_id, mentor.email)) NOT LIKE term)
ORDER BY turn, CASE turn
           WHEN 0 THEN (trouble ->> 'since')::timestamptz WHEN 1 THEN tasked WHEN 2 THEN noted
           WHEN 3 THEN rematch
           WHEN 4 THEN health_at_risk_at WHEN 5 THEN health_quiet_at WHEN 6 THEN health_late_at END,
         needs.id DESC
OFFSET :skip::int LIMIT :size::int;

-- name: counts
-- How many mentorships of the organisation there are, by phase and current health.
SELECT phase, CASE WHEN greatest(now(), as_of) >= health_at_risk_at THEN 'at_risk'
                   WHEN greatest(now(), as_of) >= health_quiet_at THEN 'quiet'
                   WHEN greatest(now(), as_of) >= health_late_at THEN 'late'
                   ELSE health END AS health, count(*) AS count
FROM mentorships GROUP BY 1, 2;

-- name: confided
-- What was said in confidence to the coordinator; never what two people wrote to each other. Only the last answer to
-- each question counts, whichever of its letters it came from; but a wish leaves a report before it, and a report leaves
-- the rhythm or break that was wished before.
SELECT answers.said_at, answers.role, concat_ws(' ', people.given_name, nullif(people.family_name, '')) AS name,
       api_keys.name AS key, coalesce(answers.words ->> 'private', answers.words ->> 'reason') AS words
FROM answers
LEFT JOIN people ON people.id = answers.person_id
LEFT JOIN api_keys ON api_keys.id = answers.key_id
WHERE answers.mentorship_id = :mentorship AND (answers.words ? 'private' OR answers.words ? 'reason')
  AND NOT EXISTS (SELECT FROM answers AS later
                  WHERE later.mentorship_id = answers.mentorship_id AND later.person_id = answers.person_id
                  AND split_part(later.step, '/', 1) = split_part(answers.step, '/', 1)
                  AND split_part(later.step, '/', 2) = split_part(answers.step, '/', 2)
                  AND (later.said_at, later.id) > (answers.said_at, answers.id)
                  AND later.link_id IS NOT NULL AND later.refused IS NULL AND (later.kind = 'check_in' OR answers.kind <> 'check_in')
                  AND (later.kind <> 'check_in' OR answers.said ->> 'choice' IS NULL
                       OR answers.said ->> 'choice' IN ('close', 'rematch')))
ORDER BY answers.said_at, answers.seq;

-- name: begun_anew$
-- Which other open mentorship the mentee has in the same programme: while there is one, this one's end is final.
SELECT other.id FROM mentorships JOIN mentorships AS other USING (mentee_id, programme_id)
 WHERE mentorships.id = :mentorship AND other.id <> mentorships.id AND other.phase NOT IN ('closing', 'closed')
 LIMIT 1;

-- name: programmes
-- The programmes by which the list can be filtered, by name.
SELECT id, name FROM programmes ORDER BY name, id LIMIT 500;

-- name: said^
-- The result of a command or news that the organisation sent.
SELECT id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind, said, words,
       said_at, told_at, receipt, refused
FROM answers WHERE id = :id AND mentorship_id = :mentorship AND role = 'hr';
