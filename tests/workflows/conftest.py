"""The same town as the journeys live in."""

from tests.journeys.conftest import journeys_temporal, town

__all__ = ["journeys_temporal", "town"]
