-- migrate:up

-- How many meetings the two have told of: one for each booked day, and otherwise one for each letter that asked. A yes is
-- late if the first letter, or a welcome back, is answered only after a later question, or after a break or a nudge the
-- question from before it: the meeting may be one of which they have told there. It counts only if nobody has, or if the
-- letter had been answered so in time.
CREATE FUNCTION meetings_told(mentorship uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
  WITH said_of AS (
    SELECT link_id, step, said ->> 'about' AS about, said ->> 'met' = 'yes' AS met, said_at, seq
      FROM answers
     WHERE mentorship_id = meetings_told.mentorship AND link_id IS NOT NULL AND refused IS NULL AND kind = 'check_in'
  ), held AS ( -- each yes that holds, since when it does: who adds a rating says it again
    SELECT link_id, step, about, min(said_at) AS since
      FROM said_of AS one
     WHERE met AND NOT EXISTS (SELECT FROM said_of AS later
                                WHERE later.link_id = one.link_id AND later.about IS NOT DISTINCT FROM one.about
                                  AND later.seq > one.seq AND later.met IS NOT TRUE)
     GROUP BY link_id, step, about
  ), letters AS (
    SELECT step, kind, at FROM timeline
     WHERE mentorship_id = meetings_told.mentorship AND kind IN ('agreed', 'check_in', 'review', 'nudge', 'resumed')
  ), told AS (
    SELECT held.step, held.about, held.since, letters.at, next.at AS next_at,
           held.about IS NULL AND next.at <= held.since
             AND (letters.kind IN ('agreed', 'resumed') OR next.kind IN ('resumed', 'nudge')) AS is_late
      FROM held
      LEFT JOIN letters USING (step)
      LEFT JOIN LATERAL (SELECT * FROM letters AS later
                          WHERE later.at > letters.at AND (later.kind <> 'review' OR letters.kind IN ('check_in', 'nudge'))
                          ORDER BY later.at LIMIT 1) AS next ON true
  )
  SELECT count(DISTINCT coalesce(about, step))
    FROM told
   WHERE is_late IS NOT TRUE
      OR EXISTS (SELECT FROM told AS same
                  WHERE same.step = told.step AND same.about IS NULL AND same.since < told.next_at)
      OR NOT EXISTS (SELECT FROM told AS other
                      WHERE other.step <> told.step AND other.at > told.at AND other.at <= told.since)
$$;

-- migrate:down

DROP FUNCTION meetings_told(uuid);
