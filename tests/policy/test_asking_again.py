"""A mentor who asked not to be asked before a day is passed over until then, and whoever runs the search reads why."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from letters.reasoning import because
from letters.voice import voice_of
from policy.asking_again import begins, days, too_soon
from policy.reasons import sentence
from policy.verdict import World, verdict
from schemas.messages import StepOutcome
from schemas.names import Formality, Role
from schemas.reason import Reason, ReasonCode
from tests.policy.pairs import seeking
from tests.policy.stories import Story

MOMENT = timedelta(seconds=1)
TOKYO = ZoneInfo("Asia/Tokyo")


def on_turn(story: Story, ahead: timedelta) -> StepOutcome | None:
    """Judge the next request if its mentor's day begins so long after it is due."""
    step = story.next
    story.now = step.due
    begin = story.now + ahead
    return verdict(story.state, step, story.now, World(not_before=begin, not_before_day=begin.date()))


def named(story: Story, ahead: timedelta) -> datetime:
    """Return the day so long after now, as the reason has it."""
    return datetime.combine((story.now + ahead).date(), time(12, tzinfo=UTC))


def passed(story: Story, ahead: timedelta) -> None:
    """Pass over the candidate whose turn it is."""
    outcome = on_turn(story, ahead)
    assert outcome
    story.takes(**{**outcome.model_dump(exclude_none=True), "because": outcome.because})


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 11, 27), date(2027, 11, 27)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 3, 1), date(2028, 3, 1)),
    ],
)
def test_a_day_may_be_wished_for_from_tomorrow_for_a_year(today: date, last: date) -> None:
    assert days(today) == (today + timedelta(days=1), last)


def test_a_day_begins_at_midnight_where_the_mentor_is() -> None:
    assert begins(date(2027, 3, 1), TOKYO).astimezone(UTC) == datetime(2027, 2, 28, 15, tzinfo=UTC)


def test_a_mentor_is_asked_from_the_moment_on_at_which_their_day_begins() -> None:
    story = Story(seeking())
    assert on_turn(story, timedelta(0)) is None
    assert on_turn(story, MOMENT) is not None


def test_whoever_was_asked_already_is_reminded_all_the_same() -> None:
    story = Story(seeking())
    story.takes("request")
    assert story.next.kind == "request_reminder"
    assert on_turn(story, timedelta(days=90)) is None
    assert too_soon(story.next, story.now + timedelta(days=90), date(2027, 3, 1), story.now) is None


def test_the_next_candidate_is_asked_instead_and_the_reason_has_the_day() -> None:
    story = Story(seeking())
    passed(story, timedelta(days=90))
    following = story.next
    assert following.key == "request/2"
    assert following.reason.code is ReasonCode.NOT_BEFORE_NEXT
    assert following.reason.until == named(story, timedelta(days=90))


def test_if_nobody_else_is_left_the_coordinator_reads_from_when_on_the_last_one_may_be_asked() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    passed(story, timedelta(days=90))
    task = story.next
    assert (task.kind, task.reason.code) == ("no_mentor", ReasonCode.NOT_BEFORE_LAST)
    assert task.reason.until == named(story, timedelta(days=90))


def test_the_day_of_one_candidate_is_not_told_of_the_next_one() -> None:
    story = Story(seeking(zones=("Europe/Berlin", "Europe/Berlin")))
    passed(story, timedelta(days=90))
    story.takes("request")
    story.hears(Role.MENTOR, "decline", "request/2")
    assert story.next.reason == Reason(code=ReasonCode.DECLINED_LAST)


def test_operators_read_the_day_and_no_time_of_it() -> None:
    until = datetime(2027, 3, 1, 12, tzinfo=UTC)
    for code in (ReasonCode.NOT_BEFORE_NEXT, ReasonCode.NOT_BEFORE_LAST):
        assert "has asked not to be asked before 1 March 2027," in sentence(Reason(code=code, until=until))


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Asia/Tokyo", "UTC", "Pacific/Honolulu"])
def test_everybody_reads_the_day_that_the_mentor_named_wherever_they_are(zone: str) -> None:
    """A mentor in Auckland named 30 December, and the coordinator read 29 December."""
    day, story = date(2026, 12, 30), Story(seeking())
    reason = too_soon(story.next, begins(day, ZoneInfo(zone)), day, story.now)
    assert reason
    assert "before 30 December 2026," in sentence(reason)
    last = reason.with_(code=ReasonCode.NOT_BEFORE_LAST)
    for reader in ("Pacific/Auckland", "Pacific/Kiritimati", "UTC", "Pacific/Honolulu"):
        assert "30 December" in because(last, voice_of("en", reader), {}, story.now)


@pytest.mark.parametrize("language", ["en", "de", "es", "es-419"])
@pytest.mark.parametrize("formality", Formality)
def test_only_the_text_that_the_coordinator_gets_has_the_day(language: str, formality: Formality) -> None:
    voice, until = voice_of(language, "UTC", formality), datetime(2027, 3, 1, 12, tzinfo=UTC)
    day = voice.day(until, until)
    texts = [
        because(Reason(code=code, until=until), voice, {}, until)
        for code in (ReasonCode.NOT_BEFORE_NEXT, ReasonCode.PASSED_NEXT, ReasonCode.NOT_BEFORE_LAST)
    ]
    assert texts[0] == texts[1], "the mentee could otherwise tell that it is this"
    assert day in texts[2]


def away_for(story: Story, days: int) -> None:
    """Let the mentee be away for a while, and both be told."""
    story.learns(Role.MENTEE, "away", until=story.now + timedelta(days=days))
    assert (story.takes().kind, story.takes().kind) == ("paused", "resumed")


def held_for(story: Story, days: int) -> None:
    """Let the programme hold it for a while."""
    story.hears(Role.HR, "hold")
    assert story.state.hold
    story.passes(days=days)
    story.hears(Role.HR, "lift", hold=story.state.hold.by[0], choice="continue")


@pytest.mark.parametrize("stops", [away_for, held_for])
def test_the_day_that_a_mentor_named_does_not_move_with_a_break_or_a_hold(stops: Callable[[Story, int], None]) -> None:
    """The coordinator once read a day that nobody had named."""
    story = Story(seeking(zones=("Europe/Berlin",)))
    passed(story, timedelta(days=90))
    day = story.next.reason.until
    stops(story, 20)
    assert (story.next.kind, story.next.reason.until) == ("no_mentor", day)
