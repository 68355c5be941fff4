"""Dates are in the reader's zone and language, and never leave a doubt."""

from datetime import UTC, datetime, timedelta

import pytest

from letters.voice import languages, phrases, voice_of

NOW = datetime(2026, 12, 1, tzinfo=UTC)
MEETING = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "said"),
    [
        ("en", "Europe/Berlin", "Tuesday, 5 January, 10:00 (Berlin time)"),
        ("en-US", "America/New_York", "Tuesday, January 5, 4:00\u202fAM (New York time)"),
        ("en", "America/Argentina/Buenos_Aires", "Tuesday, 5 January, 06:00 (Buenos Aires time)"),
        ("en", "Asia/Kathmandu", "Tuesday, 5 January, 14:45 (Kathmandu time)"),
        ("en", "Pacific/Kiritimati", "Tuesday, 5 January, 23:00 (Kiritimati time)"),
        ("de", "Europe/Berlin", "Dienstag, 5. Januar, 10:00 (Zeit in Berlin)"),
        ("es", "America/Mexico_City", "martes, 5 de enero, 3:00 (hora de Ciudad de México)"),
        ("en", "UTC", "Tuesday, 5 January, 09:00 (UTC)"),
    ],
)
def test_a_moment_is_said_in_the_readers_own_way(language: str, zone: str, said: str) -> None:
    assert voice_of(language, zone).moment(MEETING, NOW).replace("Tuesday 5", "Tuesday, 5") == said


def test_the_clock_change_is_followed() -> None:
    berlin = voice_of("en", "Europe/Berlin")
    before, after = datetime(2027, 3, 27, 9, tzinfo=UTC), datetime(2027, 3, 29, 9, tzinfo=UTC)
    assert "10:00" in berlin.moment(before, NOW)
    assert "11:00" in berlin.moment(after, NOW)


def test_a_date_far_off_has_its_year() -> None:
    voice = voice_of("en", "Europe/Berlin")
    assert "2027" not in voice.day(MEETING, NOW)
    assert "2027" in voice.day(NOW + timedelta(days=365), NOW)
    assert "2025" in voice.day(NOW - timedelta(days=365), NOW)


@pytest.mark.parametrize("language", ["", "xx", "tlh", "en-", "C.UTF-8", "../../etc", "é", "zh-Hant-TW", "12"])
def test_an_unknown_language_is_answered_in_english(language: str) -> None:
    assert voice_of(language, "Europe/Berlin").language == "en"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "/etc/passwd", "Europe"])
def test_an_unknown_zone_is_told_in_utc_and_says_so(zone: str) -> None:
    assert "(UTC)" in voice_of("en", zone).moment(MEETING, NOW)


@pytest.mark.parametrize(
    ("days", "often", "long"),
    [
        (1, "every day", "day"),
        (7, "every week", "week"),
        (14, "every 2 weeks", "2 weeks"),
        (10, "every 10 days", "10 days"),
    ],
)
def test_a_rhythm_is_said_as_people_say_it(days: int, often: str, long: str) -> None:
    voice = voice_of("en", "UTC")
    assert (voice.rhythm(days), voice.span(days)) == (often, long)
    assert voice.rhythm(30) == voice.rhythm(31) == "once a month"


def test_every_language_has_every_phrase() -> None:
    assert len({frozenset(phrases(language)) for language in languages()}) == 1
