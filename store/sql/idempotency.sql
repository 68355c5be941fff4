-- Idempotency keys of the HR platform's requests, and what the first request with each made.

-- name: lock$
-- One request at a time with one key.
SELECT pg_advisory_xact_lock(hashtextextended(concat(cast(:organisation as uuid), ' key ', cast(:key as text)), 0));

-- name: made^
-- The request that a key was first used for, and what it made. A request that was refused has left its key free.
SELECT body_hash, mentorship_id AS mentorship, answer_id AS answer, programme_id AS programme, news_id AS news
FROM idempotency
WHERE key = :key AND NOT EXISTS (SELECT FROM answers WHERE answers.id = answer_id AND refused IS NOT NULL);

-- name: put!
-- Save what a request with a key made, in place of an earlier request with it that was refused.
INSERT INTO idempotency (organisation_id, key, body_hash, mentorship_id, answer_id, programme_id, news_id)
VALUES (:organisation, :key, :body_hash, cast(:mentorship as uuid), cast(:answer as uuid), cast(:programme as uuid),
        cast(:news as uuid))
ON CONFLICT (organisation_id, key) DO UPDATE
SET body_hash = excluded.body_hash, mentorship_id = excluded.mentorship_id, answer_id = excluded.answer_id,
    programme_id = excluded.programme_id, news_id = excluded.news_id, created_at = now();
