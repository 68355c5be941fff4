-- migrate:up

-- Whether the mentor of a mentorship with this state was given or has said yes; in a search, one has only been asked.
CREATE FUNCTION is_matched(kept jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(jsonb_typeof(kept -> 'active') = 'object'
                  OR coalesce(kept #>> '{closing,was}', kept ->> 'phase') = 'agreeing', false)
$$;

-- migrate:down

DROP FUNCTION is_matched;
