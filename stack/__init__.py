"""The local stack: Postgres, Temporal, a mail catcher, worker and gateway, started with one command."""
