"""A person's clock as plain values: right to the minute, and the same until there is something new to know."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from activities.time_zones import HORIZON, clock_of

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
ODD = (
    "Australia/Lord_Howe",  # moves by half an hour
    "Africa/Casablanca",  # goes back for Ramadan
    "Asia/Kathmandu",  # 5 h 45 min ahead
    "Pacific/Chatham",
    "America/St_Johns",
    "Pacific/Kiritimati",
    "Antarctica/Troll",  # moves by two hours
    "Europe/Dublin",  # its winter time is the one that is "saved"
)


@pytest.mark.parametrize("zone", ODD)
def test_odd_zones_are_right_in_every_quarter_of_an_hour_of_the_year(zone: str) -> None:
    clock, local = clock_of(zone, NOW), ZoneInfo(zone)
    instants = [NOW + timedelta(minutes=15 * quarter) for quarter in range(4 * 24 * 365)]
    wrong = [at for at in instants if at.astimezone(local).utcoffset() != timedelta(minutes=clock.minutes_at(at))]
    assert wrong == []


def test_the_minute_in_which_summer_time_begins_is_known() -> None:
    offsets = {offset.since: offset.minutes for offset in clock_of("Europe/Berlin", NOW).offsets}
    assert offsets[datetime(2027, 3, 28, 1, 0, tzinfo=UTC)] == 120
    assert offsets[datetime(2027, 10, 31, 1, 0, tzinfo=UTC)] == 60


def test_a_clock_reaches_at_least_a_year_ahead_on_any_day() -> None:
    last_day = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    assert datetime(2026, 7, 1, tzinfo=UTC) + HORIZON > last_day + timedelta(days=365)
    assert clock_of("Europe/Berlin", last_day).minutes_at(last_day + timedelta(days=360)) == 60


def test_clocks_do_not_change_within_half_a_year_so_that_they_need_not_travel() -> None:
    days = [datetime(2026, 7, 1, tzinfo=UTC) + timedelta(days=day) for day in range(184)]
    clocks = [clock_of("America/New_York", day) for day in days]
    assert clocks == [clocks[0]] * 184
    assert clock_of("America/New_York", datetime(2027, 1, 1, tzinfo=UTC)) != clocks[0]


def test_a_zone_that_nobody_knows_is_an_error_here() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        clock_of("Atlantis/Deep", NOW)
