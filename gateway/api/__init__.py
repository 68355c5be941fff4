"""The HTTP API of the HR platform: people, programmes, mentorships, and the API's own description."""
