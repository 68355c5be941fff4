-- migrate:up

-- A letter that waits because the relay refuses us: only then is the last reply of a waiting letter a 5xx.
ALTER TABLE outbox
  ADD COLUMN refused boolean NOT NULL
    GENERATED ALWAYS AS (state = 'deferred' AND regexp_replace(reply, '^.*; then: ', '') ~ '^5\d\d ') STORED;
GRANT SELECT (refused) ON outbox TO rapport_app, rapport_gateway_sweeper;

DROP POLICY counted ON outbox;
CREATE POLICY counted ON outbox FOR SELECT TO rapport_gateway_sweeper
  USING (unsettled OR state IN ('unknown', 'rejected'));
DROP INDEX outbox_unknown;
CREATE INDEX outbox_lost ON outbox (id) WHERE state IN ('unknown', 'rejected');

-- migrate:down

DROP INDEX outbox_lost;
CREATE INDEX outbox_unknown ON outbox (id) WHERE state = 'unknown';
DROP POLICY counted ON outbox;
CREATE POLICY counted ON outbox FOR SELECT TO rapport_gateway_sweeper USING (unsettled OR state = 'unknown');
ALTER TABLE outbox DROP COLUMN refused;
