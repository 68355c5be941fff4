"""A yes on a booked day that is taken back: the day is as if nobody had told of it, unless the other one has."""

import pytest

from schemas.booking import Booked
from schemas.reason import ReasonCode
from schemas.step_key import StepKey
from tests.policy.booked import MENTEE, MENTOR, active_of, asked, books, in_days, why
from tests.policy.stories import Story


def told_on_the_day() -> tuple[Story, StepKey, tuple[Booked, ...]]:
    """Return a pair on the day that the mentor had named, of which the mentee has told; the question, and that day."""
    story = asked()
    key = story.taken[-1].key
    books(story, MENTOR, in_days(story, 17))
    story.passes(days=17)
    booked = active_of(story).booked
    story.hears(MENTEE, "check_in", key, met="yes")
    return story, key, booked


@pytest.mark.parametrize("then", ["no", "booked", "yes"])
def test_a_yes_by_mistake_on_the_booked_day_that_is_corrected_leaves_that_day(then: str) -> None:
    """The other one's day was gone from the pages of both, and nobody was asked about it."""
    story, key, booked = told_on_the_day()
    assert active_of(story).booked == ()
    if then == "yes":
        story.hears(MENTEE, "check_in", key, met="yes", rating=4)
        assert active_of(story).booked == ()
        then = "no"
    story.passes(minutes=1)
    story.hears(MENTEE, "check_in", key, met=then)
    assert active_of(story).booked == booked
    assert why(story) is ReasonCode.MEETING_BOOKED
    assert story.next.due > booked[0].over


@pytest.mark.parametrize("first", ["agreed/1", "check_in/1"])
def test_a_booked_day_of_which_both_have_told_stays_told_of_if_one_takes_it_back(first: str) -> None:
    story = asked()
    key = story.taken[-1].key
    books(story, MENTOR, in_days(story, 17), step="agreed/1")
    story.passes(days=17)
    booked = active_of(story).booked
    for role, step, met in ((MENTEE, first, "yes"), (MENTOR, key, "yes"), (MENTEE, first, "no")):
        story.hears(role, "check_in", step, met=met)
        assert active_of(story).booked == ()
    story.hears(MENTOR, "check_in", key, met="no")
    assert active_of(story).booked == booked, "nobody has told of it any more"


@pytest.mark.parametrize("then", ["no", "booked"])
def test_nor_does_a_day_come_back_that_its_author_has_replaced_meanwhile(then: str) -> None:
    story, key, _ = told_on_the_day()
    if then == "no":
        story.hears(MENTOR, "check_in", key, met="no")
    else:
        books(story, MENTOR, in_days(story, 2))
    left = active_of(story).booked
    story.hears(MENTEE, "check_in", key, met="no")
    assert active_of(story).booked == left


def test_whoever_adds_to_their_yes_leaves_the_day_that_the_other_one_has_named_again_since() -> None:
    story, key, _ = told_on_the_day()
    books(story, MENTOR, in_days(story, 0))
    again = active_of(story).booked
    story.hears(MENTEE, "check_in", key, met="yes", rating=5)
    assert active_of(story).booked == again != ()


def test_a_day_that_was_told_of_before_the_latest_question_does_not_come_back_with_a_correction() -> None:
    story = asked()
    key = story.taken[-1].key
    books(story, MENTOR, in_days(story, 7))
    story.passes(days=7)
    story.hears(MENTEE, "check_in", key, met="yes")
    story.takes("check_in")
    story.hears(MENTEE, "check_in", key, met="no")
    assert active_of(story).booked == ()
