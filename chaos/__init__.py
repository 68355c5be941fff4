"""Rapport as it serves, with its parts killed, stopped and slowed on purpose: `python -m chaos --help`."""
