-- What people say at the end of a mentorship: their answers to the survey, and the numbers of a programme.

-- name: own^
-- What one person has answered about a mentorship; whether they would be a mentor, about any of its programme.
SELECT worth, coalesce(words, '') AS words, again,
       EXISTS (SELECT FROM surveys JOIN mentorships AS others ON others.id = surveys.mentorship_id
                WHERE surveys.person_id = :person AND surveys.would_mentor
                  AND others.programme_id = mentorships.programme_id) AS would_mentor
  FROM mentorships LEFT JOIN surveys AS mine ON mine.mentorship_id = mentorships.id AND mine.person_id = :person
 WHERE mentorships.id = :mentorship;

-- name: put!
-- Save what one person answers, in place of what they answered before, by the mentorship's own clock. An answer that is
-- another one now is out of the numbers until it is counted with others. Whoever would be no mentor says so once for the
-- whole programme: no other page of theirs may still show the tick.
WITH unticked AS (
  UPDATE surveys SET would_mentor = false
    FROM mentorships AS this JOIN mentorships AS others USING (programme_id)
   WHERE NOT :would_mentor AND this.id = :mentorship AND others.id <> this.id
     AND surveys.mentorship_id = others.id AND surveys.person_id = :person AND surveys.would_mentor
)
INSERT INTO surveys (organisation_id, mentorship_id, person_id, role, worth, words, again, would_mentor, said_at)
SELECT organisation_id, id, :person, :role, cast(:worth as smallint), :words, cast(:again as text), :would_mentor,
       greatest(now(), as_of)
  FROM mentorships WHERE id = :mentorship
ON CONFLICT (mentorship_id, person_id) DO UPDATE
   SET worth = excluded.worth, words = excluded.words, again = excluded.again,
       would_mentor = excluded.would_mentor, said_at = excluded.said_at,
       worth_counted = surveys.worth_counted AND surveys.worth IS NOT DISTINCT FROM excluded.worth,
       again_counted = surveys.again_counted AND surveys.again IS NOT DISTINCT FROM excluded.again
 WHERE (surveys.worth, surveys.words, surveys.again, surveys.would_mentor)
       IS DISTINCT FROM (excluded.worth, excluded.words, excluded.again, excluded.would_mentor);

-- name: one_look_at_a_time^
-- Let two looks at numbers follow each other: what the second one adds to the first one's must be of enough people, too.
SELECT pg_advisory_xact_lock(hashtextextended(concat(current_organisation(), ' survey'), 0));

-- name: count!
-- Add to a programme's numbers, or to each one's, what was said since, as soon as answers of `least` people wait, one of
-- each: so nobody finds out by looking before and after somebody's answer, or end, what that was. Nothing that comes
-- later takes them out. What is being changed just now waits for another look.
WITH waiting AS (
  SELECT mentorship_id, person_id, programme_id, surveys.role,
         worth IS NOT NULL AND NOT worth_counted AS worth, again IS NOT NULL AND NOT again_counted AS again
    FROM surveys JOIN mentorships ON mentorships.id = mentorship_id
   WHERE phase = 'closed' AND state ->> 'active' IS NOT NULL
     AND NOT ended_on_hold(state)
     AND (cast(:programme as uuid) IS NULL OR programme_id = cast(:programme as uuid))
     AND (worth IS NOT NULL AND NOT worth_counted OR again IS NOT NULL AND NOT again_counted)
     FOR NO KEY UPDATE OF surveys SKIP LOCKED
), turns AS ( -- several answers of one would be no crowd to hide in
  SELECT *, row_number() OVER (PARTITION BY programme_id, role, question, person_id ORDER BY mentorship_id) AS turn
    FROM waiting JOIN LATERAL (VALUES ('worth', worth), ('again', again)) AS one (question, waits) ON waits
), together AS (
  SELECT *, count(*) OVER (PARTITION BY programme_id, role, question, turn) AS people FROM turns
), added AS (
  SELECT mentorship_id, person_id, bool_or(question = 'worth') AS worth, bool_or(question = 'again') AS again
    FROM together WHERE people >= cast(:least as int)
   GROUP BY 1, 2
)
UPDATE surveys
   SET worth_counted = worth_counted OR added.worth, again_counted = again_counted OR added.again
  FROM added
 WHERE surveys.mentorship_id = added.mentorship_id AND surveys.person_id = added.person_id;

-- name: numbers
-- How the ended mentorships of one programme, or of each, were judged by mentees and by mentors, as far as it is counted;
-- an end that came from a hold does not count. `asked` got a letter whose page has the questions. Answers of fewer
-- than `least` people, where others have taken theirs back, are left out.
WITH ended AS (
  SELECT id, programme_id FROM mentorships
   WHERE phase = 'closed' AND state ->> 'active' IS NOT NULL
     AND NOT ended_on_hold(state)
     AND (cast(:programme as uuid) IS NULL OR programme_id = cast(:programme as uuid))
), asked AS (
  SELECT subject_id AS id, role, false AS answered FROM links
   WHERE subject_kind = 'mentorship' AND kind IN ('closing', 'farewell')
  UNION ALL
  SELECT mentorship_id, role, worth IS NOT NULL OR again IS NOT NULL OR words <> '' FROM surveys
), asked_and_answered AS (
  SELECT programme_id, role, count(DISTINCT id) AS asked, count(DISTINCT id) FILTER (WHERE answered) AS answered
    FROM ended JOIN asked USING (id) WHERE role IN ('mentee', 'mentor')
   GROUP BY 1, 2
), judged AS (
  SELECT programme_id, role,
         CASE WHEN count(DISTINCT person_id) FILTER (WHERE worth_counted) >= cast(:least as int) THEN
           array[count(*) FILTER (WHERE worth_counted AND worth = 1), count(*) FILTER (WHERE worth_counted AND worth = 2),
                 count(*) FILTER (WHERE worth_counted AND worth = 3), count(*) FILTER (WHERE worth_counted AND worth = 4),
                 count(*) FILTER (WHERE worth_counted AND worth = 5)] END AS worth,
         CASE WHEN count(DISTINCT person_id) FILTER (WHERE again_counted) >= cast(:least as int) THEN
           array[count(*) FILTER (WHERE again_counted AND again = 'yes'),
                 count(*) FILTER (WHERE again_counted AND again = 'perhaps'),
                 count(*) FILTER (WHERE again_counted AND again = 'no')] END AS again
    FROM ended JOIN surveys ON surveys.mentorship_id = ended.id
   GROUP BY 1, 2
)
SELECT programmes.id AS programme, programmes.name, role, asked, answered, worth, again
  FROM asked_and_answered LEFT JOIN judged USING (programme_id, role)
  JOIN programmes ON programmes.id = programme_id
 ORDER BY programmes.name, programmes.id, role;

-- name: words_of
-- What was said about one mentorship in people's own words.
SELECT surveys.said_at, surveys.role, concat_ws(' ', given_name, nullif(family_name, '')) AS name, words
  FROM surveys JOIN people ON people.id = surveys.person_id JOIN mentorships ON mentorships.id = surveys.mentorship_id
 WHERE surveys.mentorship_id = :mentorship AND words <> '' AND phase IN ('closing', 'closed')
   AND NOT ended_on_hold(state)
 ORDER BY surveys.said_at, surveys.role;

-- name: latest_words
-- What was said last in people's own words, about all mentorships that have ended or say goodbye.
SELECT surveys.said_at, surveys.role, concat_ws(' ', given_name, nullif(family_name, '')) AS name, words,
       mentorships.id AS mentorship, programmes.name AS programme
  FROM surveys JOIN people ON people.id = surveys.person_id
  JOIN mentorships ON mentorships.id = surveys.mentorship_id
  JOIN programmes ON programmes.id = mentorships.programme_id
 WHERE words <> '' AND phase IN ('closing', 'closed')
   AND NOT ended_on_hold(state)
 ORDER BY surveys.said_at DESC, surveys.mentorship_id, surveys.role LIMIT :most;

-- name: volunteers
-- Who of one programme, or of each, said at the end that they would be a mentor, and takes part in the organisation
-- still: the next ones after an external id. Only the day is told, by which nobody finds an answer in numbers.
-- `already`: the roster has them as a mentor.
SELECT programme, programmes.name AS programme_name, external_id, given_name, family_name, email, already, role, mentorship,
       said_at
  FROM (SELECT DISTINCT ON (programme_id, people.id) programme_id AS programme, external_id, given_name, family_name,
               email, people.mentor AS already, surveys.role, mentorships.id AS mentorship,
               date_trunc('day', surveys.said_at) AS said_at
          FROM surveys JOIN people ON people.id = surveys.person_id
          JOIN mentorships ON mentorships.id = surveys.mentorship_id
         WHERE would_mentor AND people.active AND phase IN ('closing', 'closed')
           AND NOT ended_on_hold(state)
           AND (cast(:programme as uuid) IS NULL OR programme_id = cast(:programme as uuid))
         ORDER BY programme_id, people.id, surveys.said_at DESC) AS willing
  JOIN programmes ON programmes.id = programme
 WHERE external_id > :after
 ORDER BY external_id, programmes.name LIMIT :size;
