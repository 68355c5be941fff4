-- migrate:up

-- How many meetings the two have told of: one for each booked day, and otherwise one for each letter that asked. A yes is
-- late if the first letter, or a welcome back, is answered only after a later question, or after a break the question
-- from before it: the meeting may be one of which they have told there. It counts only if nobody has, or if the letter had
-- been answered so in time.
CREATE FUNCTION meetings_told(mentorship uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
  WITH held AS (
    SELECT DISTINCT ON (link_id, said ->> 'about') link_id, step, said ->> 'about' AS about, said ->> 'met' AS met, said_at
      FROM answers
     WHERE mentorship_id = meetings_told.mentorship AND link_id IS NOT NULL AND refused IS NULL AND kind = 'check_in'
     ORDER BY link_id, said ->> 'about', seq DESC
  ), letters AS (
    SELECT step, kind, at FROM timeline
     WHERE mentorship_id = meetings_told.mentorship AND kind IN ('agreed', 'check_in', 'review', 'nudge', 'resumed')
  ), told AS (
    SELECT held.link_id, held.step, held.about, held.said_at, letters.at, next.at AS next_at,
           held.about IS NULL AND next.at <= held.said_at
             AND (letters.kind IN ('agreed', 'resumed') OR next.kind = 'resumed') AS after_next
      FROM held
      LEFT JOIN letters USING (step)
      LEFT JOIN LATERAL (SELECT * FROM letters AS later
                          WHERE later.at > letters.at AND (later.kind <> 'review' OR letters.kind IN ('check_in', 'nudge'))
                          ORDER BY later.at LIMIT 1) AS next ON true
     WHERE held.met = 'yes'
  )
  SELECT count(DISTINCT coalesce(about, step))
    FROM told
   WHERE after_next IS NOT TRUE
      OR EXISTS (SELECT FROM told AS same
                  WHERE same.step = told.step AND same.about IS NULL
                    AND 'yes' = (SELECT said ->> 'met' FROM answers
                                  WHERE answers.link_id = same.link_id AND kind = 'check_in' AND refused IS NULL
                                    AND said ->> 'about' IS NULL AND answers.said_at < told.next_at
                                  ORDER BY seq DESC LIMIT 1))
      OR NOT EXISTS (SELECT FROM told AS other
                      WHERE other.step <> told.step AND other.at > told.at AND other.at <= told.said_at)
$$;

-- migrate:down

DROP FUNCTION meetings_told(uuid);
