-- name: vocabulary$
-- The skills that the organisation uses; nothing if it has set none.
SELECT vocabulary FROM vocabularies WHERE organisation_id = current_organisation();

-- name: put_vocabulary!
-- Replace the skills that the organisation uses.
INSERT INTO vocabularies (organisation_id, vocabulary) VALUES (:organisation, :vocabulary)
ON CONFLICT (organisation_id) DO UPDATE SET vocabulary = excluded.vocabulary, updated_at = now();

-- name: traits^
-- What matching knows about a person; null if nothing. No row if there is no such person.
SELECT people.id, traits.traits FROM people LEFT JOIN traits ON traits.person_id = people.id
WHERE people.external_id = :external_id;

-- name: put_traits!
-- Replace what matching knows about a person.
INSERT INTO traits (person_id, organisation_id, traits) VALUES (:person, :organisation, :traits)
ON CONFLICT (person_id) DO UPDATE SET traits = excluded.traits, updated_at = now()
WHERE traits.traits <> excluded.traits;

-- name: experiences^
-- What a person seeks and offers of their own life; null if nothing. No row if there is no such person.
SELECT people.id, experiences.experiences FROM people LEFT JOIN experiences ON experiences.person_id = people.id
WHERE people.external_id = :external_id;

-- name: put_experiences!
-- Replace what a person seeks and offers of their own life; what they took back is gone.
INSERT INTO experiences (person_id, organisation_id, experiences) VALUES (:person, :organisation, :experiences)
ON CONFLICT (person_id) DO UPDATE SET experiences = excluded.experiences, updated_at = now();

-- name: blocks^
-- Whom a person is kept apart from, as they themselves and the coordinator said about them; never what others said.
SELECT people.id,
       coalesce(array_agg(other.external_id ORDER BY other.external_id)
                FILTER (WHERE exclusions.said_by = 'person'), '{}') AS own,
       coalesce(array_agg(other.external_id ORDER BY other.external_id)
                FILTER (WHERE exclusions.said_by = 'coordinator'), '{}') AS coordinator
FROM people
LEFT JOIN exclusions ON exclusions.person_id = people.id AND exclusions.ended_at IS NULL
LEFT JOIN people AS other ON other.id = exclusions.other_id
WHERE people.external_id = :external_id
GROUP BY people.id;

-- name: block!
-- Replace whom a person is kept apart from, as one of the two said it: add those who are new, end the others.
WITH ended AS (
  UPDATE exclusions SET ended_at = now()
  WHERE person_id = :person AND said_by = :said_by AND ended_at IS NULL AND other_id <> ALL (cast(:others as uuid[]))
)
INSERT INTO exclusions (organisation_id, person_id, other_id, said_by)
SELECT :organisation, :person, other, :said_by FROM unnest(cast(:others as uuid[])) AS other
ON CONFLICT (person_id, other_id, said_by) DO UPDATE SET ended_at = NULL, said_at = now()
WHERE exclusions.ended_at IS NOT NULL;
