-- name: letter_data^
-- Everything that a step's letters may say, in one row: words are the latest answers to the steps named; notes are
-- what each side left for the other since the other was last sent a letter with a place for it.
SELECT o.name AS organisation,
       p.name AS programme,
       m.request,
       to_jsonb(younger) - 'profile' AS mentee,
       to_jsonb(elder) - 'profile' AS mentor,
       to_jsonb(host) - 'profile' AS coordinator,
       coalesce(c.why, '') AS why,
       a.version AS terms_version,
       a.terms,
       (SELECT jsonb_object_agg(w.role, w.words)
          FROM (SELECT DISTINCT ON (s.role) s.role, s.words
                  FROM answers s
                 WHERE s.mentorship_id = m.id AND s.step = ANY (cast(:answered as text[])) AND s.refused IS NULL
                 ORDER BY s.role, s.said_at DESC, s.id DESC) w) AS words,
       (SELECT jsonb_object_agg(n.role, n.words)
          FROM (SELECT DISTINCT ON (s.role) s.role, s.words
                  FROM answers s
                 WHERE s.mentorship_id = m.id AND s.words ?| '{note,thanks}' AND s.refused IS NULL
                   AND NOT EXISTS (SELECT FROM answers l
                                    WHERE l.link_id = s.link_id AND l.seq > s.seq AND l.refused IS NULL)
                   AND s.said_at >= coalesce((SELECT max(t.made_at) FROM outbox t
                                               WHERE t.mentorship_id = m.id AND t.step <> :step AND t.role <> s.role
                                                 AND t.letter IN ('check_in', 'nudge', 'thanks', 'farewell')
                                                 AND t.state NOT IN ('skipped', 'rejected', 'expired')), '-infinity')
                 ORDER BY s.role, s.said_at DESC, s.id DESC) n) AS notes,
       EXISTS (SELECT FROM answers n
                WHERE n.mentorship_id = m.id AND n.told_at IS NULL
                  AND n.said_at < now() - interval '2 seconds') -- younger ones are being told just now
         AND NOT EXISTS (SELECT FROM timeline b WHERE b.mentorship_id = m.id AND b.step = :step) AS word
  FROM mentorships m
  JOIN organisations o ON o.id = m.organisation_id
  JOIN programmes p ON p.id = m.programme_id
  JOIN people younger ON younger.id = m.mentee_id
  LEFT JOIN people elder ON elder.id = cast(:mentor as uuid)
  LEFT JOIN people host ON host.id = p.coordinator_id
  LEFT JOIN candidates c ON c.mentorship_id = m.id AND c.person_id = cast(:mentor as uuid)
  LEFT JOIN LATERAL (SELECT version, terms FROM agreements WHERE mentorship_id = m.id AND drafted_by <> 'nobody'
                      ORDER BY version DESC LIMIT 1) a ON true
 WHERE m.id = :mentorship;

-- name: summary^
-- What came of a mentorship, counted from its steps and answers.
SELECT (SELECT min(at) FROM timeline WHERE mentorship_id = :mentorship AND kind = 'agreed') AS started,
       (SELECT count(DISTINCT step) FROM answers
         WHERE mentorship_id = :mentorship AND said ->> 'met' = 'yes' AND refused IS NULL) AS meetings,
       (SELECT count(*) FROM timeline WHERE mentorship_id = :mentorship AND kind IN ('check_in', 'review')) AS check_ins;

-- name: link$
-- The id of the one link that answers a step, made at the first try.
INSERT INTO links (id, organisation_id, subject_kind, subject_id, person_id, role, step, kind, made_at)
VALUES (:id, :organisation, :subject_kind, :subject_id, :person, :role, :step, :kind, :made_at)
ON CONFLICT (subject_kind, subject_id, step, person_id) DO UPDATE SET step = excluded.step
RETURNING id;

-- name: record!
-- The machine's own entry of a step; a repeated step changes nothing.
INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason, facts)
VALUES (:mentorship, :organisation, :step, :kind, :at, :reason, :facts)
ON CONFLICT (mentorship_id, step) DO NOTHING;

-- name: show!
-- The card as the workflow tells it; an older card never replaces a newer one.
UPDATE mentorships
   SET card = :card, phase = :phase, health = :health, revision = :revision,
       mentor_id = cast(:mentor as uuid), updated_at = now()
 WHERE id = :mentorship AND revision < :revision;

-- name: unreachable!
-- A relay said that this address does not exist; HR's next correction clears it.
UPDATE people SET unreachable_since = now() WHERE id = :person AND unreachable_since IS NULL;
