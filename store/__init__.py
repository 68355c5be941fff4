"""Postgres: the pool, the named queries and the migrations."""
