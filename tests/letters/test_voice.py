"""Dates are in the reader's zone and language, and never leave a doubt."""

from datetime import UTC, datetime, timedelta

import pytest

from letters.voice import languages, phrases, voice_of

NOW = datetime(2026, 12, 1, tzinfo=UTC)
MEETING = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "said"),
    [
        ("en", "Europe/Berlin", "Tuesday, 5 January 2027, 10:00 (Berlin time)"),
        ("en-US", "America/New_York", "Tuesday, January 5, 2027, 4:00\u202fAM (New York time)"),
        ("en", "America/Argentina/Buenos_Aires", "Tuesday, 5 January 2027, 06:00 (Buenos Aires time)"),
        ("en", "Asia/Kathmandu", "Tuesday, 5 January 2027, 14:45 (Kathmandu time)"),
        ("en", "Pacific/Kiritimati", "Tuesday, 5 January 2027, 23:00 (Kiritimati time)"),
        ("de", "Europe/Berlin", "Dienstag, 5. Januar 2027, 10:00 (Zeit in Berlin)"),
        ("es", "America/Mexico_City", "martes 5 de enero de 2027, 3:00 (hora de Ciudad de México)"),
        ("en", "UTC", "Tuesday, 5 January 2027, 09:00 (UTC)"),
        ("en", "Etc/UTC", "Tuesday, 5 January 2027, 09:00 (UTC)"),
        ("en", "Etc/GMT+12", "Monday, 4 January 2027, 21:00 (UTC\N{MINUS SIGN}12)"),
        ("de", "Etc/GMT-3", "Dienstag, 5. Januar 2027, 12:00 (UTC+3)"),
    ],
)
def test_a_moment_is_said_in_the_readers_own_way(language: str, zone: str, said: str) -> None:
    assert voice_of(language, zone).moment(MEETING, NOW) == said


def test_the_clock_change_is_followed() -> None:
    berlin = voice_of("en", "Europe/Berlin")
    before, after = datetime(2027, 3, 27, 9, tzinfo=UTC), datetime(2027, 3, 29, 9, tzinfo=UTC)
    assert "10:00" in berlin.moment(before, NOW)
    assert "11:00" in berlin.moment(after, NOW)


def test_a_date_of_another_year_than_the_readers_own_has_its_year() -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # in Berlin it is 2027 already
    berlin, new_york = (voice_of("en", zone) for zone in ("Europe/Berlin", "America/New_York"))
    assert berlin.day(new_year, NOW) == "Friday, 1 January 2027"
    assert berlin.day(new_year, new_year) == "Friday, 1 January"
    assert new_york.day(new_year, NOW) == "Thursday, 31 December"
    assert "2025" in berlin.day(NOW - timedelta(days=365), NOW)


@pytest.mark.parametrize(
    ("zone", "said", "left"),
    [
        ("Europe/Berlin", "Sunday, 6 December", "in 5 days"),  # it is over at 9:30 on the Monday
        ("Pacific/Auckland", "Sunday, 6 December", "in 5 days"),
        ("America/Los_Angeles", "Sunday, 6 December", "in 6 days"),  # where it is still November
    ],
)
def test_a_time_to_answer_by_is_a_day_that_counts_to_its_end(zone: str, said: str, left: str) -> None:
    voice, over = voice_of("en", zone), datetime(2026, 12, 7, 8, 30, tzinfo=UTC)
    assert voice.by(over, NOW) == said
    assert voice.left(over, NOW) == left


def test_on_the_last_day_it_is_said_until_what_time() -> None:
    voice, over = voice_of("en", "Europe/Berlin"), datetime(2026, 12, 1, 16, 0, tzinfo=UTC)
    assert voice.by(over, NOW) == "Tuesday, 1 December, 17:00 (Berlin time)"
    assert voice.left(over, NOW) == "today"
    assert voice.left(over + timedelta(days=2), NOW) == "tomorrow"


@pytest.mark.parametrize(
    ("language", "one", "several", "minutes"),
    [
        ("en", "1 hour", "1.5 hours", "45 minutes"),
        ("de", "1 Stunde", "1,5 Stunden", "45 Minuten"),
        ("es", "1 hora", "1,5 horas", "45 minutos"),
        ("es-MX", "1 hora", "1.5 horas", "45 minutos"),
    ],
)
def test_one_hour_is_not_hours(language: str, one: str, several: str, minutes: str) -> None:
    voice = voice_of(language, "UTC")
    assert (voice.hours(1), voice.hours(1.5), voice.minutes(45)) == (one, several, minutes)


@pytest.mark.parametrize(
    ("language", "day", "week"),
    [("en", "a day", "a week"), ("de", "einem Tag", "einer Woche"), ("es", "un día", "una semana")],
)
def test_one_day_and_one_week_are_not_counted(language: str, day: str, week: str) -> None:
    voice = voice_of(language, "UTC")
    assert day in voice.since(1)
    assert week in voice.since(7)
    for said in (voice.rhythm, voice.since, voice.within, voice.ago):
        assert not any("1" in said(days) for days in (1, 7, 30))
        assert "20" in said(20)  # never rounded to weeks


@pytest.mark.parametrize("language", ["", "xx", "tlh", "en-", "C.UTF-8", "../../etc", "é", "zh-Hant-TW", "12"])
def test_an_unknown_language_is_answered_in_english(language: str) -> None:
    assert voice_of(language, "Europe/Berlin").language == "en"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "/etc/passwd", "Europe"])
def test_an_unknown_zone_is_told_in_utc_and_says_so(zone: str) -> None:
    assert "(UTC)" in voice_of("en", zone).moment(MEETING, NOW)


@pytest.mark.parametrize(
    ("days", "often", "long"),
    [
        (1, "every day", "a day"),
        (7, "every week", "a week"),
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
