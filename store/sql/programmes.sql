-- name: put!
-- Save a new programme with the first version of its rules.
WITH founded AS (
  INSERT INTO programmes (id, organisation_id, name, coordinator_id, safeguarding_id, safeguarding_deputy_id, formality,
                          created_at)
  VALUES (:id, :organisation, :name, :coordinator, :safeguarding, :safeguarding_deputy, :formality, :now)
)
INSERT INTO programme_rules (programme_id, organisation_id, version, rules) VALUES (:id, :organisation, 1, :rules);

-- name: coordinator$
-- The person to be a programme's coordinator, by external id.
SELECT id FROM people WHERE external_id = :external_id AND active;

-- name: one^
-- One programme with its current rules.
SELECT programmes.id, programmes.name, coordinator.external_id AS coordinator,
       safeguarding.external_id AS safeguarding, deputy.external_id AS safeguarding_deputy, programmes.formality,
       programmes.version, programme_rules.rules, programmes.created_at
FROM programmes
JOIN programme_rules ON programme_rules.programme_id = programmes.id AND programme_rules.version = programmes.version
LEFT JOIN people AS coordinator ON coordinator.id = programmes.coordinator_id
LEFT JOIN people AS safeguarding ON safeguarding.id = programmes.safeguarding_id
LEFT JOIN people AS deputy ON deputy.id = programmes.safeguarding_deputy_id
WHERE programmes.id = :id;

-- name: page
-- The next programmes after an id, oldest first.
SELECT programmes.id, programmes.name, coordinator.external_id AS coordinator,
       safeguarding.external_id AS safeguarding, deputy.external_id AS safeguarding_deputy, programmes.formality,
       programmes.version, programme_rules.rules, programmes.created_at
FROM programmes
JOIN programme_rules ON programme_rules.programme_id = programmes.id AND programme_rules.version = programmes.version
LEFT JOIN people AS coordinator ON coordinator.id = programmes.coordinator_id
LEFT JOIN people AS safeguarding ON safeguarding.id = programmes.safeguarding_id
LEFT JOIN people AS deputy ON deputy.id = programmes.safeguarding_deputy_id
WHERE programmes.id > :after::uuid ORDER BY programmes.id LIMIT :size::int;

-- name: lock^
-- Lock a programme, so that one change of it is made at a time, and none while a mentorship begins.
SELECT id FROM programmes WHERE id = :id FOR UPDATE;

-- name: keep^
-- Keep a programme as it is, its coordinator and its rules, while a mentorship begins in it.
SELECT id FROM programmes WHERE id = :id FOR SHARE;

-- name: advance$
-- Count up to the next version of the rules.
UPDATE programmes SET version = version + 1 WHERE id = :id RETURNING version;

-- name: put_rules!
-- Save one version of a programme's rules; it is never changed afterwards.
INSERT INTO programme_rules (programme_id, organisation_id, version, rules)
VALUES (:programme, :organisation, :version, :rules);

-- name: set_coordinator$
-- Set a programme's coordinator. Returns nothing if it is the same person.
UPDATE programmes SET coordinator_id = cast(:coordinator as uuid)
WHERE id = :id AND coordinator_id IS DISTINCT FROM cast(:coordinator as uuid) RETURNING id;

-- name: contacts^
-- Who runs a programme, and whom it has named for concerns, by our own ids.
SELECT coordinator_id AS coordinator, safeguarding_id AS safeguarding, safeguarding_deputy_id AS safeguarding_deputy
FROM programmes WHERE id = :id;

-- name: set_contacts!
-- Set whom a programme has named for concerns. A worker looks at once whether they are to get what is not decided yet.
WITH looked AS (
  UPDATE concerns SET look_at = now()
   WHERE decided_at IS NULL AND mentorship_id IN (SELECT id FROM mentorships WHERE programme_id = :id)
)
UPDATE programmes SET safeguarding_id = cast(:safeguarding as uuid),
                      safeguarding_deputy_id = cast(:safeguarding_deputy as uuid) WHERE id = :id;

-- name: rename!
-- Rename a programme.
UPDATE programmes SET name = :name WHERE id = :id;

-- name: address!
-- Change how a programme addresses people (formal or informal).
UPDATE programmes SET formality = :formality WHERE id = :id;

-- name: takes_part$
-- Whether a person is mentee or mentor in an open mentorship of a programme, or a candidate in one that has not begun: if
-- the mentor takes back their yes, the next candidate is asked. Whoever was planned when nobody could be found any more
-- is no candidate.
SELECT EXISTS (
  SELECT FROM mentorships
  WHERE programme_id = :programme AND phase <> 'closed'
    AND (cast(:person as uuid) IN (mentee_id, mentor_id)
         OR state ->> 'active' IS NULL
            AND (state -> 'candidates' @> jsonb_build_array(jsonb_build_object('person', cast(:person as uuid)))
                 OR EXISTS (SELECT FROM candidates WHERE mentorship_id = mentorships.id
                            AND person_id = cast(:person as uuid) AND rank < (state ->> 'requests')::int))));
