"""What goes to the coordinator does not wait for a letter to the two that was put off."""

from datetime import timedelta
from typing import Any

import pytest

from policy.card import card_of
from policy.lifecycle import after, expected
from schemas.names import PAIR, Role, StepKind
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way
from tests.policy.test_verdict import active, judged, settled

MENTEE, MENTOR, COORDINATOR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR
DAY = timedelta(days=1)


def put_off(**world: Any) -> Story:
    """Return a pair whose check-in is put off, and whose mentor cannot be reached an hour later."""
    story = active()
    settled(story, judged(story, **world))
    story.passes(hours=1)
    story.learns(MENTOR, "unreachable")
    return settled(story, judged(story, **world))  # news has it tried again


@pytest.mark.parametrize("reason", ["enough mail", "on leave"])
def test_the_coordinator_hears_of_a_dead_address_while_a_check_in_is_put_off(reason: str) -> None:
    """They once heard of it a week later, or when the other one was back from leave."""
    due = active().next.due
    full, away = {MENTEE: (due - timedelta(hours=5),) * 5}, {MENTEE: due + 40 * DAY}
    story = put_off(letters=full) if reason == "enough mail" else put_off(away=away)
    lost, prompt = story.now, story.state.postponed
    assert story.takes("unreachable").due - lost < DAY
    assert story.state.postponed == prompt, "and the check-in stays put off"
    assert prompt
    assert story.takes("check_in").due >= prompt.until


def test_a_dead_address_is_no_reason_to_send_anything_else_sooner() -> None:
    story = put_off(away={MENTEE: active().next.due + 40 * DAY})
    due = story.next.due
    assert story.state.postponed
    assert due < story.state.postponed.until
    story.takes("unreachable")
    assert story.next.due >= story.state.postponed.until


def test_two_steps_that_are_put_off_beside_each_other_are_each_tried_at_their_day() -> None:
    """Each once forgot the other's date: the coordinator was on leave, and a thousand activities ran in one instant."""
    story = under_way(Story(paired()))
    story.goes_on_until("rhythm")
    story.hears(MENTOR, "check_in", story.taken[-2].key, met="no")
    story.now = story.next.due
    assert story.next.kind is StepKind.TASK
    back = story.now + 14 * DAY
    settled(story, judged(story, away={COORDINATOR: back}))
    story.passes(hours=1)
    story.learns(MENTOR, "unreachable")
    tried: list[str] = []
    while story.next.due < back and len(tried) < 20:
        story.now = max(story.now, story.next.due)
        tried.append(story.next.key)
        outcome = judged(story, away={COORDINATOR: back})
        story.state = after(story.state, story.next, outcome or expected(story.state, story.next), story.now)
    assert len(tried) <= 3, tried


def test_nobody_waits_for_a_coordinator_whose_address_failed_before_this_began() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    while story.next.kind is not StepKind.NO_MENTOR:
        story.takes()
    story.takes("no_mentor", written=(MENTEE,), unreachable=(COORDINATOR,))
    assert card_of(story.state, story.now).waiting_for == ()
    story.learns(COORDINATOR, "reachable", reader=seeking().readers[COORDINATOR])
    assert card_of(story.state, story.now).waiting_for == (), "they are asked with the next letter"
    story.takes("no_mentor")
    assert card_of(story.state, story.now).waiting_for == (COORDINATOR,)


def test_nobody_waits_for_a_coordinator_who_is_not_there() -> None:
    """A search without one was once said to wait for the coordinator for a month."""
    state = seeking(zones=("Europe/Berlin",))
    story = Story(state.with_(readers={MENTEE: state.readers[MENTEE]}))
    story.goes_on_until("no_mentor")
    card = card_of(story.state, story.now)
    assert (card.waiting_for, card.answer_by) == ((), None)


@pytest.mark.parametrize("news", ["left", "unreachable"])
def test_when_the_coordinator_has_gone_a_pair_is_waited_for_by_its_own_letters(news: str) -> None:
    story = under_way(Story(paired()))
    story.goes_on_until("task")
    assert card_of(story.state, story.now).waiting_for == (COORDINATOR,)
    story.learns(COORDINATOR, news)
    assert COORDINATOR not in card_of(story.state, story.now).waiting_for


@pytest.mark.parametrize("news", ["left", "unreachable"])
def test_a_search_that_waited_for_the_coordinator_waits_for_nobody_once_they_have_gone(news: str) -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.goes_on_until("no_mentor")
    story.learns(COORDINATOR, news)
    assert card_of(story.state, story.now).waiting_for == ()
    assert story.takes().kind is StepKind.WITHDRAWN
    assert set(PAIR) >= set(story.taken[-1].to)
