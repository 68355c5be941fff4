-- migrate:up

-- From which day on a mentor who said no to a request would like to be asked again: one row for the answer that says so.
-- It counts from the moment that the answer is saved, for as long as the answer does; `until` is when that day begins
-- where the mentor is. The HR platform can only clear it, with the time and its API key.
CREATE TABLE not_before_wishes (
  answer_id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  person_id uuid NOT NULL,
  day date NOT NULL,
  until timestamptz NOT NULL,
  cleared_at timestamptz,
  cleared_by uuid,
  FOREIGN KEY (organisation_id, answer_id) REFERENCES answers (organisation_id, id),
  FOREIGN KEY (organisation_id, person_id) REFERENCES people (organisation_id, id),
  FOREIGN KEY (organisation_id, cleared_by) REFERENCES api_keys (organisation_id, id)
);
CREATE INDEX not_before_wishes_of_person ON not_before_wishes (organisation_id, person_id) WHERE cleared_at IS NULL;
ALTER TABLE not_before_wishes ENABLE ROW LEVEL SECURITY;
ALTER TABLE not_before_wishes FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON not_before_wishes USING (organisation_id = current_organisation())
  WITH CHECK (organisation_id = current_organisation());
GRANT SELECT ON not_before_wishes TO rapport_app;
GRANT INSERT, UPDATE (cleared_at, cleared_by) ON not_before_wishes TO rapport_gateway;

-- What each person last wished and has not taken back: a refused answer does not count, nor one that the same person
-- has replaced since by another one to the same request.
CREATE VIEW not_before WITH (security_invoker = true) AS
SELECT DISTINCT ON (wish.person_id) wish.person_id, wish.day, wish.until
FROM not_before_wishes AS wish
JOIN answers AS said ON said.id = wish.answer_id
WHERE wish.cleared_at IS NULL AND said.refused IS NULL
  AND NOT EXISTS (SELECT FROM answers AS later
                   WHERE later.mentorship_id = said.mentorship_id AND later.person_id = said.person_id
                     AND later.refused IS NULL AND (later.said_at, later.id) > (said.said_at, said.id)
                     AND split_part(later.step, '/', 1) = split_part(said.step, '/', 1)
                     AND split_part(later.step, '/', 2) = split_part(said.step, '/', 2))
ORDER BY wish.person_id, said.said_at DESC, said.id DESC;
GRANT SELECT ON not_before TO rapport_app;

-- migrate:down

DROP VIEW not_before;
DROP TABLE not_before_wishes;
