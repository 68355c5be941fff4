-- migrate:up

-- What each of the two said about staying in touch when they last said goodbye: yes, no, or nothing. An end may have
-- been taken back since, and the two may have answered different closing letters; what came too late does not count.
-- Letter, page and reminder all ask here, so that they agree.
CREATE FUNCTION staying_in_touch(mentorship uuid) RETURNS TABLE (person_id uuid, wish text) LANGUAGE sql STABLE AS $$
  SELECT DISTINCT ON (answers.person_id) answers.person_id, words ->> 'keep_in_touch'
    FROM answers
   WHERE mentorship_id = staying_in_touch.mentorship AND kind = 'thank' AND refused IS NULL
     AND role IN ('mentee', 'mentor')
   ORDER BY answers.person_id, said_at DESC, id DESC
$$;

-- migrate:down

DROP FUNCTION staying_in_touch(uuid);
