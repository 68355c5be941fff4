-- What a transaction may see: set at its start, reset at its end; see the policies of the first migration.

-- name: enter$
-- See and write the rows of one organisation only.
SELECT set_config('rapport.organisation', :organisation::text, true);

-- name: unhurried$
-- Commit without waiting for the disk: for data that is written again if Postgres loses it in a crash.
SELECT set_config('synchronous_commit', 'off', true);

-- name: hold$
-- See one link only: the one that its holder has proved to know.
SELECT set_config('rapport.link', :link::text, true);

-- name: sweep$
-- See pending work of all organisations, as far as the sweeper of this session's role may see it.
SELECT set_config('role', current_user || '_sweeper', true);
