-- What a transaction sees, said at its beginning and forgotten at its end; see the policies of the first migration.

-- name: enter$
-- See and write the rows of one organisation only.
SELECT set_config('rapport.organisation', :organisation::text, true);

-- name: unhurried$
-- Commit without waiting for the disk: for what is written once more, should Postgres lose it in a crash.
SELECT set_config('synchronous_commit', 'off', true);

-- name: hold$
-- See one link only: the one whose holder has proved to know it.
SELECT set_config('rapport.link', :link::text, true);

-- name: sweep$
-- See what was left undone, over all organisations, as far as the sweeper of this session's role may see it.
SELECT set_config('role', current_user || '_sweeper', true);
