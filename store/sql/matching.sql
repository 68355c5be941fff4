-- name: vocabulary$
-- The skills that the organisation uses; nothing if it has set none.
SELECT vocabulary FROM vocabularies WHERE organisation_id = current_organisation();

-- name: put_vocabulary!
-- Replace the skills that the organisation uses.
INSERT INTO vocabularies (organisation_id, vocabulary) VALUES (:organisation, :vocabulary)
ON CONFLICT (organisation_id) DO UPDATE SET vocabulary = excluded.vocabulary, updated_at = now()
WHERE vocabularies.vocabulary <> excluded.vocabulary;

-- name: traits^
-- What matching knows about a person; null if nothing. No row if there is no such person.
SELECT people.id, traits.traits::text AS traits FROM people LEFT JOIN traits ON traits.person_id = people.id
WHERE people.external_id = :external_id;

-- name: put_traits!
-- Replace what matching knows about a person.
INSERT INTO traits (person_id, organisation_id, traits) VALUES (:person, :organisation, cast(:traits as text)::json)
ON CONFLICT (person_id) DO UPDATE SET traits = excluded.traits, updated_at = now()
WHERE traits.traits::text <> excluded.traits::text;

-- name: experiences^
-- What a person seeks and offers of their own life; null if nothing. No row if there is no such person.
SELECT people.id, experiences.experiences FROM people LEFT JOIN experiences ON experiences.person_id = people.id
WHERE people.external_id = :external_id;

-- name: put_experiences!
-- Replace what a person seeks and offers of their own life; what they took back is gone.
INSERT INTO experiences (person_id, organisation_id, experiences) VALUES (:person, :organisation, :experiences)
ON CONFLICT (person_id) DO UPDATE SET experiences = excluded.experiences, updated_at = now()
WHERE experiences.experiences <> excluded.experiences;

-- name: blocks^
-- Whom a person is kept apart from, as they themselves and the coordinator said about them; never what others said.
SELECT people.id,
       coalesce(array_agg(other.external_id ORDER BY other.external_id)
                FILTER (WHERE exclusions.said_by = 'person'), '{}') AS own,
       coalesce(array_agg(other.external_id ORDER BY other.external_id)
                FILTER (WHERE exclusions.said_by = 'coordinator'), '{}') AS coordinator
FROM people
LEFT JOIN exclusions ON exclusions.person_id = people.id AND exclusions.ended_at IS NULL
LEFT JOIN people AS other ON other.id = exclusions.other_id
WHERE people.external_id = :external_id
GROUP BY people.id;

-- name: block
-- Replace whom a person is kept apart from, as one of the two said it: add those who are new, end the others. Returns
-- those who are new.
WITH ended AS (
  UPDATE exclusions SET ended_at = now()
  WHERE person_id = :person AND said_by = :said_by AND ended_at IS NULL AND other_id <> ALL (cast(:others as uuid[]))
)
INSERT INTO exclusions (organisation_id, person_id, other_id, said_by)
SELECT :organisation, :person, other, :said_by FROM unnest(cast(:others as uuid[])) AS other
ON CONFLICT (person_id, other_id, said_by) DO UPDATE SET ended_at = NULL, said_at = now()
WHERE exclusions.ended_at IS NOT NULL
RETURNING other_id AS other;

-- name: seeker^
-- Everything that a search for one mentee needs besides the mentors; null or empty where there is nothing. No row if
-- there is no such person. `line` are the people so many levels above and below them, `before` are those whom they
-- asked, those of whom one was the mentor of the other, and those whose turn in this mentorship, before the request with
-- this rank, is over; `blocked` are those kept apart from them by anybody.
WITH RECURSIVE above AS (
  SELECT traits.manager AS id, 1 AS level FROM traits
  WHERE traits.person_id = :mentee AND traits.manager IS NOT NULL
  UNION
  SELECT traits.manager, above.level + 1
  FROM above JOIN people ON people.external_id = above.id JOIN traits ON traits.person_id = people.id
  WHERE traits.manager IS NOT NULL AND above.level < 5
), below AS (
  SELECT people.external_id AS id, 1 AS level
  FROM people AS boss JOIN traits ON traits.manager = boss.external_id JOIN people ON people.id = traits.person_id
  WHERE boss.id = :mentee
  UNION
  SELECT people.external_id, below.level + 1
  FROM below JOIN traits ON traits.manager = below.id JOIN people ON people.id = traits.person_id
  WHERE below.level < 5
)
SELECT mentee.id, mentee.external_id, mentee.given_name, mentee.family_name, mentee.language, mentee.time_zone,
       traits.traits::text AS traits, experiences.experiences,
       programmes.formality, programme_rules.rules,
       CASE WHEN coordinator.id IS NOT NULL THEN jsonb_build_object(
         'external_id', coordinator.external_id, 'language', coordinator.language, 'time_zone', coordinator.time_zone)
       END AS coordinator,
       (SELECT vocabulary FROM vocabularies WHERE organisation_id = mentee.organisation_id) AS vocabulary,
       (SELECT coalesce(jsonb_agg(jsonb_build_array(id, level)), '[]')
          FROM (SELECT * FROM above UNION ALL SELECT * FROM below) AS line) AS line,
       ARRAY(SELECT people.external_id FROM mentorships JOIN people ON people.id = mentorships.mentor_id
              WHERE mentorships.mentee_id = mentee.id
             UNION
             SELECT people.external_id FROM mentorships JOIN people ON people.id = mentorships.mentee_id
              WHERE mentorships.mentor_id = mentee.id
             UNION
             SELECT people.external_id
               FROM mentorships
               JOIN candidates ON candidates.mentorship_id = mentorships.id
               JOIN timeline ON timeline.mentorship_id = mentorships.id
                            AND timeline.step = 'request/' || candidates.rank
               JOIN people ON people.id = candidates.person_id
              WHERE mentorships.mentee_id = mentee.id
             UNION
             SELECT people.external_id FROM candidates JOIN people ON people.id = candidates.person_id
              WHERE candidates.mentorship_id = cast(:mentorship as uuid) AND candidates.rank < cast(:rank as integer)
            ) AS before,
       ARRAY(SELECT people.external_id FROM exclusions JOIN people ON people.id = exclusions.other_id
              WHERE exclusions.person_id = mentee.id AND exclusions.ended_at IS NULL
             UNION
             SELECT people.external_id FROM exclusions JOIN people ON people.id = exclusions.person_id
              WHERE exclusions.other_id = mentee.id AND exclusions.ended_at IS NULL) AS blocked
FROM people AS mentee
LEFT JOIN programmes ON programmes.id = :programme
LEFT JOIN programme_rules ON programme_rules.programme_id = programmes.id
                         AND programme_rules.version = coalesce(cast(:rules_version as integer), programmes.version)
LEFT JOIN people AS coordinator ON coordinator.id = programmes.coordinator_id
LEFT JOIN traits ON traits.person_id = mentee.id
LEFT JOIN experiences ON experiences.person_id = mentee.id
WHERE mentee.id = :mentee;

-- name: mentors
-- Everybody who is a mentor, with free places; a place that this mentorship holds counts as free for it. Places that are
-- held while a mentor is asked count only with `held`. Whoever is not to be asked before a day after `now` is not yet.
SELECT people.id, people.external_id, people.language, people.time_zone,
       greatest(people.capacity - coalesce(used.places, 0), 0) AS places,
       coalesce(people.away_until > cast(:away_after as timestamptz), false) AS is_away,
       people.unreachable_since IS NOT NULL AS is_unreachable,
       coalesce(not_before.until > cast(:now as timestamptz), false) AS is_not_yet,
       traits.traits::text AS traits,
       experiences.experiences -> 'offered' AS offered
FROM people
LEFT JOIN traits ON traits.person_id = people.id
LEFT JOIN experiences ON experiences.person_id = people.id
LEFT JOIN not_before ON not_before.person_id = people.id
LEFT JOIN (SELECT mentor_id, count(*)::int AS places FROM seats
            WHERE released_at IS NULL AND mentorship_id IS DISTINCT FROM cast(:mentorship as uuid)
              AND (state = 'taken' OR cast(:held as boolean))
            GROUP BY mentor_id) AS used ON used.mentor_id = people.id
WHERE people.mentor AND people.active;

-- name: chosen
-- How letters and lists name people, how they are written to, and until when they are on leave.
SELECT id, external_id, given_name, family_name, email, job_title, language, time_zone, away_until
FROM people WHERE id = ANY (cast(:ids as uuid[]));

-- name: namesakes
-- Those of these people whose full name another active mentor has too, in any case of letters.
SELECT people.id FROM people
WHERE people.id = ANY (cast(:ids as uuid[]))
  AND EXISTS (SELECT FROM people AS other WHERE other.mentor AND other.active AND other.id <> people.id
               AND lower(concat_ws(' ', other.given_name, nullif(other.family_name, '')))
                 = lower(concat_ws(' ', people.given_name, nullif(people.family_name, ''))));

-- name: searched^
-- For whom a mentorship searches, and how much time they have in mind.
SELECT mentee_id AS mentee, cast(request ->> 'hours_a_month' as double precision) AS hours_a_month
FROM mentorships WHERE id = :mentorship;

-- name: asked^
-- The candidate of a request that is on the timeline. No row if the request has not been made.
SELECT people.id, people.time_zone
FROM timeline
JOIN candidates ON candidates.mentorship_id = timeline.mentorship_id AND candidates.rank = :rank
JOIN people ON people.id = candidates.person_id
WHERE timeline.mentorship_id = :mentorship AND timeline.step = :step;

-- name: exchange!
-- If the candidate who is asked now was to be asked later, whoever was to be asked now takes their place, with the
-- reasons.
UPDATE candidates
SET person_id = other.person_id, why_you = other.why_you,
    reason_for_mentor = other.reason_for_mentor, reason_for_mentee = other.reason_for_mentee
FROM candidates AS now_asked, candidates AS later, candidates AS other
WHERE now_asked.mentorship_id = :mentorship AND now_asked.rank = :rank
  AND later.mentorship_id = :mentorship AND later.person_id = :person AND later.rank > :rank
  AND other.mentorship_id = :mentorship AND other.rank IN (now_asked.rank, later.rank)
  AND candidates.mentorship_id = :mentorship AND candidates.rank IN (now_asked.rank, later.rank)
  AND candidates.rank <> other.rank;

-- name: move!
-- If a candidate who is asked now was to be asked later, and nobody was to be asked now, the later turn is this one.
UPDATE candidates SET rank = :rank
WHERE mentorship_id = :mentorship AND person_id = :person AND rank > :rank
  AND NOT EXISTS (SELECT FROM candidates AS taken WHERE taken.mentorship_id = :mentorship AND taken.rank = :rank);

-- name: words_with$
-- The words that came with a mentor when the HR platform last named them for this search; nothing if none did.
SELECT words #> ARRAY['mentors', cast(cast(:person as uuid) as text)]
FROM answers
WHERE mentorship_id = :mentorship AND kind = 'name' AND role = 'hr' AND refused IS NULL
  AND words #> ARRAY['mentors', cast(cast(:person as uuid) as text)] IS NOT NULL
ORDER BY said_at DESC, id DESC LIMIT 1;

-- name: choose_named$
-- Save a candidate whom somebody named, with the words for them. Returns nothing if there is no such person, or if they
-- have had a turn in this search.
INSERT INTO candidates (mentorship_id, organisation_id, rank, person_id, why_you, reason_for_mentor, reason_for_mentee)
SELECT :mentorship, :organisation, :rank, people.id, :why_you, :reason_for_mentor, :reason_for_mentee
FROM people
WHERE people.id = :person
  AND NOT EXISTS (SELECT FROM candidates AS earlier WHERE earlier.mentorship_id = :mentorship
                   AND earlier.person_id = :person AND earlier.rank < :rank)
ON CONFLICT (mentorship_id, rank) DO UPDATE
SET person_id = excluded.person_id, why_you = excluded.why_you,
    reason_for_mentor = excluded.reason_for_mentor, reason_for_mentee = excluded.reason_for_mentee
RETURNING person_id;

-- name: turns_over
-- Who of these people was a candidate of this search up to the request with this rank.
SELECT person_id AS person FROM candidates
WHERE mentorship_id = :mentorship AND rank <= :rank AND person_id = ANY (cast(:people as uuid[]));

-- name: mentors_called
-- The active mentors with this e-mail address, or else with this full name, in any case of letters.
WITH called AS (
  SELECT id, lower(email) = lower(:said) AS by_address FROM people
  WHERE mentor AND active
    AND (lower(email) = lower(:said) OR lower(concat_ws(' ', given_name, nullif(family_name, ''))) = lower(:said))
)
SELECT id FROM called WHERE by_address OR NOT EXISTS (SELECT FROM called WHERE by_address);

-- name: choose!
-- Save the candidate of a request, with the reasons.
INSERT INTO candidates (mentorship_id, organisation_id, rank, person_id, reason_for_mentor, reason_for_mentee)
VALUES (:mentorship, :organisation, :rank, :person, :reason_for_mentor, :reason_for_mentee)
ON CONFLICT (mentorship_id, rank) DO UPDATE
SET person_id = excluded.person_id,
    reason_for_mentor = excluded.reason_for_mentor, reason_for_mentee = excluded.reason_for_mentee;
