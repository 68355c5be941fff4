"""A request whose mentor is on leave, as only the roster knows, is foreseen for the day on which it is then sent."""

from datetime import datetime, timedelta

import pytest

from policy.card import card_of
from policy.finding import candidate_of
from policy.leave_ahead import foreseeing_a_mentors_leave, foreseeing_leave
from policy.lifecycle import next_step
from schemas.names import PAIR, AnswerKind, NewsKind, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.state import NOBODY, Postponed, State
from tests.policy.pairs import paired, person, seeking
from tests.policy.stories import Story
from tests.policy.test_naming import candidates, nobody_left
from tests.policy.test_verdict import judged, settled

COORDINATOR, MENTOR = Role.COORDINATOR, Role.MENTOR


def named(*names: str) -> Story:
    """Return a search that had nobody left to ask, and whose coordinator has just named somebody."""
    story = nobody_left()
    story.hears(COORDINATOR, AnswerKind.NAME, "no_mentor/1", named=candidates(*names))
    return story


def foreseen(story: Story, name: str, days: float) -> State:
    """Return the state as pages show it, if somebody is on leave for so many days."""
    return foreseeing_a_mentors_leave(story.state, {person(name): story.now + timedelta(days=days)}, story.now)


def due(state: State, now: datetime) -> datetime:
    step = next_step(state, now)
    assert step
    return step.due


@pytest.mark.parametrize("days", [2, 5, 13])
def test_it_is_the_day_on_which_the_request_then_comes(days: int) -> None:
    story = named("Dora", "Eve")
    state, back = foreseen(story, "Dora", days), story.now + timedelta(days=days)
    card = card_of(state, story.now)
    assert card.delayed
    assert (card.delayed.code, card.delayed.who, card.delayed.until) == (ReasonCode.ON_LEAVE, (MENTOR,), back)
    waits = settled(story, judged(story, away={MENTOR: back}))
    assert due(state, story.now) == waits.next.due >= back


@pytest.mark.parametrize(("name", "days"), [("Dora", 40), ("Dora", 0.001), ("Eve", 5)])
def test_nothing_waits_for_whoever_is_passed_over_or_back_by_then_or_asked_later(name: str, days: float) -> None:
    story = named("Dora", "Eve")
    assert foreseen(story, name, days) == story.state


def test_nobody_is_waited_for_in_place_of_whom_a_search_finds() -> None:
    story = named("Dora")
    present, mentor = story.state.candidates
    story.state = story.state.with_(proposes=True, candidates=(present, mentor.with_(named=None)))
    assert candidate_of(story.state, story.next).person != NOBODY
    assert foreseen(story, "Dora", 5) == story.state


def test_a_break_is_told_as_before() -> None:
    story = named("Dora")
    story.learns(Role.MENTEE, NewsKind.AWAY, until=story.now + timedelta(days=4))
    story.hears(Role.HR, "pause", until=story.now + timedelta(days=4))
    assert foreseen(story, "Dora", 6) == story.state


def test_a_reminder_that_waits_past_its_mentors_time_stays_where_it_is_beside_leave_of_the_next_one() -> None:
    story = Story(seeking())
    story.takes("request")
    reminder = story.next
    far = story.now + timedelta(days=60)
    because = Reason(code=ReasonCode.ON_LEAVE, who=(MENTOR,), until=far)
    story.state = story.state.with_(postponed=Postponed(key=reminder.key, until=far, because=because))
    following = story.next
    assert following.kind is StepKind.REQUEST
    back = {candidate_of(story.state, following).person: following.due + timedelta(days=3)}
    state = foreseeing_a_mentors_leave(story.state, back, story.now)
    shown = next_step(state, story.now)
    assert shown
    assert (shown.key, shown.due) == (following.key, following.due)


@pytest.mark.parametrize("unreached", PAIR)
def test_an_agreement_waits_although_the_coordinator_is_asked_for_an_address_meanwhile(unreached: Role) -> None:
    story = Story(paired())
    story.now = story.next.due
    story.learns(unreached, NewsKind.UNREACHABLE)
    assert story.next.kind is StepKind.AGREEMENT
    state = foreseeing_leave(story.state, {MENTOR: story.now + timedelta(days=60)}, story.now)
    following = next_step(state, story.now)
    assert following
    assert following.kind is StepKind.UNREACHABLE
    assert card_of(state, story.now).next != card_of(story.state, story.now).next
