-- name: put^
-- Save a person as the HR platform describes them now; a new address counts as reachable, the same one changes nothing.
INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone, language,
                    mentee, mentor, capacity, job_title, about, profile, active, moved_from)
VALUES (:id, :organisation, :external_id, :given_name, :family_name, :email, :time_zone, :language,
        :mentee, :mentor, :capacity, :job_title, :about, :profile, :active, :moved_from)
ON CONFLICT (organisation_id, external_id) DO UPDATE
SET given_name = excluded.given_name, family_name = excluded.family_name, email = excluded.email,
    time_zone = excluded.time_zone, language = excluded.language, mentee = excluded.mentee,
    mentor = excluded.mentor, capacity = excluded.capacity, job_title = excluded.job_title,
    about = excluded.about, profile = excluded.profile, active = excluded.active,
    moved_from = excluded.moved_from,
    unreachable_since = CASE WHEN lower(people.email) = lower(excluded.email) THEN people.unreachable_since END,
    updated_at = CASE WHEN (people.given_name, people.family_name, people.email, people.time_zone, people.language,
                            people.mentee, people.mentor, people.capacity, people.job_title, people.about,
                            people.profile, people.active)
                         = (excluded.given_name, excluded.family_name, excluded.email, excluded.time_zone,
                            excluded.language, excluded.mentee, excluded.mentor, excluded.capacity, excluded.job_title,
                            excluded.about, excluded.profile, excluded.active)
                      THEN people.updated_at ELSE now() END
RETURNING id, external_id, given_name, family_name, email, time_zone, language, mentee, mentor, capacity, job_title,
          about, profile, active, away_until, unreachable_since, created_at, updated_at, (xmax = 0) AS fresh,
          (SELECT day FROM not_before WHERE person_id = people.id AND until > now()) AS not_before;

-- name: one^
-- One person.
SELECT external_id, given_name, family_name, email, time_zone, language, mentee, mentor, capacity, job_title,
       about, profile, active, away_until, unreachable_since, created_at, updated_at,
       (SELECT day FROM not_before WHERE person_id = people.id AND until > now()) AS not_before
FROM people WHERE external_id = :external_id;

-- name: page
-- The next people after an external id, in order of external id.
SELECT external_id, given_name, family_name, email, time_zone, language, mentee, mentor, capacity, job_title,
       about, profile, active, away_until, unreachable_since, created_at, updated_at,
       (SELECT day FROM not_before WHERE person_id = people.id AND until > now()) AS not_before
FROM people WHERE external_id > :after::text ORDER BY external_id LIMIT :size::int;

-- name: known
-- The ids of people, by external id.
SELECT external_id, id FROM people WHERE external_id = ANY(:external_ids::text[]);

-- name: by_id^
-- One person, by our own id.
SELECT id, external_id, given_name, family_name, time_zone, capacity, active, unreachable_since
FROM people WHERE id = :id;

-- name: lock^
-- Lock a person, so that one change is made at a time, and return their row before it.
SELECT id, external_id, given_name, family_name, email, time_zone, language, mentee, mentor, capacity, job_title,
       about, profile, active, away_until, unreachable_since, moved_from
FROM people WHERE external_id = :external_id FOR NO KEY UPDATE;

-- name: move!
-- Set a person's new time zone, and keep the one of the roster.
UPDATE people SET time_zone = :time_zone, updated_at = now(),
                  moved_from = nullif(coalesce(moved_from, time_zone), :time_zone)
WHERE id = :id AND time_zone <> :time_zone;

-- name: set_active!
-- Record that a person has left, or is back and no longer away.
UPDATE people SET active = :active, away_until = NULL, updated_at = now()
WHERE id = :id AND (active <> :active OR away_until IS NOT NULL);

-- name: set_away!
-- Record until when a person is away.
UPDATE people SET away_until = :until, updated_at = now() WHERE id = :id;

-- name: welcome$
-- Record that a person is back early. Returns nothing if they were not away.
UPDATE people SET away_until = NULL, updated_at = now() WHERE id = :id AND away_until IS NOT NULL RETURNING id;

-- name: lose$
-- Record that mail to this address fails for good; correcting the address clears that. Returns nothing if it was known.
UPDATE people SET unreachable_since = now() WHERE id = :id AND unreachable_since IS NULL RETURNING id;

-- name: find!
-- Record that mail to this address arrives again.
UPDATE people SET unreachable_since = NULL, updated_at = now() WHERE id = :id AND unreachable_since IS NOT NULL;
