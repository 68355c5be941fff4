"""A check-in asks about the time since the last question."""

from datetime import timedelta

import pytest

from policy.durations import asked_about
from tests.policy.pairs import START


@pytest.mark.parametrize(
    ("rhythm", "since", "days"), [(21, 21, 21), (21, 25, 21), (7, 21, 21), (7, 12, 14), (1, 2, 1), (14, 33, 35)]
)
def test_it_is_the_rhythm_or_in_weeks_a_much_longer_time(rhythm: int, since: int, days: int) -> None:
    """After a faster rhythm was chosen, the letter once asked about a week, and its page about three."""
    assert asked_about(rhythm, START, START + timedelta(days=since)) == days


def test_the_first_one_asks_about_the_rhythm() -> None:
    assert asked_about(21, None, START) == 21
