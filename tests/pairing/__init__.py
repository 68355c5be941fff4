"""Matching without a database: who is ruled out, who fits, and why."""
