-- migrate:up

-- Mentors who were named for a search under way and whose turn has not come: they are in its state, with the words that
-- the HR platform gave. Once their turn comes, they are rows of `candidates`.
CREATE VIEW named_candidates WITH (security_invoker = true) AS
SELECT mentorships.id AS mentorship_id, (mentorships.state ->> 'requests')::int + later.place::int - 1 AS rank,
       (later.candidate ->> 'person')::uuid AS person_id, coalesce(given.words ->> 'why_you', '') AS why_you,
       coalesce(given.words ->> 'reason_for_mentor', '') AS reason_for_mentor,
       coalesce(given.words ->> 'reason_for_mentee', '') AS reason_for_mentee
FROM mentorships
CROSS JOIN LATERAL jsonb_array_elements(mentorships.state -> 'candidates')
  WITH ORDINALITY AS later (candidate, place)
LEFT JOIN LATERAL (
  SELECT words #> ARRAY['mentors', later.candidate ->> 'person'] AS words FROM answers
   WHERE answers.mentorship_id = mentorships.id AND kind = 'name' AND role = 'hr' AND refused IS NULL
     AND words #> ARRAY['mentors', later.candidate ->> 'person'] IS NOT NULL
   ORDER BY said_at DESC, id DESC LIMIT 1) AS given ON true
WHERE later.candidate ->> 'named' IS NOT NULL
  AND NOT EXISTS (SELECT FROM candidates WHERE candidates.mentorship_id = mentorships.id
                   AND candidates.person_id = (later.candidate ->> 'person')::uuid);
GRANT SELECT ON named_candidates TO rapport_app;

-- migrate:down

DROP VIEW named_candidates;
