"""On hold by the programme: nothing is sent, nothing said is lost, and it goes on where it stopped."""

from datetime import timedelta

import pytest

from policy.card import ON_HOLD, card_of, live_card
from policy.changes import Change
from policy.hearing import hear
from policy.lifecycle import next_step
from policy.receipts import changed, receipt
from schemas.failures import Failure
from schemas.names import PAIR, Phase, Role
from schemas.state import State
from tests.policy.holds import held, lifted, met
from tests.policy.pairs import answer, paired
from tests.policy.stories import Story, under_way, up_to_review

LONG = timedelta(days=200)


@pytest.fixture
def story() -> Story:
    return met(Story(paired()))


def test_nothing_is_sent_on_hold_however_long_it_lasts(story: Story) -> None:
    held(story)
    for days in (0, 1, 30, 400, 3000):
        assert next_step(story.state, story.now + timedelta(days=days)) is None


def test_it_goes_on_where_it_stopped(story: Story) -> None:
    following, ends = story.next, story.state.ends
    assert ends
    hold = held(story)
    story.passes(days=200)
    lifted(story, hold)
    assert story.state.hold is None
    assert story.next.kind is following.kind
    assert timedelta(0) <= story.next.due - (following.due + LONG) < timedelta(days=4)  # good hours
    assert story.state.ends == ends + LONG


def test_silence_on_hold_is_nobodys_silence(story: Story) -> None:
    step = story.goes_on_until("check_in")
    hold = held(story)
    story.passes(days=200)
    card = card_of(story.state, story.now)
    assert (card.health, card.waiting_for) == ("on_track", ())
    lifted(story, hold)
    assert card_of(story.state, story.now).waiting_for == PAIR
    assert story.next.key != step.key
    assert story.next.kind in ("check_in", "review", "nudge")
    assert story.next.due > story.now


def test_lists_say_that_it_is_on_hold_and_neither_why_nor_for_whom(story: Story) -> None:
    held(story)
    card = card_of(story.state, story.now)
    assert (card.phase, card.standing) == (Phase.PAUSED, ON_HOLD)
    assert (card.next, card.waiting_for, card.paused_until, card.away) == (None, (), None, {})
    assert "On hold by the programme" in live_card(card)
    assert "send the update `pause` or `close`, or use" in live_card(card)  # a `resume` lifts no hold


def test_a_break_is_resumed_also_on_hold(story: Story) -> None:
    story.hears(Role.HR, "pause", until=story.now + timedelta(days=20))
    held(story)
    assert "send the update `pause`, `resume` or `close`" in live_card(card_of(story.state, story.now))


def test_what_is_said_on_hold_counts_on_its_day(story: Story) -> None:
    step = story.goes_on_until("check_in")
    hold = held(story)
    story.passes(days=20)
    story.hears(Role.MENTEE, "check_in", step.key, met="yes", note=True)
    assert next_step(story.state, story.now) is None
    assert story.state.active
    assert story.state.active.reported == story.now
    story.passes(days=30)
    lifted(story, hold)
    assert story.state.active.mentee.heard
    assert card_of(story.state, story.now).health == "on_track"


def test_whoever_answers_on_hold_reads_that_it_is_on_hold(story: Story) -> None:
    step = story.goes_on_until("check_in")
    held(story)
    said = answer(9000, Role.MENTOR, "check_in", step.key, met="no")
    heard = hear(story.state, said, story.now)
    assert isinstance(heard, State)
    assert changed(said, story.state, heard, story.now).code is Change.ON_HOLD
    assert "on hold" in receipt(said, story.state, heard, story.now)


def test_a_break_that_is_asked_for_on_hold_lasts_to_its_own_day(story: Story) -> None:
    step, ends = story.goes_on_until("check_in"), story.state.ends
    assert ends
    since = story.now
    hold = held(story)
    story.passes(days=20)
    until = story.now + timedelta(days=30)
    story.hears(Role.MENTOR, "adjust", step.key, choice="pause", until=until)
    story.passes(days=10)
    lifted(story, hold)
    assert story.state.pause
    assert story.state.pause.until == until
    story.goes_on_until("resumed")
    assert story.state.ends
    assert story.state.ends - ends == until - since


def test_a_break_that_is_over_while_on_hold_delays_nothing_twice(story: Story) -> None:
    ends, since = story.state.ends, story.now
    assert ends
    story.hears(Role.HR, "pause", until=story.now + timedelta(days=10))
    story.takes("paused")
    hold = held(story)
    story.passes(days=40)
    over = story.now
    lifted(story, hold)
    story.goes_on_until("resumed")
    assert story.state.ends
    assert abs(story.state.ends - ends - (over - since)) < timedelta(hours=1)


def test_a_goodbye_on_hold_waits_with_its_farewell(story: Story) -> None:
    story.hears(Role.HR, "close", outcome="completed")
    story.takes("closing")
    until = story.state.closing and story.state.closing.until
    assert until
    hold = held(story)
    story.passes(days=100)
    card = card_of(story.state, story.now)
    assert (card.phase, card.standing, card.next) == (Phase.CLOSING, ON_HOLD, None)
    lifted(story, hold)
    assert story.takes("farewell").due >= until + timedelta(days=100)


def test_a_last_notice_on_hold_ends_no_pair() -> None:
    story = under_way(Story(paired()))
    story.goes_on_until("last_notice")
    hold = held(story)
    story.passes(days=100)
    lifted(story, hold)
    assert story.next.due > story.now
    story.hears(Role.MENTEE, "adjust", "last_notice/1", choice="continue")
    assert story.state.phase is Phase.ACTIVE


def test_news_on_hold_counts_and_nothing_is_sent() -> None:
    story = met(Story(paired()))
    hold = held(story)
    story.passes(days=50)
    story.learns(Role.MENTOR, "left")
    assert next_step(story.state, story.now) is None
    story.passes(days=50)
    lifted(story, hold)
    assert story.takes("closing").to == (Role.MENTEE,)


def test_a_review_stays_a_review() -> None:
    story = Story(paired())
    step = up_to_review(under_way(story))
    hold = held(story)
    story.passes(days=60)
    story.hears(Role.MENTEE, "adjust", step.key, choice="continue")
    lifted(story, hold)
    assert card_of(story.state, story.now).waiting_for == (Role.MENTOR,)


def test_what_has_ended_cannot_be_put_on_hold(story: Story) -> None:
    story.hears(Role.HR, "close", outcome="completed")
    story.goes_on_until("farewell")
    assert story.tries(Role.HR, "hold") is Failure.CLOSED
