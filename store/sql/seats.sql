-- A mentor's places. If the capacity was lowered, places in use with higher numbers still count against it; of those
-- who are asked, whoever has a lower number has the place.

-- name: hold^
-- Hold the first free place for a mentorship, or its own again if it has one that the mentor's capacity still includes.
-- Whoever may not be asked to be a mentor has no free place. A null number with `free` means that another transaction
-- was faster: ask again (see store/seats.py).
WITH own AS (
  SELECT seats.number,
         people.mentor AND people.capacity > (
           SELECT count(*) FROM seats AS other
            WHERE other.mentor_id = :mentor AND other.mentorship_id <> seats.mentorship_id AND other.released_at IS NULL
              AND (other.state = 'taken' OR other.number < seats.number)) AS counts
  FROM seats JOIN people ON people.id = seats.mentor_id
  WHERE seats.mentor_id = :mentor AND seats.mentorship_id = :mentorship AND seats.released_at IS NULL
), first AS (
  SELECT min(number) AS number FROM people, generate_series(1, people.capacity) AS number
  WHERE people.id = :mentor AND people.mentor AND NOT EXISTS (SELECT FROM own)
    AND NOT EXISTS (SELECT FROM seats
                    WHERE mentor_id = :mentor AND seats.number = number.number AND released_at IS NULL)
    AND number + (SELECT count(*) FROM seats
                  WHERE mentor_id = :mentor AND seats.number > number.number AND released_at IS NULL) <= people.capacity
), held AS (
  INSERT INTO seats (organisation_id, mentor_id, number, mentorship_id, state)
  SELECT :organisation, :mentor, number, :mentorship, 'held' FROM first WHERE number IS NOT NULL
  ON CONFLICT DO NOTHING
  RETURNING number
)
SELECT coalesce((SELECT number FROM own WHERE counts), (SELECT number FROM held)) AS number,
       (SELECT number FROM first) IS NOT NULL AS free;

-- name: take$
-- Take the place that was held; safe to repeat. Returns nothing if the mentor's capacity no longer includes it, by the
-- same count as in `hold`.
UPDATE seats SET state = 'taken'
FROM people
WHERE people.id = seats.mentor_id
  AND seats.mentor_id = :mentor AND seats.mentorship_id = :mentorship AND seats.released_at IS NULL
  AND (seats.state = 'taken'
       OR people.capacity > (
         SELECT count(*) FROM seats AS other
          WHERE other.mentor_id = :mentor AND other.mentorship_id <> seats.mentorship_id AND other.released_at IS NULL
            AND (other.state = 'taken' OR other.number < seats.number)))
RETURNING seats.number;

-- name: keep_only!
-- Release all places of a mentorship except the one with the given mentor; if none is given, release all.
UPDATE seats SET released_at = now()
WHERE mentorship_id = :mentorship AND released_at IS NULL AND mentor_id IS DISTINCT FROM cast(:mentor as uuid);

-- name: occupied
-- Who has a mentor's places, and whether these are taken or only held while the mentor is asked.
SELECT seats.number, seats.state, seats.since, seats.mentorship_id AS mentorship,
       concat_ws(' ', people.given_name, nullif(people.family_name, '')) AS mentee
FROM seats
JOIN mentorships ON mentorships.id = seats.mentorship_id
JOIN people ON people.id = mentorships.mentee_id
WHERE seats.mentor_id = :mentor AND seats.released_at IS NULL
ORDER BY seats.number;
