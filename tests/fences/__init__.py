"""Fences: what keeps the code as it was meant."""
