-- What must be sent to Temporal next, and what Temporal lacks; queries that cross organisations see ids only.

-- name: claim_untold
-- Claim mentorships with answers that were not sent for a while, at most so many, taking turns between organisations.
-- `again` selects those that failed before. Nobody else can claim them until the lease ends.
WITH waiting AS (
  SELECT answers.mentorship_id, answers.organisation_id, min(answers.said_at) AS since
  FROM answers
  WHERE answers.told_at IS NULL
    AND NOT EXISTS (SELECT FROM mentorships WHERE mentorships.id = answers.mentorship_id AND mentorships.told_at IS NULL)
    AND answers.said_at NOT BETWEEN now() - make_interval(secs => :at_least::float8) AND now()
  GROUP BY answers.mentorship_id, answers.organisation_id
), due AS (
  SELECT waiting.mentorship_id, waiting.organisation_id, waiting.since,
         row_number() OVER (PARTITION BY waiting.organisation_id ORDER BY since, waiting.mentorship_id) AS turn
  FROM waiting LEFT JOIN attempts USING (mentorship_id)
  WHERE coalesce(attempts.next_try_at <= now(), true) AND (coalesce(attempts.tries, 0) > 0) = :again::boolean
), chosen AS (
  SELECT mentorship_id, organisation_id FROM due ORDER BY turn, since LIMIT :size::int
)
INSERT INTO attempts AS claimed (mentorship_id, organisation_id, next_try_at)
SELECT mentorship_id, organisation_id, now() + make_interval(secs => :lease::float8) FROM chosen ORDER BY mentorship_id
ON CONFLICT (mentorship_id) DO UPDATE SET next_try_at = excluded.next_try_at WHERE claimed.next_try_at <= now()
RETURNING claimed.mentorship_id AS mentorship, claimed.organisation_id AS organisation, claimed.tries;

-- name: claim_unstarted
-- The same for mentorships whose workflow was not started.
WITH due AS (
  SELECT mentorships.id AS mentorship_id, mentorships.organisation_id, mentorships.created_at AS since,
         row_number() OVER (PARTITION BY mentorships.organisation_id ORDER BY created_at, mentorships.id) AS turn
  FROM mentorships LEFT JOIN attempts ON attempts.mentorship_id = mentorships.id
  WHERE mentorships.told_at IS NULL AND mentorships.created_at <= now() - make_interval(secs => :at_least::float8)
    AND coalesce(attempts.next_try_at <= now(), true) AND (coalesce(attempts.tries, 0) > 0) = :again::boolean
), chosen AS (
  SELECT mentorship_id, organisation_id FROM due ORDER BY turn, since LIMIT :size::int
)
INSERT INTO attempts AS claimed (mentorship_id, organisation_id, next_try_at)
SELECT mentorship_id, organisation_id, now() + make_interval(secs => :lease::float8) FROM chosen ORDER BY mentorship_id
ON CONFLICT (mentorship_id) DO UPDATE SET next_try_at = excluded.next_try_at WHERE claimed.next_try_at <= now()
RETURNING claimed.mentorship_id AS mentorship, claimed.organisation_id AS organisation, claimed.tries;

-- name: settle_attempt!
-- Record the result of a claim, and after how many seconds the mentorship may be claimed again.
UPDATE attempts
   SET tries = :tries, cause = :cause, next_try_at = now() + make_interval(secs => :wait::float8)
 WHERE mentorship_id = :mentorship;

-- name: standing^
-- Whether a mentorship's workflow was started, and whether Postgres has the mentorship as closed.
SELECT told_at IS NOT NULL AS started, phase = 'closed' AS closed FROM mentorships WHERE id = :mentorship;

-- name: mark_missing$
-- Note that Temporal has no workflow for this open mentorship; return whether that was first noted long enough ago.
INSERT INTO attempts AS known (mentorship_id, organisation_id, missing_since)
VALUES (:mentorship, :organisation, now())
ON CONFLICT (mentorship_id) DO UPDATE SET missing_since = coalesce(known.missing_since, now())
RETURNING missing_since <= now() - make_interval(secs => :seconds::float8);

-- name: found!
-- Note that Temporal has the workflow after all, or again.
UPDATE attempts SET missing_since = NULL WHERE mentorship_id = :mentorship AND missing_since IS NOT NULL;

-- name: missing
-- The open mentorships that were found missing in Temporal, the longest missing first.
SELECT attempts.mentorship_id AS mentorship, attempts.organisation_id AS organisation
FROM attempts JOIN mentorships ON mentorships.id = attempts.mentorship_id
WHERE attempts.missing_since IS NOT NULL AND mentorships.phase <> 'closed' AND mentorships.told_at IS NOT NULL
ORDER BY attempts.missing_since LIMIT :size::int;

-- name: under_way
-- A page of the open mentorships whose workflow was started, in order of id, after the given id.
SELECT id AS mentorship, organisation_id AS organisation FROM mentorships
WHERE phase <> 'closed' AND told_at IS NOT NULL AND id > :after::uuid
ORDER BY id LIMIT :size::int;

-- name: count_under_way$
-- How many workflows Temporal should be running.
SELECT count(*) FROM mentorships WHERE phase <> 'closed' AND told_at IS NOT NULL;

-- name: open_among
-- Which of these mentorships are open in Postgres.
SELECT id AS mentorship, organisation_id AS organisation FROM mentorships
WHERE id = ANY(:ids::uuid[]) AND phase <> 'closed' AND told_at IS NOT NULL;

-- name: kept_state$
-- The state from which a workflow continues: as of its last step or answer, or as it began.
SELECT coalesce(state, started) FROM mentorships WHERE id = :mentorship AND phase <> 'closed';

-- name: lifted
-- The holds that a contact has lifted, or from which they have ended it, as far as the workflow was told: one that had
-- forgotten its hold did not put that into the state.
SELECT cast(said ->> 'hold' AS uuid) AS hold, said ->> 'choice' = 'close' AS ends FROM answers
 WHERE mentorship_id = :mentorship AND kind = 'lift' AND told_at IS NOT NULL AND refused IS NULL;

-- name: forgotten_holds
-- The holds that a workflow was told of and that nobody has decided on: one restored from a copy may have forgotten them.
SELECT told.id AS hold FROM concerns JOIN answers told ON told.id = concerns.id
 WHERE concerns.mentorship_id = :mentorship AND concerns.holds AND concerns.decided_at IS NULL
   AND told.told_at IS NOT NULL AND told.refused IS NULL
   AND NOT EXISTS (SELECT FROM answers l WHERE l.mentorship_id = :mentorship AND l.kind = 'lift'
                                           AND l.refused IS NULL AND l.said ->> 'hold' = told.id::text);

-- name: lost_holds
-- The holds of a mentorship whose concern Postgres has lost, as in a failover: no contact could lift them any more.
SELECT cast(held.id AS uuid) AS hold
  FROM mentorships, jsonb_array_elements_text(coalesce(state, started) #> '{hold,by}') AS held(id)
 WHERE mentorships.id = :mentorship AND phase <> 'closed'
   AND NOT EXISTS (SELECT FROM concerns WHERE concerns.id = cast(held.id AS uuid));

-- name: of_older_editions
-- Which of these mentorships used an edition before this one when their state was last saved.
SELECT id AS mentorship FROM mentorships
WHERE id = ANY(:ids::uuid[]) AND coalesce((coalesce(state, started) ->> 'edition')::integer, 1) < :edition::integer;

-- name: end$
-- Close a mentorship whose workflow ended without closing it. Returns nothing if it was closed already. Letters that
-- still wait are not sent. Without an outcome of its own it gets that of the end that was decided; a last notice,
-- which an answer would have undone, does not count.
WITH passed AS (
  UPDATE outbox SET not_after = now()
   WHERE id IN (SELECT id FROM outbox
                 WHERE mentorship_id = :mentorship AND state IN ('rendered', 'claimed', 'sending', 'deferred')
                   AND not_after > now()
                   AND EXISTS (SELECT FROM mentorships WHERE id = :mentorship AND phase <> 'closed')
                   FOR UPDATE SKIP LOCKED)
)
UPDATE mentorships
   SET phase = 'closed', revision = revision + 1, updated_at = now(),
       state = state || jsonb_build_object('phase', 'closed', 'revision', revision + 1, 'outcome', coalesce(
         :outcome::text, state #>> '{ending,outcome}',
         CASE WHEN NOT (state #>> '{closing,lapsed}')::boolean THEN state #>> '{closing,outcome}' END,
         'ended_early'))
 WHERE id = :mentorship AND phase <> 'closed'
RETURNING id;

-- name: record_end!
-- Add the timeline entry of a mentorship whose workflow was stopped from outside.
INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason)
VALUES (:mentorship, :organisation, :step, :kind, :at, :reason)
ON CONFLICT (mentorship_id, step) DO NOTHING;

-- name: backlog
-- How much was not sent to Temporal yet, and for how many seconds the oldest has waited, for all organisations.
SELECT 'answers' AS what, count(*) AS count, extract(epoch FROM now() - min(said_at))::float8 AS seconds
FROM answers WHERE told_at IS NULL
UNION ALL
SELECT 'mentorships', count(*), extract(epoch FROM now() - min(created_at))::float8
FROM mentorships WHERE told_at IS NULL;

-- name: troubled^
-- How many mentorships do not continue: because a step fails, and because Temporal lacks their workflow.
SELECT (SELECT count(*) FROM mentorships WHERE phase <> 'closed' AND jsonb_typeof(trouble) = 'object') AS failing,
       (SELECT count(*) FROM attempts WHERE missing_since IS NOT NULL) AS missing;

-- name: standings
-- How many open mentorships there are, by phase and by current health, for all organisations.
SELECT phase, CASE WHEN greatest(now(), as_of) >= health_at_risk_at THEN 'at_risk'
                   WHEN greatest(now(), as_of) >= health_quiet_at THEN 'quiet'
                   WHEN greatest(now(), as_of) >= health_late_at THEN 'late'
                   ELSE health END AS health, count(*) AS count
FROM mentorships WHERE phase <> 'closed' GROUP BY 1, 2;

-- name: letters
-- Letters that are not settled, by state, with those that wait because the relay refuses us; and those whose outcome is
-- unknown, or that the relay rejected.
SELECT CASE WHEN refused THEN 'refused' ELSE state END AS state, count(*) AS count FROM outbox
WHERE unsettled OR state IN ('unknown', 'rejected') GROUP BY 1;

-- name: read_only$
-- Whether this server accepts no writes: a standby, or a server set to read-only.
SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean;

-- name: save_nothing$
-- Commit as a write does, with its locks and in the log that standbys confirm, but without a row.
WITH answered AS (UPDATE answers SET told_at = told_at WHERE false),
     begun AS (UPDATE mentorships SET told_at = told_at WHERE false)
SELECT pg_logical_emit_message(true, 'rapport', 'Can answers be saved?');

-- name: migrated
-- The migrations that were applied.
SELECT version FROM schema_migrations;

-- name: has_organisation$
-- Whether an organisation is in this database: if not, a workflow of it may be another Rapport's.
SELECT EXISTS (SELECT FROM organisations WHERE id = :id);
