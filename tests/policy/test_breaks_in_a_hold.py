"""Breaks in a hold: whether somebody is away, it is on hold, or both, no day moves the agreed end twice."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from policy.card import card_of
from schemas.names import PAIR, Role
from tests.policy.holds import held, lifted
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way
from tests.policy.test_more_time import asked

MENTEE, MENTOR = PAIR
HR = Role.HR
DAY = timedelta(days=1)


class OnHold:
    """A pair that has been on hold since it was asked how it is going; days count from then."""

    def __init__(self) -> None:
        self.story = asked()
        self.since, self.ends = self.story.now, self.story.state.ends
        self.hold: UUID = held(self.story)

    def at(self, day: int) -> Story:
        """Go on to a day."""
        self.story.now = self.since + day * DAY
        return self.story

    def away(self, role: Role, first: int, back: int, kind: str = "away") -> None:
        """Have somebody begin a leave, or ask for a break, on the first day."""
        until = self.since + back * DAY
        if kind == "away":
            self.at(first).learns(role, "away", until=until)
        else:
            self.at(first).hears(role, "pause", until=until)

    def lifted(self, day: int) -> Story:
        """Let it go on."""
        lifted(self.at(day), self.hold)
        return self.story

    @property
    def moved(self) -> timedelta:
        """By how much the end has moved once both are welcomed back."""
        self.story.goes_on_until("resumed", 2)
        return end(self.story) - self.before

    @property
    def before(self) -> datetime:
        """The end as it was before the hold."""
        assert self.ends
        return self.ends


def end(story: Story) -> datetime:
    """Return the agreed end, outside of a break."""
    assert story.state.ends
    assert story.state.pause is None
    return story.state.ends


@pytest.mark.parametrize(("back", "days"), [(57, 60), (70, 70)])
@pytest.mark.parametrize("kind", ["away", "pause"])
@pytest.mark.parametrize("role", [MENTEE, MENTOR])
def test_a_second_absence_after_a_first_one_that_is_over_counts_from_its_own_first_day(
    role: Role, kind: str, back: int, days: int
) -> None:
    """A week of leave early in two months on hold and another one late moved the end by more than three months."""
    pair = OnHold()
    pair.away(MENTEE, 5, 12, kind)
    pair.away(role, 50, back, kind)
    pair.lifted(60)
    assert pair.moved == days * DAY


def test_what_is_said_between_two_absences_counts_no_day_twice() -> None:
    pair = OnHold()
    pair.away(MENTEE, 5, 12)
    for day in (20, 30, 40):
        pair.at(day).hears(MENTOR, "check_in", "check_in/1", met="no")
    pair.away(MENTOR, 50, 57)
    pair.lifted(60)
    assert pair.moved == 60 * DAY


def test_an_absence_that_begins_after_the_hold_and_before_the_letter_counts_no_day_twice() -> None:
    pair = OnHold()
    pair.away(MENTEE, 5, 12)
    saturday = 60 + (5 - (pair.since + 60 * DAY).weekday()) % 7
    pair.lifted(saturday)
    pair.away(MENTOR, saturday + 1, saturday + 15)
    assert pair.moved == (saturday + 15) * DAY


def test_hr_sends_a_pair_on_hold_on_a_break_after_a_leave_that_is_over() -> None:
    pair = OnHold()
    pair.away(MENTEE, 5, 12)
    pair.away(HR, 30, 70, "pause")
    story = pair.lifted(60)
    assert set(card_of(story.state, story.now).away) == {HR}
    assert pair.moved == 70 * DAY


def test_the_letter_that_it_goes_on_comes_once_after_a_break_of_which_both_knew() -> None:
    story = under_way(Story(paired()))
    since, before = story.now, end(story)
    story.hears(MENTOR, "pause", until=story.now + 20 * DAY)
    story.takes("paused")
    story.passes(days=5)
    hold = held(story)
    story.passes(days=55)
    card = card_of(story.state, story.now)
    assert (card.paused_until, card.away) == (None, {})
    lifted(story, hold)
    over = story.now
    assert card_of(story.state, story.now).ends == before + (over - since)
    assert story.takes().key == "resumed/1"
    assert end(story) == before + (over - since)
    assert story.takes().kind == "check_in"


def test_what_was_asked_before_has_the_time_that_was_left_whatever_the_hold_and_the_breaks_in_it_took() -> None:
    pair = OnHold()
    active = pair.story.state.active
    assert active
    assert active.mentee.question
    left = active.mentee.question.until - pair.since
    pair.away(MENTEE, 5, 12)
    pair.away(MENTOR, 50, 57)
    story = pair.lifted(60)
    story.takes("resumed")
    assert story.state.active
    assert story.state.active.mentee.question
    assert story.state.active.mentee.question.until == story.now + left


def test_an_end_to_go_back_to_moves_with_the_end() -> None:
    """Who took back more time after a hold in which a leave had ended lost the days on hold after that leave."""
    pair = OnHold()
    lifted(pair.story, pair.hold)
    pair.story.hears(MENTEE, "adjust", "check_in/1", choice="extend")
    pair.hold = held(pair.story)
    pair.away(MENTOR, 5, 12)
    story = pair.lifted(60)
    story.takes("resumed")
    story.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    assert end(story) == pair.before + 60 * DAY
