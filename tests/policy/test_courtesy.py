"""Mail arrives at decent hours in the reader's own time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.time_zones import clock_of
from policy.courtesy import decent
from schemas.rules import Courtesy

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EXACT = Courtesy(jitter_minutes=0)
ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc", "posix", "right")))


def due(instant: str, *zones: str, rules: Courtesy = EXACT) -> datetime:
    return decent(datetime.fromisoformat(instant), [clock_of(zone, NOW) for zone in zones], rules, "seed")


def test_a_mail_due_within_working_hours_goes_at_once() -> None:
    assert due("2026-11-24T10:00+00:00", "Europe/London").isoformat() == "2026-11-24T10:00:00+00:00"


def test_a_mail_due_at_night_waits_for_the_morning() -> None:
    assert due("2026-11-24T23:30+00:00", "Europe/Berlin").isoformat() == "2026-11-25T08:00:00+00:00"


def test_a_mail_due_on_a_saturday_waits_for_monday() -> None:
    assert due("2026-11-28T10:00+00:00", "Europe/London").isoformat() == "2026-11-30T09:00:00+00:00"


def test_nine_in_the_morning_stays_nine_when_the_clocks_change() -> None:
    before = due("2027-03-27T12:00+00:00", "Europe/Berlin")  # the weekend in which summer time begins
    assert before.astimezone(ZoneInfo("Europe/Berlin")).isoformat() == "2027-03-29T09:00:00+02:00"


@pytest.mark.parametrize(("a", "b"), [("Asia/Tokyo", "America/New_York"), ("Pacific/Auckland", "Europe/London")])
def test_people_on_far_sides_of_the_world_are_both_awake(a: str, b: str) -> None:
    moment = due("2026-11-24T03:00+00:00", a, b)
    for zone in (a, b):
        local = moment.astimezone(ZoneInfo(zone))
        assert 7 <= local.hour < 21
        assert local.isoweekday() <= 5


def test_a_programme_that_is_open_day_and_night_never_waits() -> None:
    always = Courtesy(working_days=(1, 2, 3, 4, 5, 6, 7), from_hour=0, to_hour=24)
    moment = due("2026-11-28T03:00+00:00", "Asia/Tokyo", "America/New_York", rules=always)
    assert moment.isoformat() == "2026-11-28T03:00:00+00:00"


@settings(max_examples=200, deadline=None)
@given(
    minutes=st.integers(0, 60 * 24 * 365),
    zones=st.lists(st.sampled_from(ZONES), min_size=1, max_size=2),
    seed=st.text(max_size=5),
)
def test_any_two_readers_get_it_awake_and_soon(minutes: int, zones: list[str], seed: str) -> None:
    earliest = NOW + timedelta(minutes=minutes)
    moment = decent(earliest, [clock_of(zone, NOW) for zone in zones], Courtesy(), seed)
    assert earliest <= moment <= earliest + timedelta(days=5)
    for zone in zones:
        assert 7 <= moment.astimezone(ZoneInfo(zone)).hour < 21


@settings(max_examples=100, deadline=None)
@given(minutes=st.integers(0, 60 * 24 * 365), zone=st.sampled_from(ZONES))
def test_a_clock_as_plain_values_agrees_with_the_time_zone_database(minutes: int, zone: str) -> None:
    instant = NOW + timedelta(minutes=minutes)
    offset = instant.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    assert clock_of(zone, NOW).minutes_at(instant) == round(offset.total_seconds() / 60)


def test_asking_again_later_in_the_same_wait_gives_the_same_moment() -> None:
    night = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    clocks = [clock_of("Europe/Berlin", NOW)]
    first = decent(night, clocks, Courtesy(), "check_in/1")
    assert decent(first, clocks, Courtesy(), "check_in/1") == first
