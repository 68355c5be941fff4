-- migrate:up

-- The same words of the same person for the same readers are a second press, as after "Back", for an hour. Later they
-- tell of something new, whether or not anybody has taken up what was sent before. The same form is still found later:
-- the gateway has to know then whether it was decided, and that its number is taken.
CREATE OR REPLACE FUNCTION concern_raised(own_id uuid, mentorship uuid, person uuid, words text, readers text[])
RETURNS TABLE (id uuid, decided boolean, holds boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.id, c.decided_at IS NOT NULL, c.holds
    FROM public.concerns AS c
   WHERE c.organisation_id = public.current_organisation() AND c.mentorship_id = concern_raised.mentorship
     AND (c.id = own_id
          OR c.person_id = person AND c.words = concern_raised.words AND c.addressed = readers AND c.decided_at IS NULL
             AND c.raised_at > now() - interval '1 hour')
   ORDER BY c.decided_at IS NOT NULL, c.raised_at > now() - interval '1 hour' DESC, c.id = own_id DESC, c.raised_at
   LIMIT 1
$$;

-- migrate:down

CREATE OR REPLACE FUNCTION concern_raised(own_id uuid, mentorship uuid, person uuid, words text, readers text[])
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
