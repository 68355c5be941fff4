"""Histories of every released shape; `pytest tests/journeys --record-histories` writes them anew."""
