"""Whoever was told that it ends is told when it does not."""

from datetime import timedelta

import pytest

from policy.card import named_until
from policy.reasons import ROLES, sentence
from schemas.messages import Step
from schemas.names import PAIR, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.step_key import StepKey
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way
from tests.policy.test_closing import asked, lapsing
from tests.policy.test_more_time import good_until

MENTEE, MENTOR = PAIR
COORDINATOR, HR = Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def taken_back() -> Story:
    """Return a pair whose end HR took back once both had been told of it."""
    story = asked()
    story.hears(HR, "close")
    story.takes("closing")
    story.passes(days=1)
    story.hears(HR, "resume")
    return story


def test_both_hear_at_once_that_hr_took_the_end_back_and_are_asked_as_usual_afterwards() -> None:
    story = taken_back()
    step = story.takes("reopened")
    assert (step.key, step.to, step.reason.code) == ("reopened/1", PAIR, ReasonCode.END_TAKEN_BACK)
    assert step.due - story.taken[-2].due < 4 * DAY
    assert story.takes().kind in (StepKind.CHECK_IN, StepKind.NUDGE)


def test_both_hear_of_each_end_that_is_taken_back() -> None:
    story = taken_back()
    story.takes("reopened")
    story.hears(HR, "close")
    story.takes("closing")
    story.hears(HR, "resume")
    assert story.takes("reopened").key == "reopened/2"


def test_an_end_that_nobody_heard_of_is_taken_back_in_silence() -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="close")
    story.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    story.hears(HR, "close")
    story.hears(HR, "resume")
    assert story.next.kind is not StepKind.REOPENED


def test_both_hear_who_asked_for_more_time_after_the_goodbye_had_begun() -> None:
    story = good_until("closing")
    story.hears(MENTOR, "adjust", "review/17", choice="extend")
    step = story.takes("reopened")
    assert (step.to, step.reason.code, step.reason.who) == (PAIR, ReasonCode.MORE_TIME, (MENTOR,))


@pytest.mark.parametrize("way", ["its author asks for a break", "the other one does", "hr does", "leave begins"])
def test_who_asked_for_more_time_is_told_before_a_break_that_begins_meanwhile(way: str) -> None:
    """Whoever had read that it nearly ends read of the break alone, and never learned that somebody asked for time."""
    story = good_until("closing")
    story.hears(MENTOR, "adjust", "review/17", choice="extend")
    until = story.now + 20 * DAY
    if way == "leave begins":
        story.learns(MENTEE, "away", until=until)
    elif way == "hr does":
        story.hears(HR, "pause", until=until)
    else:
        story.hears(MENTOR if "author" in way else MENTEE, "adjust", "review/17", choice="pause", until=until)
    step = story.takes("reopened")
    assert (step.to, step.reason.code, step.reason.who) == (PAIR, ReasonCode.MORE_TIME, (MENTOR,))
    assert [story.takes().kind, story.takes().kind] == [StepKind.PAUSED, StepKind.RESUMED]
    assert story.next.kind is not StepKind.REOPENED


def test_both_hear_that_their_last_notice_is_settled_when_hr_or_the_coordinator_takes_it_back() -> None:
    """They had been asked whether they go on, and nobody had written that it ends."""
    for role, kind, words in ((HR, "resume", {}), (COORDINATOR, "decide", {"choice": "continue"})):
        story = lapsing()
        story.hears(role, kind, "task/1" if role is COORDINATOR else "", **words)
        reason = story.takes("reopened").reason
        assert (reason.code, reason.who) == (ReasonCode.END_OVERTAKEN, (role,))
        assert sentence(reason) == f"the question whether they go on is settled by {ROLES[role]}"
        loop = story.state.active
        assert loop
        assert loop.settled_by is None


def test_the_last_notice_says_itself_that_one_answer_keeps_it_going() -> None:
    story = lapsing()
    story.hears(MENTEE, "adjust", story.taken[-1].key, choice="continue")
    assert story.next.kind is not StepKind.REOPENED


def test_a_break_that_begins_before_the_letter_is_told_after_it() -> None:
    """Its letter said nothing of the end, nor who had taken it back."""
    story = taken_back()
    story.hears(HR, "pause", until=story.now + 20 * DAY)
    story.takes("reopened")
    story.takes("paused")
    story.takes("resumed")
    assert story.next.kind is not StepKind.REOPENED


def test_an_end_that_begins_anew_before_the_letter_leaves_nothing_to_tell() -> None:
    story = taken_back()
    story.hears(HR, "close")
    assert [story.takes().kind, story.takes().kind] == [StepKind.CLOSING, StepKind.FAREWELL]
    assert story.state.phase is Phase.CLOSED


def test_who_never_got_the_letter_on_how_to_begin_gets_it_after_the_good_news() -> None:
    story = Story(paired())
    story.takes("agreement")
    for role in PAIR:
        story.hears(role, "agree", "agreement/1")
    story.hears(HR, "close")
    story.takes("closing")
    story.hears(HR, "resume")
    assert [story.takes().kind, story.takes().kind] == [StepKind.REOPENED, StepKind.AGREED]


@pytest.mark.parametrize(("left", "is_named"), [(timedelta(minutes=1), False), (timedelta(days=2), True)])
def test_the_letter_that_it_goes_on_names_no_time_that_is_as_good_as_over(left: timedelta, is_named: bool) -> None:
    """It asked for an answer by the minute at which it was sent."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    active = story.state.active
    assert active
    assert active.mentee.question
    reopened = Step(
        key=StepKey("reopened/1"), due=story.now, to=PAIR, reason=Reason(code=ReasonCode.MORE_TIME, who=(Role.MENTOR,))
    )
    late = active.mentee.question.until - left
    assert (named_until(story.state, reopened, Role.MENTEE, late) is not None) is is_named
    check_in = reopened.with_(key=StepKey("check_in/1"))
    assert named_until(story.state, check_in, Role.MENTEE, late) == active.mentee.question.until
