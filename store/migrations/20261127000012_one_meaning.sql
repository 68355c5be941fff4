-- migrate:up

-- Whether a mentorship with this state is on hold because of a concern, or will be once its workflow is told.
CREATE FUNCTION is_held_by(kept jsonb, concern uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(kept #> '{hold,by}', '[]') ? concern::text
         OR EXISTS (SELECT FROM answers WHERE answers.id = concern AND answers.told_at IS NULL)
$$;

-- Whether a mentorship with this state was on hold when it was ended.
CREATE FUNCTION ended_on_hold(kept jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce((kept #>> '{closing,parted}')::boolean OR (kept #>> '{closing,from_hold}')::boolean, false)
$$;

-- migrate:down

DROP FUNCTION ended_on_hold;
DROP FUNCTION is_held_by;
