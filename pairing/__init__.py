"""Matching as pure functions: which rules rule a pair out, how well two fit, and why, as codes."""
