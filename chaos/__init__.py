"""Fault injection: a complete Rapport whose parts are killed, stopped and slowed: `python -m chaos --help`."""
