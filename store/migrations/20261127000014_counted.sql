-- migrate:up

-- Which of the two answers that are only counted is in a programme's numbers. It stays there whatever comes later, so
-- that nobody's answer moves another one in or out. Whoever changes an answer, or takes it back, takes it out.
ALTER TABLE surveys ADD COLUMN worth_counted boolean NOT NULL DEFAULT false,
                    ADD COLUMN again_counted boolean NOT NULL DEFAULT false;
GRANT UPDATE (worth_counted, again_counted) ON surveys TO rapport_gateway;

-- migrate:down

ALTER TABLE surveys DROP COLUMN worth_counted, DROP COLUMN again_counted;
