-- migrate:up

-- How each goal stands, as the two last said it: by role, then by the field of the goal. What an earlier mentor said does
-- not count.
CREATE FUNCTION goals_said(mentorship uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
  WITH said AS (
    SELECT DISTINCT ON (role, word.key) role, word.key, word.value
      FROM answers JOIN mentorships ON mentorships.id = answers.mentorship_id, jsonb_each_text(words) AS word
     WHERE answers.mentorship_id = goals_said.mentorship AND refused IS NULL AND person_id IN (mentee_id, mentor_id)
       AND kind IN ('adjust', 'thank') AND starts_with(word.key, 'goal-')
     ORDER BY role, word.key, said_at DESC, answers.id DESC
  ), by_role AS (
    SELECT role, jsonb_object_agg(key, value) AS goals FROM said GROUP BY role
  )
  SELECT coalesce(jsonb_object_agg(role, goals), '{}') FROM by_role
$$;

-- migrate:down

DROP FUNCTION goals_said(uuid);
