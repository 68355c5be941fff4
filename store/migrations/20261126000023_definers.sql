-- migrate:up

-- This function runs with the rights of the tables' owner, whoever changes a person. So it names the schema of each
-- table, and looks last into pg_temp, where every session can put tables of its own: Postgres would look there first.
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

-- No release of ours makes temporary tables. Only the owner of the database may take this right away.
DO $$ BEGIN
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'this login does not own the database: PUBLIC keeps the right to make temporary tables';
END $$;

-- The policies `own` are for every role, and policies are added up. These two take away from them again: expiry deletes
-- nothing else, and a sweeper settles nothing, even if their transaction names an organisation. The owner of the tables is
-- a member of the sweepers, and its function above settles letters.
CREATE POLICY nothing_else ON idempotency AS RESTRICTIVE FOR DELETE TO rapport_expiry
  USING (created_at < now() - interval '30 days');
CREATE POLICY nothing_else ON sessions AS RESTRICTIVE FOR DELETE TO rapport_expiry USING (ends_at < now());
CREATE POLICY nothing_settled ON outbox AS RESTRICTIVE FOR UPDATE TO rapport_worker_sweeper USING (true)
  WITH CHECK (unsettled OR current_user <> 'rapport_worker_sweeper');

-- migrate:down

DROP POLICY nothing_settled ON outbox;
DROP POLICY nothing_else ON sessions;
DROP POLICY nothing_else ON idempotency;
DO $$ BEGIN
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database());
EXCEPTION WHEN insufficient_privilege THEN
  NULL;
END $$;
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
