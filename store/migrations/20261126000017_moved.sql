-- migrate:up

-- The time zone of the roster, for people of whom news said that they have moved: the roster may repeat it for a while.
ALTER TABLE people ADD COLUMN moved_from text;

-- migrate:down

ALTER TABLE people DROP COLUMN moved_from;
