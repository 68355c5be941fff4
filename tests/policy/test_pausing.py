"""Breaks: each may be away for a while of their own, and nobody is told what is over already."""

from datetime import timedelta

import pytest

from policy.engagement import silent
from policy.standstills import shifted
from schemas.failures import Failure
from schemas.names import Outcome, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.rules import Rules
from schemas.state import State
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR


def active() -> Story:
    return under_way(Story(paired()))


def on_a_break(role: Role = MENTEE, days: int = 30) -> Story:
    """Return a pair whose break both know of."""
    story = active()
    story.hears(role, "pause", until=story.now + timedelta(days=days))
    story.takes("paused")
    return story


def test_both_are_told_of_a_break_once_and_welcomed_back_once() -> None:
    story = on_a_break()
    paused = story.taken[-1]
    resumed = story.takes("resumed")
    assert paused.to == resumed.to == (MENTEE, MENTOR)
    assert paused.reason == Reason(code=ReasonCode.BREAK_ASKED, until=story.taken[-2].reason.until)
    assert resumed.due >= paused.due + timedelta(days=29)
    assert story.state.pause is None
    assert story.takes("check_in")


def test_all_that_was_to_come_moves_by_the_length_of_the_break() -> None:
    story = active()
    before, ends = story.next, story.state.ends
    story.passes(days=10)
    story.hears(MENTEE, "pause", until=story.now + timedelta(days=30))
    length = timedelta(days=30)
    story.goes_on_until("resumed")
    assert story.next.due >= before.due + length - timedelta(hours=1)
    assert ends
    assert story.state.ends == ends + length
    state = active().state
    assert shifted(shifted(state, length), -length) == state


def test_a_second_break_of_the_same_person_changes_the_first() -> None:
    story = on_a_break(days=10)
    story.hears(MENTEE, "pause", until=story.now + timedelta(days=20))
    step = story.takes("paused")
    assert (step.key, step.reason.code) == ("paused/2", ReasonCode.BREAK_CHANGED)
    assert story.takes("resumed").due > story.taken[0].due + timedelta(days=19)


def test_both_may_be_away_and_the_break_lasts_until_the_last_is_back() -> None:
    story = on_a_break(MENTEE, days=10)
    since = story.now
    story.hears(MENTOR, "pause", until=story.now + timedelta(days=25))
    story.takes("paused")
    story.hears(MENTEE, "resume", "paused/1")
    assert story.state.pause
    assert set(story.state.pause.absences) == {MENTOR}
    assert story.takes("resumed").due >= since + timedelta(days=25)


def test_a_shorter_break_within_a_longer_one_sends_no_letter() -> None:
    story = on_a_break(MENTEE, days=30)
    story.hears(MENTOR, "pause", until=story.now + timedelta(days=5))
    assert story.next.kind is StepKind.RESUMED
    assert story.next.due >= story.now + timedelta(days=29)


def test_nobody_ends_the_break_of_somebody_else_but_hr_and_the_coordinator_do() -> None:
    story = on_a_break(MENTEE)
    assert story.tries(MENTOR, "resume", "paused/1") is Failure.NOT_ASKED
    for role in (MENTEE, HR, COORDINATOR):
        heard = story.tries(role, "resume")
        assert isinstance(heard, State)
        resumed = Story(heard, story.now).takes("resumed")
        assert resumed.due <= story.now + timedelta(days=4)
    assert active().tries(MENTEE, "resume") is Failure.NOT_PAUSED


def test_hr_may_send_them_on_a_break_of_any_length_and_each_of_the_two_is_bounded() -> None:
    story = active()
    far = story.now + timedelta(days=400)
    for role in (MENTEE, MENTOR):
        assert story.tries(role, "pause", until=far) is Failure.BAD_DATE
        assert story.tries(role, "pause", until=story.now) is Failure.BAD_DATE
        assert story.tries(role, "pause") is Failure.BAD_DATE
    story.hears(HR, "pause", until=far)
    assert story.state.pause
    assert story.state.pause.until == far


def test_a_break_cannot_be_made_longer_and_longer() -> None:
    story = on_a_break(MENTEE, days=60)
    story.passes(days=50)
    assert story.tries(MENTEE, "pause", until=story.now + timedelta(days=20)) is Failure.BAD_DATE


def test_a_break_asked_for_in_a_letter_during_a_break_is_measured_from_today() -> None:
    story = on_a_break(MENTEE, days=30)
    story.passes(days=20)
    gone = story.now - timedelta(days=1)
    assert story.tries(MENTEE, "adjust", "check_in/1", choice="pause", until=gone) is Failure.BAD_DATE
    story.hears(MENTEE, "adjust", "check_in/1", choice="pause", until=story.now + timedelta(days=2))
    assert story.state.pause


@pytest.mark.parametrize("hours", [1, 30, 40, 60])
def test_a_break_that_is_over_before_anybody_could_be_told_sends_one_letter(hours: int) -> None:
    """Paused "until Sunday" and resumed once both came on Monday at 14:27."""
    story = active()
    friday_night = story.now + timedelta(days=(4 - story.now.weekday()) % 7)
    story.now = friday_night.replace(hour=22)
    story.hears(HR, "pause", until=story.now + timedelta(hours=hours))
    step = story.takes()
    assert step.kind is StepKind.RESUMED
    assert story.state.pause is None


def test_a_break_that_is_ended_before_anybody_was_told_sends_nothing() -> None:
    story = active()
    before = story.next
    story.hears(MENTEE, "pause", until=story.now + timedelta(days=9))
    story.hears(MENTEE, "resume")
    assert story.state.pause is None
    assert story.next.key == before.key


def test_a_new_date_is_not_lost_when_the_break_is_ended_before_it_was_told() -> None:
    story = on_a_break(MENTEE, days=10)
    story.hears(MENTEE, "pause", until=story.now + timedelta(days=20))
    story.hears(MENTEE, "resume", "paused/1")
    assert story.takes("resumed").to == (MENTEE, MENTOR)


@pytest.mark.parametrize("choice", ["close", "rematch"])
def test_an_end_asked_for_during_a_break_begins_now(choice: str) -> None:
    """The receipt said done; then came silence to the return date, a welcome back and a goodbye."""
    story = active()
    story.takes("check_in")
    story.hears(MENTEE, "pause", until=story.now + timedelta(days=40))
    story.takes("paused")
    story.passes(days=1)
    story.hears(MENTOR, "adjust", "check_in/1", choice=choice)
    assert (story.shown.phase, story.shown.pause) == (Phase.CLOSING, None)
    step = story.takes("closing")
    assert step.due <= story.taken[-2].due + timedelta(days=5)


def test_hr_closes_during_a_break_at_once() -> None:
    story = on_a_break()
    story.hears(HR, "close", outcome="left")
    assert story.shown.pause is None
    assert story.takes("closing").due < story.taken[0].due + timedelta(days=9)
    assert story.shown.closing
    assert story.shown.closing.outcome is Outcome.LEFT


def test_an_answer_during_a_break_is_taken_and_the_break_goes_on() -> None:
    story = active()
    story.takes("check_in")
    story.hears(MENTEE, "pause", until=story.now + timedelta(days=20))
    story.takes("paused")
    story.passes(days=2)
    story.hears(MENTEE, "check_in", "check_in/1", met="no")
    assert story.state.pause
    assert story.next.kind is StepKind.RESUMED


def test_a_mentor_who_is_only_asked_can_say_when_they_are_back_and_is_forgotten_once_they_decline() -> None:
    story = Story(seeking())
    assert story.tries(MENTOR, "pause", until=story.now + timedelta(days=5)) is Failure.NOT_ASKED
    story.takes("request")
    story.hears(MENTOR, "pause", until=story.now + timedelta(days=5))
    assert story.next.kind is StepKind.PAUSED
    story.hears(MENTOR, "decline", "request/1")
    assert story.state.pause is None
    assert story.takes().key == "request/2"


def test_there_is_no_break_from_a_goodbye() -> None:
    story = active()
    story.hears(HR, "close")
    assert story.tries(HR, "pause", until=story.now + timedelta(days=5)) is Failure.TOO_LATE


def test_return_dates_may_be_given_in_any_zone() -> None:
    """12:00+09:00 once led to a welcome back at 00:20 in New York."""
    story = active()
    story.hears(HR, "pause", until="2027-01-12T12:00:00+09:00")
    assert story.state.pause
    assert story.state.pause.until.utcoffset() == timedelta(0)
    story.takes("paused")
    assert 9 <= (story.takes("resumed").due - timedelta(hours=5)).hour < 17


def test_a_programme_may_bound_breaks_otherwise() -> None:
    story = under_way(Story(paired(Rules(pause_max_days=5))))
    assert story.tries(MENTEE, "pause", until=story.now + timedelta(days=6)) is Failure.BAD_DATE


@pytest.mark.parametrize("kind", ["pause", "adjust", "resume"])
def test_whoever_asks_for_a_break_during_a_break_or_is_back_is_not_held_to_be_silent(kind: str) -> None:
    story = active()
    story.goes_on_until("nudge")
    story.learns(MENTOR, "away", until=story.now + timedelta(days=20))
    assert silent(story.state) == (MENTEE, MENTOR)
    story.hears(MENTOR, kind, "nudge/2", choice="pause", until=story.now + timedelta(days=30))
    assert silent(story.state) == (MENTEE,)
    assert story.state.active
    assert story.state.active.quiet == (MENTEE,)
