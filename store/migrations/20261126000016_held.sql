-- migrate:up

-- When its worker last renewed the claim on a letter: a relay may take longer to accept a recipient than the lease of a
-- claim.
ALTER TABLE outbox ADD COLUMN held_at timestamptz;
GRANT SELECT (held_at), UPDATE (held_at) ON outbox TO rapport_worker_sweeper;
GRANT SELECT (held_at) ON outbox TO rapport_app;

-- migrate:down

ALTER TABLE outbox DROP COLUMN held_at;
