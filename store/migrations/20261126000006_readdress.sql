-- migrate:up

-- readdress: the bytes still contain the address that was corrected. A worker rewrites them before the letter may be
-- sent.
ALTER TABLE outbox ADD COLUMN readdress boolean NOT NULL DEFAULT false;
CREATE INDEX outbox_readdress ON outbox (id) WHERE readdress AND unsettled;
GRANT SELECT (readdress) ON outbox TO rapport_worker_sweeper, rapport_app;

-- Waiting letters to a person who has left are not sent, whoever changes the person; the gateway itself has no right to
-- do this, as it writes no letters. Waiting letters to an address that was corrected go to the new one, except a letter
-- that may have arrived already. Letters being sent or settled right now stay.
CREATE OR REPLACE FUNCTION let_letters_lapse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE why text := CASE WHEN new.active THEN 'the address was corrected' ELSE 'its reader has left' END;
BEGIN
  UPDATE outbox
     SET recipient = new.email, readdress = true, state = 'rendered', tries = 0, claimed_at = NULL, try_at = now()
   WHERE new.active
     AND id IN (SELECT id FROM outbox
                 WHERE person_id = new.id AND state IN ('rendered', 'claimed', 'deferred')
                   AND lower(recipient) <> lower(new.email) AND reply NOT LIKE 'outcome unknown%'
                   FOR UPDATE SKIP LOCKED);
  UPDATE outbox
     SET state = 'expired', done_at = now(), message = '',
         reply = CASE WHEN reply LIKE 'outcome unknown%' THEN left(reply, 140) || '; then: ' || why ELSE why END
   WHERE id IN (SELECT id FROM outbox
                 WHERE person_id = new.id AND state IN ('rendered', 'claimed', 'deferred')
                   AND (NOT new.active OR lower(recipient) <> lower(new.email) AND reply LIKE 'outcome unknown%')
                   FOR UPDATE SKIP LOCKED);
  RETURN NULL;
END $$;

-- migrate:down

-- An earlier release would send letters that are not rewritten yet to the old address.
CREATE OR REPLACE FUNCTION let_letters_lapse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE why text := CASE WHEN new.active THEN 'the address was corrected' ELSE 'its reader has left' END;
BEGIN
  UPDATE outbox
     SET state = 'expired', done_at = now(), message = '',
         reply = CASE WHEN reply LIKE 'outcome unknown%' THEN left(reply, 140) || '; then: ' || why ELSE why END
   WHERE id IN (SELECT id FROM outbox
                 WHERE person_id = new.id AND state IN ('rendered', 'claimed', 'deferred')
                   AND (NOT new.active OR lower(recipient) <> lower(new.email))
                   FOR UPDATE SKIP LOCKED);
  RETURN NULL;
END $$;
ALTER TABLE outbox NO FORCE ROW LEVEL SECURITY;
UPDATE outbox SET state = 'expired', done_at = now(), message = '', reply = 'the address was corrected'
 WHERE readdress AND unsettled;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
DROP INDEX outbox_readdress;
ALTER TABLE outbox DROP COLUMN readdress;
