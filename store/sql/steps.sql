-- name: lock!
-- Make answers that arrive from now on wait until the step is committed. This is a separate statement, because one that
-- waits for a lock still reads the data from before it waited. So `look` sees each answer, or it is later than the
-- step.
SELECT FROM mentorships WHERE id = :mentorship FOR UPDATE;

-- name: is_recorded$
-- Whether a step is on the timeline: committed, with its letters.
SELECT EXISTS (SELECT FROM timeline WHERE mentorship_id = :mentorship AND step = :step);

-- name: look^
-- Everything that a step's decision and letters need, in one row; read under the lock. `unread` is what each side
-- left for the other, and as its own next step, and no letter that contains such words has brought to the reader,
-- unless the same stood at that link when one did. A letter brings what was said before it, but not what it left to
-- an earlier one that was still waiting then (`left_waiting`) and is lost since. An answer replaces an earlier one
-- at the same link, but a wish leaves what was reported (`check_in`) before it, except a guide if the wish says what
-- is in the way. A letter that waits and is of no use any more, also because of this step, counts as lost. `apart`
-- and `in_touch` are what they said in their goodbyes. `first` comes with the order: the row may still have the
-- state from before the answer that led here. `letters` counts what somebody gets as one of a pair apart from what
-- they get as a coordinator.
SELECT o.name AS organisation,
       p.name AS programme, p.formality, coalesce(p.safeguarding_id, p.safeguarding_deputy_id) IS NOT NULL AS safeguarded,
       m.request - 'why_you' AS request,
       to_jsonb(younger) - 'profile' AS mentee,
       to_jsonb(elder) - 'profile' AS mentor,
       to_jsonb(host) - 'profile' AS coordinator,
       coalesce(c.why_you, '') AS why_you,
       coalesce(c.reason_for_mentor, '') AS reason_for_mentor,
       coalesce(c.reason_for_mentee, '') AS reason_for_mentee,
       a.version AS terms_version,
       a.terms,
       (SELECT b.terms FROM agreements b
         WHERE b.mentorship_id = m.id AND b.version < a.version AND b.drafted_by <> 'nobody'
           AND (b.version = 1 OR b.version >= cast(:first as integer))
         ORDER BY b.version DESC LIMIT 1) AS terms_before,
       CASE WHEN starts_with(:step, 'agreement/') THEN
         (SELECT s.words ->> 'for_mentee' FROM answers s
           WHERE s.mentorship_id = m.id AND s.kind = 'accept' AND s.refused IS NULL
             AND s.said ->> 'draft' = a.version::text) END AS for_mentee,
       (WITH letters AS MATERIALIZED (
          SELECT role, letter, made_at,
                 CASE WHEN state IN ('rejected', 'expired')
                        OR state IN ('rendered', 'claimed', 'sending', 'deferred')
                           AND (not_after <= now() OR letter = ANY (cast(:outdated as text[])))
                        OR state = 'unknown' AND not_after <= done_at -- read twice, at worst, but not lost
                      THEN least(not_after, done_at) END AS lost_at
            FROM outbox
           WHERE mentorship_id = m.id AND step <> :step AND role IN ('mentee', 'mentor') AND state <> 'skipped'
        ), lost AS MATERIALIZED (
          SELECT * FROM letters WHERE lost_at IS NOT NULL
        ), got AS MATERIALIZED (
          SELECT reader.role, left_as.kind,
                 (SELECT coalesce(range_agg(tstzrange(left_to.at, t.made_at)), '{}')
                    FROM letters t
                   CROSS JOIN LATERAL (SELECT max(x.made_at) AS at
                                         FROM lost x
                                        WHERE x.role = t.role AND x.made_at < t.made_at AND x.lost_at > t.made_at
                                          AND x.letter = ANY (left_as.letters)
                                          AND cast(:left_waiting as jsonb) -> t.letter ? x.letter) AS left_to
                   WHERE t.role = reader.role AND t.lost_at IS NULL AND t.letter = ANY (left_as.letters)) AS times
            FROM unnest('{mentee,mentor}'::text[]) AS reader (role)
           CROSS JOIN (VALUES ('note', cast(:with_note as text[])),
                              ('thanks', cast(:with_thanks as text[])),
                              ('next_step', cast(:with_next_step as text[])),
                              ('guide_for_partner', cast(:with_guide as text[]))) AS left_as (kind, letters)
        )
        SELECT jsonb_agg(jsonb_build_object('reader', got.role, 'by', s.role, 'kind', got.kind,
                                            'text', s.words ->> got.kind) ORDER BY s.said_at, s.id)
          FROM got
          JOIN answers s ON s.mentorship_id = m.id AND s.role = ANY ('{mentee,mentor}') AND s.refused IS NULL
                        AND (s.role <> got.role OR got.kind = 'next_step')
                        AND NOT got.times @> s.said_at AND s.words ->> got.kind <> ''
         WHERE NOT EXISTS (SELECT FROM answers l
                            WHERE l.link_id = s.link_id AND l.seq > s.seq AND l.refused IS NULL
                              AND (l.kind = 'check_in' OR s.kind <> 'check_in'
                                   OR (got.kind = 'guide_for_partner' AND l.words ? 'difficulty')))
           AND s.words ->> got.kind IS DISTINCT FROM (
             SELECT e.words ->> got.kind FROM answers e
              WHERE e.link_id = s.link_id AND got.times @> e.said_at AND e.refused IS NULL
                AND (e.kind = 'check_in' OR s.kind <> 'check_in' OR e.words ? got.kind)
              ORDER BY e.seq DESC LIMIT 1)) AS unread,
       EXISTS (SELECT FROM staying_in_touch(m.id) WHERE wish = 'no') AS apart,
       (SELECT count(*) = 2 FROM staying_in_touch(m.id) WHERE wish = 'yes') AS in_touch,
       EXISTS (SELECT FROM mentorships other
                WHERE other.mentee_id = m.mentee_id AND other.programme_id = m.programme_id
                  AND other.id > m.id AND other.phase NOT IN ('closing', 'closed')) AS begun_anew,
       EXISTS (SELECT FROM answers n
                WHERE n.mentorship_id = m.id AND n.told_at IS NULL
                  AND n.id <> ALL (cast(:heard as uuid[])) -- those are being settled at this moment
                  -- Whether an address works is read here anyway, so that news does not delay a step.
                  AND NOT (n.kind = 'news' AND n.said ->> 'kind' IN ('unreachable', 'reachable'))) AS pending,
       -- A hold that the workflow has not received, or has forgotten, and that no contact has lifted since.
       (m.revision > cast(:revision as integer) AND EXISTS (
         SELECT FROM jsonb_array_elements_text(m.state #> '{hold,by}') AS h(id)
          WHERE NOT EXISTS (SELECT FROM answers l
                             WHERE l.mentorship_id = m.id AND l.kind = 'lift' AND l.refused IS NULL
                               AND l.said ->> 'hold' = h.id
                               AND (l.said ->> 'choice' = 'continue' OR l.told_at IS NOT NULL)))) OR EXISTS (
         SELECT FROM answers n
          WHERE n.mentorship_id = m.id AND n.told_at IS NULL AND n.kind = 'hold'
            AND n.id <> ALL (cast(:heard as uuid[]))
            AND NOT EXISTS (SELECT FROM answers l
                             WHERE l.mentorship_id = m.id AND l.kind = 'lift' AND l.refused IS NULL
                               AND l.said ->> 'hold' = n.id::text AND l.said ->> 'choice' = 'continue')) OR EXISTS (
         -- Forgotten, whatever the row says: what the workflow heard since has replaced that.
         SELECT FROM concerns JOIN answers told ON told.id = concerns.id
          WHERE concerns.mentorship_id = m.id AND concerns.holds AND concerns.decided_at IS NULL
            AND told.told_at IS NOT NULL AND told.refused IS NULL
            AND NOT cast(:parted as boolean) AND told.id <> ALL (cast(:holding as uuid[]))) AS held,
       EXISTS (SELECT FROM exclusions e
                WHERE e.ended_at IS NULL AND ((e.person_id = younger.id AND e.other_id = elder.id)
                                           OR (e.person_id = elder.id AND e.other_id = younger.id))) AS kept_apart,
       CASE WHEN starts_with(:step, 'request/') THEN
         (SELECT until FROM not_before WHERE person_id = elder.id) END AS not_before,
       CASE WHEN starts_with(:step, 'request/') THEN
         (SELECT day FROM not_before WHERE person_id = elder.id) END AS not_before_day,
       clock_timestamp() AS clock,
       m.phase = 'closed' AS closed,
       (SELECT b.at FROM timeline b WHERE b.mentorship_id = m.id AND b.step = :step) AS recorded,
       starts_with(:step, 'request/') AND :step <> 'request/1'
         AND EXISTS (SELECT FROM timeline q WHERE q.mentorship_id = m.id AND q.kind = 'request'
                       AND q.step <> 'request/' || split_part(:step, '/', 2))
         AS asked_before,
       (SELECT jsonb_object_agg(l.person_id, l.letters)
          FROM (SELECT t.person_id, jsonb_agg(t.made_at ORDER BY t.made_at) AS letters
                  FROM outbox t
                 WHERE t.person_id IN (younger.id, elder.id, host.id)
                   AND (t.role IN ('mentee', 'mentor')) = (t.person_id IS DISTINCT FROM host.id)
                   AND t.made_at > cast(:now as timestamptz) - interval '7 days'
                   AND t.made_at < cast(:now as timestamptz) + interval '1 hour'
                   AND t.state NOT IN ('skipped', 'rejected', 'expired')
                 GROUP BY t.person_id) l) AS letters,
       coalesce(
       (SELECT ARRAY(SELECT jsonb_array_elements_text(b.facts -> 'undelivered')) -- of a step that is taken, as it was then
          FROM timeline b WHERE b.mentorship_id = m.id AND b.step = :step AND b.facts ? 'undelivered'),
       (SELECT array_agg(DISTINCT t.role) FROM outbox t JOIN people reader ON reader.id = t.person_id
         WHERE t.mentorship_id = m.id AND t.step = ANY (cast(:questions as text[]))
           AND (t.state IN ('rejected', 'expired') OR lower(t.recipient) <> lower(reader.email)
                OR (t.state IN ('rendered', 'deferred') -- which this step stops
                    AND t.letter = ANY (cast(:outdated as text[])) AND t.role = ANY (cast(:readers as text[])))
                OR (t.state IN ('rendered', 'claimed', 'deferred') AND t.not_after <= now())
                OR (t.state = 'unknown' AND t.not_after <= t.done_at)) -- asked twice, at worst
           AND NOT EXISTS (SELECT FROM outbox r -- a reminder of it that left, to the present address
                            WHERE r.mentorship_id = m.id AND r.role = t.role AND r.state IN ('accepted', 'unknown')
                              AND lower(r.recipient) = lower(reader.email)
                              AND starts_with(r.step, t.step || '/reminder/')))) AS undelivered,
       CASE WHEN :with_before::boolean THEN -- earlier letters: whether they arrived, or may yet, and at the present address
         (SELECT jsonb_object_agg(l.role, l.letters)
            FROM (SELECT t.role, jsonb_agg(jsonb_build_array(
                           t.step,
                           t.state NOT IN ('skipped', 'rejected', 'expired')
                           AND NOT (t.state IN ('rendered', 'claimed', 'deferred') AND t.not_after <= now())
                           AND NOT (t.state IN ('rendered', 'deferred') AND t.letter = ANY (cast(:outdated as text[]))),
                           lower(t.recipient) = lower(reader.email))) AS letters
                    FROM outbox t JOIN people reader ON reader.id = t.person_id
                   WHERE t.mentorship_id = m.id AND t.step <> :step AND t.role IN ('mentee', 'mentor')
                     AND (t.role = 'mentee' OR t.person_id = elder.id)
                   GROUP BY t.role) l) END AS before,
       CASE WHEN :with_summary::boolean THEN jsonb_build_object(
         'started', (SELECT min(at) FROM timeline WHERE mentorship_id = m.id AND kind = 'agreed'),
         'told', meetings_said(m.id),
         'check_ins', (SELECT count(*) FROM timeline
                        WHERE mentorship_id = m.id AND kind IN ('check_in', 'review', 'nudge'))) END AS summary,
       CASE WHEN :with_goals::boolean THEN goals_said(m.id) END AS goals_said
  FROM mentorships m
  JOIN organisations o ON o.id = m.organisation_id
  JOIN programmes p ON p.id = m.programme_id
  JOIN people younger ON younger.id = m.mentee_id
  LEFT JOIN people elder ON elder.id = cast(:mentor as uuid)
  LEFT JOIN people host ON host.id = p.coordinator_id
  LEFT JOIN candidates c ON c.mentorship_id = m.id AND c.person_id = cast(:mentor as uuid)
  LEFT JOIN LATERAL (SELECT version, terms FROM agreements WHERE mentorship_id = m.id AND drafted_by <> 'nobody'
                        AND (version = 1 OR version >= cast(:first as integer))
                      ORDER BY version DESC LIMIT 1) a ON true -- without the changes of an earlier mentor
 WHERE m.id = :mentorship;

-- name: write!
-- Write a step's links, letters, timeline entry and state, all or nothing; existing rows stay as they are. With
-- `releasing`, all places of the mentorship are released except the given ones. Earlier letters that it makes useless are not
-- sent any more, nor again if the relay may have them now; except those being marked or settled at this moment, because
-- the statement does not wait for their locks. A `task` about an address that does not work stays useful.
WITH linked AS (
  INSERT INTO links (id, organisation_id, subject_id, person_id, role, step, kind, made_at)
  SELECT link, :organisation, :mentorship, person, role, :step, :kind, :at
    FROM unnest(cast(:links as uuid[]), cast(:people as uuid[]), cast(:roles as text[])) AS one (link, person, role)
   WHERE link IS NOT NULL
  ON CONFLICT DO NOTHING
), filed AS (
  INSERT INTO outbox (id, organisation_id, subject_id, person_id, role, step, letter, state, recipient, subject,
                      message, size, sha256, message_id, made_at, reply, try_at, hours, not_after, done_at)
  SELECT letter_id, :organisation, :mentorship, person, role, :step, letter, state, recipient, subject,
         message, octet_length(message), sha256(message), message_id, :at, reply, now() + interval '1 minute',
         cast(hours as tstzmultirange), not_after, CASE WHEN state = 'skipped' THEN now() END
    FROM unnest(cast(:ids as uuid[]), cast(:people as uuid[]), cast(:roles as text[]), cast(:letters as text[]),
                cast(:states as text[]), cast(:recipients as text[]), cast(:subjects as text[]),
                cast(:messages as bytea[]), cast(:message_ids as text[]), cast(:replies as text[]),
                cast(:hours as text[]), cast(:not_after as timestamptz[]))
      AS one (letter_id, person, role, letter, state, recipient, subject, message, message_id, reply, hours, not_after)
  ON CONFLICT DO NOTHING
), recorded AS (
  INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason, facts)
  VALUES (:mentorship, :organisation, :step, :kind, :at, :reason, :facts)
  ON CONFLICT (mentorship_id, step) DO NOTHING
), passed AS (
  UPDATE outbox SET not_after = now()
   WHERE id IN (SELECT id FROM outbox
                 WHERE mentorship_id = :mentorship AND letter = ANY (cast(:outdated as text[])) AND step <> :step
                   AND role = ANY (cast(:readers as text[]))
                   AND NOT starts_with(step, 'unreachable/')
                   AND state IN ('rendered', 'claimed', 'sending', 'deferred') AND not_after > now()
                   FOR UPDATE SKIP LOCKED)
), released AS (
  UPDATE seats SET released_at = now()
   WHERE mentorship_id = :mentorship AND released_at IS NULL
     AND :releasing AND mentor_id <> ALL (cast(:places_with as uuid[]))
)
UPDATE mentorships
   SET state = :state, as_of = :as_of, phase = :phase, health = :health, revision = :revision,
       health_late_at = :late, health_quiet_at = :quiet, health_at_risk_at = :at_risk,
       mentor_id = cast(:mentor as uuid), trouble = NULL, updated_at = now()
 WHERE id = :mentorship AND revision <= :revision;

-- name: show!
-- Write the state that the workflow reports; an older one never replaces a newer one, and none reopens a closed
-- mentorship. Letters of another phase are not sent any more. But those of `kept` are still sent in a break: it only
-- moves the time to answer, and nothing asks for them again after it.
WITH passed AS (
  UPDATE outbox SET not_after = now()
   WHERE id IN (SELECT id FROM outbox
                 WHERE mentorship_id = :mentorship AND letter = ANY (cast(:outdated as text[]))
                   AND NOT starts_with(step, 'unreachable/')
                   AND state IN ('rendered', 'claimed', 'sending', 'deferred') AND not_after > now()
                   AND EXISTS (SELECT FROM mentorships
                                WHERE id = :mentorship AND phase NOT IN (:phase, 'closed') AND revision < :revision
                                  AND (letter <> ALL (cast(:kept as text[]))
                                       OR cast(:phase as text) = 'closing'
                                       OR state ->> 'phase' <> cast(:state as jsonb) ->> 'phase'))
                   FOR UPDATE SKIP LOCKED)
), released AS ( -- what a search that stands still does not keep, such as the place of a mentor whose turn is over
  UPDATE seats SET released_at = now()
   WHERE mentorship_id = :mentorship AND released_at IS NULL
     AND :releasing AND mentor_id <> ALL (cast(:places_with as uuid[]))
     AND EXISTS (SELECT FROM mentorships WHERE id = :mentorship
                    AND (revision < :revision OR (revision = :revision AND state <> :state)))
)
UPDATE mentorships
   SET state = :state, as_of = :as_of, phase = :phase, health = :health, revision = :revision,
       health_late_at = :late, health_quiet_at = :quiet, health_at_risk_at = :at_risk,
       mentor_id = cast(:mentor as uuid), updated_at = now()
 WHERE id = :mentorship AND (phase <> 'closed' OR cast(:phase as text) = 'closed')
   AND (revision < :revision OR (revision = :revision AND state <> :state));

-- name: trouble!
-- Save which step keeps failing, until the next step is written.
UPDATE mentorships SET trouble = :trouble WHERE id = :mentorship;
