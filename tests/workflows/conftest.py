"""The same local programme as the journeys use."""

from tests.journeys.conftest import journeys_temporal, local

__all__ = ["journeys_temporal", "local"]
