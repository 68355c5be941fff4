-- migrate:up

-- Whether a mentorship with this state was on hold when it was ended: whoever ends it, only a farewell is sent.
CREATE OR REPLACE FUNCTION ended_on_hold(kept jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce((kept #>> '{closing,parted}')::boolean, false)
$$;

-- Whoever raised a concern may put it on hold after all: then its contact is written to again.
GRANT UPDATE (written_at) ON concerns TO rapport_gateway;

-- migrate:down

REVOKE UPDATE (written_at) ON concerns FROM rapport_gateway;
CREATE OR REPLACE FUNCTION ended_on_hold(kept jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce((kept #>> '{closing,parted}')::boolean OR (kept #>> '{closing,from_hold}')::boolean, false)
$$;
