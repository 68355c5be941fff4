-- migrate:up

-- A name as the console's search compares it: without case and accents, in every script. What `lower` knows depends on
-- the locale of the database, and that of `C` knows only the letters of English. So the function names a collation that
-- knows them all, if this Postgres has one; otherwise accents go first, so that at least É and Ü have a small letter.
DO $$
DECLARE everywhere text := coalesce(
  (SELECT format('COLLATE pg_catalog.%I', collname) FROM pg_collation
    WHERE collnamespace = 'pg_catalog'::regnamespace AND collname IN ('und-x-icu', 'pg_c_utf8')
      AND collencoding IN (-1, (SELECT encoding FROM pg_database WHERE datname = current_database()))
    ORDER BY collname DESC LIMIT 1), '');
BEGIN
  EXECUTE format($create$
    CREATE FUNCTION searchable(name text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql AS $body$
    BEGIN
      RETURN lower(regexp_replace(normalize(name, NFD), '[\u0300-\u036F]', '', 'g') %s);
    END $body$ $create$, everywhere);
END $$;

-- migrate:down

DROP FUNCTION searchable(text);
