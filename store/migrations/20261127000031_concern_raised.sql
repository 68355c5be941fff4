-- migrate:up

-- Which saved concern is the one that is sent now: the same in the same form, or the same words of the same person for
-- the same readers that wait to be looked after, from any form. Once somebody has taken it up, the same words a day later
-- tell of something new. The gateway has to have the words to ask; it still cannot read them, nor who wrote them.
CREATE FUNCTION concern_raised(own_id uuid, mentorship uuid, person uuid, words text, readers text[])
RETURNS TABLE (id uuid, decided boolean, holds boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.id, c.decided_at IS NOT NULL, c.holds
    FROM public.concerns AS c
   WHERE c.organisation_id = public.current_organisation() AND c.mentorship_id = concern_raised.mentorship
     AND (c.id = own_id
          OR c.person_id = person AND c.words = concern_raised.words AND c.addressed = readers AND c.decided_at IS NULL
             AND (c.taken_up_at IS NULL OR c.raised_at > now() - interval '1 day'))
   ORDER BY c.decided_at IS NOT NULL, c.id = own_id DESC, c.raised_at
   LIMIT 1
$$;
REVOKE EXECUTE ON FUNCTION concern_raised(uuid, uuid, uuid, text, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION concern_raised(uuid, uuid, uuid, text, text[]) TO rapport_gateway;

-- migrate:down

DROP FUNCTION concern_raised(uuid, uuid, uuid, text, text[]);
