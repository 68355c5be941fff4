"""So many a minute: one too many is refused, and a new minute begins with none."""

import pytest

from gateway.http import rates
from gateway.http.rates import Rate, Rates

TWO = Rate(2, "two")


@pytest.fixture
def minutes(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return a list whose last number is the time."""
    times = [1000.0]
    monkeypatch.setattr(rates, "monotonic", lambda: times[-1])
    return times


def test_one_too_many_is_refused_until_the_next_minute(minutes: list[float]) -> None:
    counted = Rates()
    assert [counted.hit(TWO, "ana") for _ in range(3)] == [True, True, False]
    minutes.append(1000.0 + rates.MINUTE)
    assert counted.hit(TWO, "ana")


def test_nobody_is_counted_for_another_nor_one_kind_for_another(minutes: list[float]) -> None:
    counted = Rates()
    assert [counted.hit(TWO, "ana"), counted.hit(TWO, "ana"), counted.hit(TWO, "ben")] == [True] * 3
    assert not counted.test(TWO, "ana")
    assert counted.test(Rate(2, "other"), "ana")


def test_asking_counts_nothing_and_minutes_that_are_over_leave_nothing_behind(minutes: list[float]) -> None:
    counted = Rates()
    assert all(counted.test(TWO, "ana") for _ in range(9))
    for each in range(100):
        counted.hit(TWO, str(each))
    minutes.append(1000.0 + rates.MINUTE)
    counted.hit(TWO, "ana")
    assert len(counted._counts) == 1
