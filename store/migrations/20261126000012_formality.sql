-- migrate:up

-- How a programme addresses people where a language has words for it: in German, "Sie" (formal) or "du" (informal).
ALTER TABLE programmes ADD COLUMN formality text NOT NULL DEFAULT 'informal'
  CHECK (formality IN ('formal', 'informal'));

-- migrate:down

ALTER TABLE programmes DROP COLUMN formality;
