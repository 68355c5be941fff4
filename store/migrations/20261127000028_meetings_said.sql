-- migrate:up

-- Each "yes, we met" of the two that holds, for policy/meetings_told.py to count: since when it does (who adds a rating says it
-- again), on which day of their own calendar, when its letter was sent, and the booked day that its page asked about.
-- meetings_told() stays as long as processes may run that call it.
CREATE FUNCTION meetings_said(mentorship uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
  WITH said_of AS (
    SELECT link_id, person_id, step, said ->> 'about' AS about, said ->> 'met' = 'yes' AS met, said_at, seq
      FROM answers
     WHERE mentorship_id = meetings_said.mentorship AND link_id IS NOT NULL AND refused IS NULL AND kind = 'check_in'
  ), held AS (
    SELECT person_id, step, about, min(said_at) AS at
      FROM said_of AS one
     WHERE met AND NOT EXISTS (SELECT FROM said_of AS later
                                WHERE later.link_id = one.link_id AND later.about IS NOT DISTINCT FROM one.about
                                  AND later.seq > one.seq AND later.met IS NOT TRUE)
     GROUP BY link_id, person_id, step, about
  )
  SELECT coalesce(jsonb_agg(jsonb_build_object(
           'asked', coalesce(timeline.at, held.at), 'back', starts_with(held.step, 'resumed/'), 'at', held.at,
           'day', (held.at AT TIME ZONE people.time_zone)::date, 'about', held.about)), '[]')
    FROM held
    JOIN people ON people.id = held.person_id
    LEFT JOIN timeline ON timeline.mentorship_id = meetings_said.mentorship AND timeline.step = held.step
$$;

-- migrate:down

DROP FUNCTION meetings_said(uuid);
