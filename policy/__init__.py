"""Decisions as pure functions on values: what is next and when, who is silent, what an answer changes.

Nothing here reads a clock, a file, a database or the environment; `now` is always an argument.
"""
