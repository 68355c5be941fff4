-- migrate:up

-- When its worker last said that it still has a letter in hand: a relay may think about a recipient for longer than a
-- claim is good for.
ALTER TABLE outbox ADD COLUMN held_at timestamptz;
GRANT SELECT (held_at), UPDATE (held_at) ON outbox TO rapport_worker_sweeper;
GRANT SELECT (held_at) ON outbox TO rapport_app;

-- migrate:down

ALTER TABLE outbox DROP COLUMN held_at;
