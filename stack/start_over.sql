-- Everything but organisations and their keys, which people have copied; what refers to these goes with them.
TRUNCATE people, programmes, mentorships, idempotency CASCADE;
