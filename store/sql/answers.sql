-- What people and the HR platform said, and what a page needs to know to ask them.

-- name: link^
-- The link that its holder has proved to know, to learn whose it is.
SELECT id, organisation_id FROM links WHERE id = :link;

-- name: lock_link^
-- One press at a time at one link.
SELECT id FROM links WHERE id = :link FOR UPDATE;

-- name: latest_at^
-- The latest answer at a link: the one that holds.
SELECT id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind, said, words,
       said_at, told_at, receipt, refused
FROM answers WHERE link_id = :link ORDER BY seq DESC LIMIT 1;

-- name: latest_to^
-- The latest answer of a person to a question, whichever of its mails they answered from.
SELECT id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind, said, words,
       said_at, told_at, receipt, refused
FROM answers
WHERE mentorship_id = :mentorship AND person_id = :person AND (step = :question OR starts_with(step, :question || '/'))
ORDER BY said_at DESC, id DESC LIMIT 1;

-- name: by_person
-- All that one person answered in a mentorship, as it holds in the end: the latest at each link.
SELECT DISTINCT ON (link_id) id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind,
       said, words, said_at, told_at, receipt, refused
FROM answers WHERE mentorship_id = :mentorship AND person_id = :person AND news_id IS NULL ORDER BY link_id, seq DESC;

-- name: so_far^
-- What has come of a mentorship, by the answers that hold: an answer given anew at the same link takes the place of the
-- one before it.
WITH held AS (
  SELECT DISTINCT ON (link_id) person_id, kind, step, said, words, said_at
  FROM answers WHERE mentorship_id = :mentorship AND link_id IS NOT NULL AND refused IS NULL ORDER BY link_id, seq DESC)
SELECT (SELECT min(at) FROM timeline WHERE mentorship_id = :mentorship AND kind = 'agreed') AS began,
       (SELECT count(DISTINCT step) FROM held WHERE said ->> 'met' = 'yes') AS meetings,
       coalesce((SELECT words ->> 'booked_on' FROM held
                 WHERE said ->> 'met' = 'booked' AND words ? 'booked_on' ORDER BY said_at DESC LIMIT 1), '') AS booked_on,
       coalesce((SELECT words ->> 'thanks' FROM held
                 WHERE kind = 'thank' AND person_id <> :person ORDER BY said_at DESC LIMIT 1), '') AS partner_thanks;

-- name: in_touch$
-- Whether both sides said at the goodbye that they would like to stay in touch, and left it at that.
SELECT count(DISTINCT person_id) = 2 FROM answers
WHERE mentorship_id = :mentorship AND kind = 'thank' AND words ->> 'keep_in_touch' = 'yes' AND refused IS NULL
  AND NOT EXISTS (SELECT FROM answers AS later WHERE later.link_id = answers.link_id AND later.seq > answers.seq);

-- name: put^
-- Keep what was said: later than all that was kept before it, and than what the mentorship's own clock has done.
INSERT INTO answers (id, organisation_id, mentorship_id, link_id, seq, person_id, role, step, kind, said, words, key_id,
                     said_at, told_at, refused)
SELECT :id, :organisation, :mentorship, :link, :seq, :person, :role, :step, :kind, :said, :words, :key,
       greatest(clock_timestamp(), (SELECT max(at) FROM timeline WHERE mentorship_id = :mentorship)),
       CASE WHEN :refused::text IS NOT NULL THEN clock_timestamp() END, :refused
RETURNING id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind, said, words,
          said_at, told_at, receipt, refused;

-- name: places_of
-- The open mentorships of a person, and who they are in each; a mentor who is being asked is one.
SELECT id AS mentorship, 'mentee' AS role FROM mentorships WHERE mentee_id = :person AND phase <> 'closed'
UNION ALL
SELECT id, 'mentor' FROM mentorships WHERE mentor_id = :person AND phase <> 'closed'
UNION ALL
SELECT mentorships.id, 'coordinator' FROM mentorships JOIN programmes ON programmes.id = mentorships.programme_id
WHERE programmes.coordinator_id = :person AND phase <> 'closed'
ORDER BY mentorship, role;

-- name: places_in
-- The open mentorships of a programme, in each of which there is a coordinator.
SELECT id AS mentorship, 'coordinator' AS role FROM mentorships
WHERE programme_id = :programme AND phase <> 'closed' ORDER BY id;

-- name: put_news^
-- One row of news about a person: later than all that the mentorship's own clock has done.
INSERT INTO answers (id, organisation_id, mentorship_id, person_id, role, kind, said, key_id, said_at, news_id)
SELECT :id, :organisation, :mentorship, :person, :role, :kind, :said, :key,
       greatest(clock_timestamp(), (SELECT max(at) FROM timeline WHERE mentorship_id = :mentorship)), :news
RETURNING id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind, said, words,
          said_at, told_at, receipt, refused;

-- name: of_news
-- All rows of one piece of news.
SELECT id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind, said, words,
       said_at, told_at, receipt, refused
FROM answers WHERE news_id = :news ORDER BY mentorship_id, role;

-- name: untold_of
-- What this mentorship's workflow has not been told, in the order it was said.
SELECT id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind, said, words,
       said_at, told_at, receipt, refused
FROM answers WHERE mentorship_id = :mentorship AND told_at IS NULL ORDER BY said_at, id;

-- name: settle$
-- The workflow has taken or refused an answer; nothing comes back if that was known already.
UPDATE answers SET told_at = now(), receipt = :receipt, refused = :refused WHERE id = :id AND told_at IS NULL
RETURNING id;

-- name: one^
-- One answer.
SELECT id, mentorship_id AS mentorship, link_id AS link, seq, person_id AS person, role, step, kind, said, words,
       said_at, told_at, receipt, refused
FROM answers WHERE id = :id;

-- name: draft^
-- A new version of the terms; nothing comes back if somebody else has drafted that version already.
INSERT INTO agreements (mentorship_id, organisation_id, version, terms, drafted_by, drafted_at)
VALUES (:mentorship, :organisation, :version, :terms, :role, now())
ON CONFLICT (mentorship_id, version) DO UPDATE
SET terms = excluded.terms, drafted_by = excluded.drafted_by, drafted_at = excluded.drafted_at
WHERE agreements.drafted_by = 'nobody'
RETURNING version;

-- name: withdraw_draft!
-- A version that the workflow refused is nobody's: the one before it holds, and another may take its number.
UPDATE agreements SET drafted_by = 'nobody' WHERE mentorship_id = :mentorship AND version = :version;

-- name: standing^
-- Everything a page tells its reader, in one read; the clock is the mentorship's own. Terms are those of the present
-- mentor: what an earlier one had changed is left out.
SELECT links.id AS link, links.mentorship_id AS mentorship, links.organisation_id AS organisation_id,
       links.role, links.step, links.made_at,
       organisations.name AS organisation, programmes.name AS programme, programmes.formality,
       to_jsonb(a_reader) - 'profile' AS reader, to_jsonb(a_mentee) - 'profile' AS mentee,
       to_jsonb(a_mentor) - 'profile' AS mentor, to_jsonb(a_coordinator) - 'profile' AS coordinator,
       mentorships.request - 'why_you' AS request, mentorships.state, programme_rules.rules,
       EXISTS (SELECT FROM links AS later WHERE later.mentorship_id = links.mentorship_id
               AND later.person_id = links.person_id AND later.made_at > links.made_at AND later.kind <> 'thanks') AS newer,
       -- The address that the letter really went to decides, not when it changed: clocks of the local stack run ahead.
       NOT a_reader.active OR coalesce(lower(outbox.recipient) <> lower(a_reader.email), false) AS over,
       candidates.why_you, candidates.reason_for_mentor, timeline.reason, outbox.letter, latest.terms,
       latest.drafted_by,
       greatest(now(), mentorships.as_of) AS clock
FROM links
JOIN mentorships ON mentorships.id = links.mentorship_id
JOIN organisations ON organisations.id = links.organisation_id
JOIN programmes ON programmes.id = mentorships.programme_id
JOIN programme_rules ON programme_rules.programme_id = programmes.id
                    AND programme_rules.version = mentorships.rules_version
JOIN people AS a_reader ON a_reader.id = links.person_id
JOIN people AS a_mentee ON a_mentee.id = mentorships.mentee_id
LEFT JOIN people AS a_mentor ON a_mentor.id = mentorships.mentor_id
LEFT JOIN people AS a_coordinator ON a_coordinator.id = programmes.coordinator_id
LEFT JOIN outbox ON outbox.mentorship_id = mentorships.id AND outbox.step = links.step
                AND outbox.person_id = links.person_id
LEFT JOIN timeline ON timeline.mentorship_id = mentorships.id AND timeline.step = links.step
LEFT JOIN candidates ON candidates.mentorship_id = mentorships.id AND candidates.person_id = links.person_id
LEFT JOIN LATERAL (
  SELECT terms, drafted_by FROM agreements
  WHERE agreements.mentorship_id = mentorships.id AND drafted_by <> 'nobody'
    AND (version = 1 OR version >= coalesce((mentorships.state #>> '{agreeing,first}')::int, 1))
  ORDER BY version DESC LIMIT 1
) AS latest ON true
WHERE links.id = :link;
