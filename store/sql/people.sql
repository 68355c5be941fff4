-- name: put^
-- A person as the HR platform describes them now; a new address counts as reachable again.
INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone, language,
                    mentee, mentor, capacity, job_title, about, profile, active)
VALUES (:id, :organisation, :external_id, :given_name, :family_name, :email, :time_zone, :language,
        :mentee, :mentor, :capacity, :job_title, :about, :profile, :active)
ON CONFLICT (organisation_id, external_id) DO UPDATE
SET given_name = excluded.given_name, family_name = excluded.family_name, email = excluded.email,
    time_zone = excluded.time_zone, language = excluded.language, mentee = excluded.mentee,
    mentor = excluded.mentor, capacity = excluded.capacity, job_title = excluded.job_title,
    about = excluded.about, profile = excluded.profile, active = excluded.active, updated_at = now(),
    unreachable_since = CASE WHEN people.email = excluded.email THEN people.unreachable_since END
RETURNING external_id, given_name, family_name, email, time_zone, language, mentee, mentor, capacity, job_title,
          about, profile, active, unreachable_since, created_at, updated_at, (xmax = 0) AS fresh;

-- name: one^
-- One person.
SELECT external_id, given_name, family_name, email, time_zone, language, mentee, mentor, capacity, job_title,
       about, profile, active, unreachable_since, created_at, updated_at
FROM people WHERE external_id = :external_id;

-- name: page
-- The next people after an external id, in its order.
SELECT external_id, given_name, family_name, email, time_zone, language, mentee, mentor, capacity, job_title,
       about, profile, active, unreachable_since, created_at, updated_at
FROM people WHERE external_id > :after::text ORDER BY external_id LIMIT :size::int;

-- name: lock^
-- One pair at a time for one mentor, so that the count of their mentorships holds.
SELECT id FROM people WHERE id = :id FOR NO KEY UPDATE;
