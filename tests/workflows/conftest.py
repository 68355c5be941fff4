"""The same local programme as the journeys use, and workflows without a server that leave nothing behind."""

from collections.abc import Iterator

import pytest

from tests.journeys.conftest import journeys_temporal, local
from tests.workflows.harness import RUNS

__all__ = ["journeys_temporal", "local"]


@pytest.fixture(autouse=True)
def evicted() -> Iterator[None]:
    """Evict every run of a test at its end."""
    yield
    while RUNS:
        RUNS.pop().evict()
