-- migrate:up

-- For people with unsettled letters, a worker's sweeper sees whether they may still get letters, and at which address:
-- a person may leave, or get another address, while a step's letters are being written and are not visible to others.
CREATE POLICY written_to ON people FOR SELECT TO rapport_worker_sweeper
  USING (EXISTS (SELECT FROM outbox WHERE outbox.person_id = people.id AND unsettled));
GRANT SELECT (id, active, email) ON people TO rapport_worker_sweeper;
GRANT UPDATE (readdress) ON outbox TO rapport_worker_sweeper;

-- migrate:down

REVOKE UPDATE (readdress) ON outbox FROM rapport_worker_sweeper;
REVOKE SELECT (id, active, email) ON people FROM rapport_worker_sweeper;
DROP POLICY written_to ON people;
