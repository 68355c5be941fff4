-- migrate:up

-- How many meetings the two have told of: one for each booked day, and otherwise one for each letter that asked. Whoever
-- answers the first letter, or a welcome back, only after the next question answers that question, unless the meeting
-- that the letter asks about was told of before; so does whoever answers, after a break, the question from before it.
CREATE FUNCTION meetings_told(mentorship uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
  WITH held AS (
    SELECT DISTINCT ON (link_id, said ->> 'about') step, said, said_at
      FROM answers
     WHERE mentorship_id = meetings_told.mentorship AND link_id IS NOT NULL AND refused IS NULL AND kind = 'check_in'
     ORDER BY link_id, said ->> 'about', seq DESC
  ), asked AS (
    SELECT step, kind, at FROM timeline
     WHERE mentorship_id = meetings_told.mentorship AND kind IN ('agreed', 'check_in', 'review', 'nudge', 'resumed')
  )
  SELECT count(DISTINCT coalesce(held.said ->> 'about', latest.step, held.step))
    FROM held
    LEFT JOIN LATERAL (SELECT * FROM asked WHERE kind <> 'review' AND at <= held.said_at ORDER BY at DESC LIMIT 1) AS latest
           ON latest.step <> held.step
          AND (split_part(held.step, '/', 1) IN ('agreed', 'resumed')
               OR latest.kind = 'resumed'
                  AND held.step = (SELECT step FROM asked AS before
                                    WHERE kind IN ('check_in', 'review', 'nudge') AND before.at < latest.at
                                    ORDER BY before.at DESC LIMIT 1))
          AND NOT EXISTS (SELECT FROM answers AS told
                           WHERE told.mentorship_id = meetings_told.mentorship AND told.step = held.step
                             AND told.said ->> 'met' = 'yes' AND told.said ->> 'about' IS NULL
                             AND told.refused IS NULL AND told.said_at < latest.at)
   WHERE held.said ->> 'met' = 'yes'
$$;

-- migrate:down

DROP FUNCTION meetings_told(uuid);
