"""Histories of every released shape; `pytest tests/journeys tests/workflows --record-histories` writes them anew."""
