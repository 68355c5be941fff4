-- migrate:up

-- Whether a mentorship is on hold because of a concern: its state says so, its workflow has not received the hold yet,
-- or has forgotten one that no contact has decided on. What ended on hold is not on hold any more.
CREATE OR REPLACE FUNCTION is_held_by(kept jsonb, concern uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(kept #> '{hold,by}', '[]') ? concern::text
         OR EXISTS (SELECT FROM answers WHERE answers.id = concern AND answers.told_at IS NULL)
         OR (NOT ended_on_hold(kept)
             AND EXISTS (SELECT FROM concerns JOIN answers ON answers.id = concerns.id
                          WHERE concerns.id = concern AND concerns.holds AND concerns.decided_at IS NULL
                            AND answers.refused IS NULL))
$$;

-- migrate:down

CREATE OR REPLACE FUNCTION is_held_by(kept jsonb, concern uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(kept #> '{hold,by}', '[]') ? concern::text
         OR EXISTS (SELECT FROM answers WHERE answers.id = concern AND answers.told_at IS NULL)
$$;
