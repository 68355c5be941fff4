-- From which day on mentors would like to be asked again.

-- name: wish!
-- Save that a mentor who says no is not to be asked again before a day; `until` is when that day begins for them.
INSERT INTO not_before_wishes (answer_id, organisation_id, person_id, day, until)
VALUES (:answer, :organisation, :person, :day, :until)
ON CONFLICT (answer_id) DO NOTHING;

-- name: clear!
-- End whatever a person wished about when to be asked again, as the HR platform says.
UPDATE not_before_wishes SET cleared_at = now(), cleared_by = :key WHERE person_id = :person AND cleared_at IS NULL;
