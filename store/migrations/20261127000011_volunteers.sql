-- migrate:up

-- Whether they would be a mentor too, or again; shown with their name to whoever runs the programme.
ALTER TABLE surveys ADD COLUMN would_mentor boolean NOT NULL DEFAULT false;
GRANT UPDATE (would_mentor) ON surveys TO rapport_gateway;

-- migrate:down

ALTER TABLE surveys DROP COLUMN would_mentor;
