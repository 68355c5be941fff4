"""Whoever is not waited for has no deadline: during a break, during a goodbye, and once it is closed."""

from datetime import timedelta

import pytest

from policy.card import card_of, live_card
from schemas.names import Phase, Role
from schemas.reason import ReasonCode
from schemas.state import State
from tests.gateway.page_lives import LIVES
from tests.gateway.page_walk import turns
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way
from workflows.search_attributes import HEALTH, attributes, changes

MENTEE, MENTOR, HR = Role.MENTEE, Role.MENTOR, Role.HR
ASKED = (ReasonCode.ASKED, ReasonCode.ASKED_AGAIN)


def asked() -> Story:
    """Return a pair that has been asked how it is going."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    return story


@pytest.mark.parametrize("name", LIVES)
def test_every_deadline_that_is_told_is_one_until_which_an_answer_is_waited_for(name: str) -> None:
    for turn in turns(name):
        check(turn.state, turn)


def check(state: State, turn: object) -> None:
    """Check what the card of a state says of deadlines."""
    now = getattr(turn, "now")  # noqa: B009
    card = card_of(state, now)
    told = [reason for reason in card.health_reasons if reason.code in ASKED]
    for reason in told:
        assert reason.until
        assert reason.until > (state.pause.until if state.pause else now), reason
        assert state.pause or set(reason.who) <= set(card.waiting_for), reason
    if card.phase is Phase.CLOSED:
        assert (card.health, card.health_reasons, card.waiting_for, card.answer_by) == (None, (), (), None)


@pytest.mark.parametrize("days", [10, 60])
def test_during_a_break_nobody_has_time_until_a_day_within_it(days: int) -> None:
    story = asked()
    by = {reason.until for reason in card_of(story.state, story.now).health_reasons if reason.code in ASKED}
    story.passes(days=2)
    story.hears(HR, "pause", until=story.now + timedelta(days=days))
    shifted = {reason.until for reason in card_of(story.state, story.now).health_reasons if reason.code in ASKED}
    assert shifted == {until + timedelta(days=days) for until in by if until}


def test_during_a_goodbye_the_question_before_it_is_over() -> None:
    story = asked()
    story.hears(HR, "close")
    story.takes("closing")
    card = card_of(story.state, story.now)
    assert not [reason for reason in card.health_reasons if reason.code in ASKED]
    assert card.health


def test_a_closed_mentorship_fares_neither_well_nor_badly() -> None:
    story = asked()
    story.goes_on_until("farewell")
    card = card_of(story.state, story.now)
    assert (story.state.phase, card.health, card.health_reasons) == (Phase.CLOSED, None, ())
    assert live_card(card).startswith("**Closed**\n")
    assert HEALTH not in [pair.key for pair in attributes(story.state, card)]
    [unset] = [change for change in changes(card) if change.key == HEALTH]
    assert unset.value is None
