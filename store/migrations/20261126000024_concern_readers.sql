-- migrate:up

-- The words of a concern go only to the addresses that its page named when it was raised: whoever is named later, or can
-- change an address, does not read them. Nobody in `about` ever gets a letter about it: mentee and mentor of that moment.
-- `takes_part`: whoever raised it was one of the two. `taken_up_by` is who said that they look after it.
ALTER TABLE concerns
  ADD COLUMN addressed text[] NOT NULL DEFAULT '{}',
  ADD COLUMN about uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN takes_part boolean NOT NULL DEFAULT true,
  ADD COLUMN taken_up_by uuid,
  ADD FOREIGN KEY (organisation_id, taken_up_by) REFERENCES people (organisation_id, id),
  DROP CONSTRAINT concerns_decision_check,
  ADD CONSTRAINT concerns_decision_check CHECK (decision IN ('go_on', 'end', 'settled'));
ALTER TABLE concerns NO FORCE ROW LEVEL SECURITY;
ALTER TABLE mentorships NO FORCE ROW LEVEL SECURITY;
ALTER TABLE programmes NO FORCE ROW LEVEL SECURITY;
ALTER TABLE people NO FORCE ROW LEVEL SECURITY;
UPDATE concerns
   SET about = array_remove(ARRAY[mentorships.mentee_id, mentorships.mentor_id], NULL),
       takes_part = concerns.person_id IN (mentorships.mentee_id, mentorships.mentor_id),
       addressed = array(SELECT lower(people.email) FROM people
                          WHERE people.id IN (programmes.safeguarding_id, programmes.safeguarding_deputy_id)),
       taken_up_by = CASE WHEN taken_up_at IS NOT NULL THEN programmes.safeguarding_id END
  FROM mentorships JOIN programmes ON programmes.id = mentorships.programme_id
 WHERE mentorships.id = concerns.mentorship_id;
ALTER TABLE concerns FORCE ROW LEVEL SECURITY;
ALTER TABLE mentorships FORCE ROW LEVEL SECURITY;
ALTER TABLE programmes FORCE ROW LEVEL SECURITY;
ALTER TABLE people FORCE ROW LEVEL SECURITY;
GRANT INSERT (addressed, about, takes_part), SELECT (taken_up_by, takes_part), UPDATE (taken_up_by, holds)
  ON concerns TO rapport_gateway;

-- Nor does a letter that waits carry them to another address.
CREATE OR REPLACE FUNCTION let_letters_lapse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
DECLARE why text := CASE WHEN new.active THEN 'the address was corrected' ELSE 'its reader has left' END;
BEGIN
  UPDATE public.outbox
     SET recipient = new.email, readdress = true, state = 'rendered', tries = 0, claimed_at = NULL, try_at = now()
   WHERE new.active
     AND id IN (SELECT id FROM public.outbox
                 WHERE person_id = new.id AND state IN ('rendered', 'claimed', 'deferred')
                   AND lower(recipient) <> lower(new.email) AND letter <> 'concern' AND reply NOT LIKE 'outcome unknown%'
                   FOR UPDATE SKIP LOCKED);
  UPDATE public.outbox
     SET state = 'expired', done_at = now(), message = '',
         reply = CASE WHEN reply LIKE 'outcome unknown%' THEN left(reply, 140) || '; then: ' || why ELSE why END
   WHERE id IN (SELECT id FROM public.outbox
                 WHERE person_id = new.id AND state IN ('rendered', 'claimed', 'deferred')
                   AND (NOT new.active OR lower(recipient) <> lower(new.email)
                        AND (letter = 'concern' OR reply LIKE 'outcome unknown%'))
                   FOR UPDATE SKIP LOCKED);
  RETURN NULL;
END $$;

-- migrate:down

CREATE OR REPLACE FUNCTION let_letters_lapse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
DECLARE why text := CASE WHEN new.active THEN 'the address was corrected' ELSE 'its reader has left' END;
BEGIN
  UPDATE public.outbox
     SET recipient = new.email, readdress = true, state = 'rendered', tries = 0, claimed_at = NULL, try_at = now()
   WHERE new.active
     AND id IN (SELECT id FROM public.outbox
                 WHERE person_id = new.id AND state IN ('rendered', 'claimed', 'deferred')
                   AND lower(recipient) <> lower(new.email) AND reply NOT LIKE 'outcome unknown%'
                   FOR UPDATE SKIP LOCKED);
  UPDATE public.outbox
     SET state = 'expired', done_at = now(), message = '',
         reply = CASE WHEN reply LIKE 'outcome unknown%' THEN left(reply, 140) || '; then: ' || why ELSE why END
   WHERE id IN (SELECT id FROM public.outbox
                 WHERE person_id = new.id AND state IN ('rendered', 'claimed', 'deferred')
                   AND (NOT new.active OR lower(recipient) <> lower(new.email) AND reply LIKE 'outcome unknown%')
                   FOR UPDATE SKIP LOCKED);
  RETURN NULL;
END $$;
ALTER TABLE concerns NO FORCE ROW LEVEL SECURITY;
UPDATE concerns SET decision = 'go_on' WHERE decision = 'settled';
ALTER TABLE concerns FORCE ROW LEVEL SECURITY;
ALTER TABLE concerns DROP COLUMN addressed, DROP COLUMN about, DROP COLUMN takes_part, DROP COLUMN taken_up_by,
  DROP CONSTRAINT concerns_decision_check,
  ADD CONSTRAINT concerns_decision_check CHECK (decision IN ('go_on', 'end'));
REVOKE UPDATE (holds) ON concerns FROM rapport_gateway;
