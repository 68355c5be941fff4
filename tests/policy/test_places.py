"""Whose places a search keeps: of the mentor who is asked or found, and of one on leave whom it waits for."""

from datetime import timedelta
from uuid import UUID

import pytest

from policy.lifecycle import after
from policy.places import places_kept
from schemas.messages import StepOutcome
from schemas.names import NewsKind, Phase, Role
from schemas.reason import Reason, ReasonCode
from schemas.state import Candidate
from tests.policy.pairs import seeking
from tests.policy.stories import Story

MENTOR = Role.MENTOR


def waiting_after_silence() -> tuple[Story, UUID, UUID]:
    """Return a search whose first mentor kept silent, and which waits until the second one is back from leave."""
    story = Story(seeking())
    first, second = (candidate.person for candidate in story.state.candidates)
    story.takes("request")
    while story.next.kind != "request":
        story.takes()
    story.now = story.next.due
    back = story.now + timedelta(days=8)
    waits = StepOutcome.postponed(back, Reason(code=ReasonCode.ON_LEAVE, who=(MENTOR,), until=back))
    story.state = after(story.state, story.next, waits, story.now)
    return story, first, second


def stops(story: Story, said: str) -> None:
    """Let HR send both on a break, or the programme put it on hold."""
    if said == "pause":
        story.hears(Role.HR, said, until=story.now + timedelta(days=60))
    else:
        story.hears(Role.HR, said)


def test_both_who_may_still_become_the_mentor_keep_their_place() -> None:
    story, first, second = waiting_after_silence()
    assert places_kept(story.state, story.now) == (first, second)


def test_a_late_yes_keeps_both_only_as_long_as_it_may_be_taken_back() -> None:
    story, first, _ = waiting_after_silence()
    story.hears(MENTOR, "accept", "request/1")
    assert places_kept(story.state, story.now) is None
    story.takes("agreement")
    assert places_kept(story.state, story.now) == (first,)


@pytest.mark.parametrize("said", ["pause", "hold"])
def test_while_the_agreement_has_to_wait_only_whoever_said_yes_keeps_their_place(said: str) -> None:
    """The place of somebody whom nobody would ask any more was once held for the whole of a break."""
    story, first, _ = waiting_after_silence()
    story.hears(MENTOR, "accept", "request/1")
    stops(story, said)
    assert story.state.phase is Phase.AGREEING
    assert places_kept(story.state, story.now) == (first,)


@pytest.mark.parametrize("said", ["pause", "hold"])
def test_a_search_that_stands_still_waits_for_nobody(said: str) -> None:
    story, first, _ = waiting_after_silence()
    stops(story, said)
    assert places_kept(story.state, story.now) == (first,)


def test_news_takes_the_place_from_nobody_who_is_waited_for() -> None:
    """Once the news was heard, the place was free until the request was judged again, over a weekend."""
    story, _, second = waiting_after_silence()
    story.learns(MENTOR, NewsKind.AWAY, person=second, until=story.now + timedelta(days=9))
    assert story.state.postponed is None
    assert places_kept(story.state, story.now) is None


def test_a_mentor_whose_name_is_taken_back_while_their_leave_is_waited_for_keeps_no_place() -> None:
    """It was held for the month in which the coordinator keeps the search open."""
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.goes_on_until("no_mentor")
    named = Candidate(person=UUID(int=5), reader=story.state.candidates[0].reader)
    story.hears(Role.COORDINATOR, "name", "no_mentor/1", named=(named,))
    story.now = story.next.due
    back = story.now + timedelta(days=5)
    waits = StepOutcome.postponed(back, Reason(code=ReasonCode.ON_LEAVE, who=(MENTOR,), until=back))
    story.state = after(story.state, story.next, waits, story.now)
    assert places_kept(story.state, story.now) == (named.person,)
    story.hears(Role.COORDINATOR, "decide", "no_mentor/1", choice="continue")
    assert places_kept(story.state, story.now) == ()
