-- migrate:up

-- A worker's sweeper sees, of people with letters that are not settled, whether they may still be written to, and where:
-- somebody may leave, or get another address, while a step's letters are being written and nobody else can see them.
CREATE POLICY written_to ON people FOR SELECT TO rapport_worker_sweeper
  USING (EXISTS (SELECT FROM outbox WHERE outbox.person_id = people.id AND unsettled));
GRANT SELECT (id, active, email) ON people TO rapport_worker_sweeper;
GRANT UPDATE (readdress) ON outbox TO rapport_worker_sweeper;

-- migrate:down

REVOKE UPDATE (readdress) ON outbox FROM rapport_worker_sweeper;
REVOKE SELECT (id, active, email) ON people FROM rapport_worker_sweeper;
DROP POLICY written_to ON people;
