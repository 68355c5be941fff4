-- migrate:up

-- The other mentorship that the mentee of a closing one has in the programme: what this role says takes its end back
-- no more. Nothing if there is none, or if this role does not know yet of the end that somebody else wishes for;
-- `hr` knows of every end. First it waits for a mentorship of this mentee that begins at this moment, and lets none
-- begin until the answer is saved: the lock is that of `mentorships.roll`, shared, because answers need not wait for
-- each other. It is VOLATILE, so that the second statement sees what was committed while the first one waited.
-- Nobody waits in a circle: answers lock links, mentorships and keys before this, and whoever begins holds this lock
-- once and then waits only for places, which no answer holds.
CREATE FUNCTION begun_instead(mentorship uuid, role text) RETURNS uuid LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(concat(programme_id, ' mentee ', mentee_id), 0))
     FROM mentorships WHERE id = begun_instead.mentorship;
  RETURN (
    SELECT other.id FROM mentorships AS this JOIN mentorships AS other USING (mentee_id, programme_id)
     WHERE this.id = begun_instead.mentorship AND this.phase = 'closing'
       AND (begun_instead.role = 'hr' OR this.state #>> '{ending,by}' IN ('hr', begun_instead.role)) IS NOT FALSE
       AND other.id <> this.id AND other.phase NOT IN ('closing', 'closed')
     ORDER BY other.id DESC LIMIT 1);
END
$$;

-- migrate:down

DROP FUNCTION begun_instead(uuid, text);
