"""Decisions as pure functions on values: the next step and its time, who is silent, what an answer changes.

Nothing here reads a clock, a file, a database or the environment; `now` is always an argument.
"""
