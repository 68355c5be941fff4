-- Idempotency keys of the HR platform's requests, and what the first request with each made.

-- name: lock$
-- One request at a time with one key.
SELECT pg_advisory_xact_lock(hashtextextended(concat(cast(:organisation as uuid), ' key ', cast(:key as text)), 0));

-- name: made^
-- The request that a key was first used for, and what it made.
SELECT body_hash, mentorship_id AS mentorship, answer_id AS answer, programme_id AS programme, news_id AS news
FROM idempotency WHERE key = :key;

-- name: put!
-- Save what a request with a key made.
INSERT INTO idempotency (organisation_id, key, body_hash, mentorship_id, answer_id, programme_id, news_id)
VALUES (:organisation, :key, :body_hash, cast(:mentorship as uuid), cast(:answer as uuid), cast(:programme as uuid),
        cast(:news as uuid));
