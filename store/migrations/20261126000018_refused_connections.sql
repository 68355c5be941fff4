-- migrate:up

-- A letter also waits because of us if the relay has no such TLS or login as SMTP_URL asks for. Postgres before 17 cannot
-- change the expression of a column.
ALTER TABLE outbox DROP COLUMN refused;
ALTER TABLE outbox
  ADD COLUMN refused boolean NOT NULL
    GENERATED ALWAYS AS (state = 'deferred' AND regexp_replace(reply, '^.*; then: ', '')
                         ~ '^(5\d\d |not the connection that SMTP_URL asks for)') STORED;
GRANT SELECT (refused) ON outbox TO rapport_app, rapport_gateway_sweeper;

-- migrate:down

ALTER TABLE outbox DROP COLUMN refused;
ALTER TABLE outbox
  ADD COLUMN refused boolean NOT NULL
    GENERATED ALWAYS AS (state = 'deferred' AND regexp_replace(reply, '^.*; then: ', '') ~ '^5\d\d ') STORED;
GRANT SELECT (refused) ON outbox TO rapport_app, rapport_gateway_sweeper;
