"""Authentication: API keys, the console's sessions, and CSRF protection of forms."""
