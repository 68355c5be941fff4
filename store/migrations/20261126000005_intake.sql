-- migrate:up

-- What could not be sent to Temporal yet: one row for each mentorship that ever needed a retry. `next_try_at` is a
-- claim while a process works on it, and a delay after a failure; nobody tries before it, so two gateways never do the
-- same. missing_since: when Temporal was first seen without a workflow that Postgres has as started and open.
CREATE TABLE attempts (
  mentorship_id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  tries integer NOT NULL DEFAULT 0,
  next_try_at timestamptz NOT NULL DEFAULT now(),
  cause text NOT NULL DEFAULT '',
  missing_since timestamptz,
  FOREIGN KEY (organisation_id, mentorship_id) REFERENCES mentorships (organisation_id, id)
);
CREATE INDEX attempts_missing ON attempts (missing_since) WHERE missing_since IS NOT NULL;
CREATE INDEX mentorships_under_way ON mentorships (id) WHERE phase <> 'closed' AND told_at IS NOT NULL;
CREATE INDEX outbox_unknown ON outbox (id) WHERE state = 'unknown';

ALTER TABLE attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE attempts FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON attempts USING (organisation_id = current_organisation())
  WITH CHECK (organisation_id = current_organisation());
GRANT SELECT, INSERT, UPDATE ON attempts TO rapport_app;

-- The gateway's sweeper claims by id, looks for open mentorships whose workflow is gone, and counts letters by state.
CREATE POLICY swept ON attempts TO rapport_gateway_sweeper USING (true) WITH CHECK (true);
CREATE POLICY open ON mentorships FOR SELECT TO rapport_gateway_sweeper USING (phase <> 'closed');
CREATE POLICY counted ON outbox FOR SELECT TO rapport_gateway_sweeper USING (unsettled OR state = 'unknown');
GRANT SELECT, INSERT, UPDATE ON attempts TO rapport_gateway_sweeper;
GRANT SELECT (mentorship_id) ON answers TO rapport_gateway_sweeper;
GRANT SELECT (phase, trouble) ON mentorships TO rapport_gateway_sweeper;
GRANT SELECT (state, unsettled) ON outbox TO rapport_gateway_sweeper;

-- An answer that changes the phase makes waiting letters useless: whoever writes the answer's effect also expires them.
GRANT UPDATE (not_after) ON outbox TO rapport_app;

-- Waiting letters to a person who has left, or to an address that was corrected, are not sent, whoever changes the
-- person. The gateway itself has no right to do this, as it writes no letters. Letters being sent or settled right now
-- stay.
CREATE FUNCTION let_letters_lapse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
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
CREATE TRIGGER let_letters_lapse AFTER UPDATE OF active, email ON people FOR EACH ROW
  WHEN (old.active AND NOT new.active OR lower(old.email) <> lower(new.email))
  EXECUTE FUNCTION let_letters_lapse();
CREATE INDEX outbox_waiting_of_person ON outbox (person_id) WHERE unsettled;

-- So that a gateway can report that a migration is missing.
GRANT SELECT ON schema_migrations TO rapport_app;

-- migrate:down

REVOKE SELECT ON schema_migrations FROM rapport_app;
DROP INDEX outbox_waiting_of_person;
DROP TRIGGER let_letters_lapse ON people;
DROP FUNCTION let_letters_lapse;
REVOKE UPDATE (not_after) ON outbox FROM rapport_app;
REVOKE SELECT (state, unsettled) ON outbox FROM rapport_gateway_sweeper;
REVOKE SELECT (phase, trouble) ON mentorships FROM rapport_gateway_sweeper;
REVOKE SELECT (mentorship_id) ON answers FROM rapport_gateway_sweeper;
DROP POLICY counted ON outbox;
DROP POLICY open ON mentorships;
DROP INDEX outbox_unknown, mentorships_under_way;
DROP TABLE attempts;
