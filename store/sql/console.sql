-- What only the console shows.

-- name: confided
-- What was said in confidence to whoever runs the programme; never what two people wrote to each other.
SELECT answers.said_at, answers.role, concat_ws(' ', people.given_name, people.family_name) AS name,
       coalesce(answers.words ->> 'private', answers.words ->> 'reason') AS words
FROM answers LEFT JOIN people ON people.id = answers.person_id
WHERE answers.mentorship_id = :mentorship AND (answers.words ? 'private' OR answers.words ? 'reason')
ORDER BY answers.said_at, answers.seq;
