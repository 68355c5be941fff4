"""A different answer to the same question replaces the first one."""

from datetime import timedelta

from policy.lifecycle import hear
from policy.receipts import receipt
from schemas.names import Role
from schemas.state import State
from tests.policy.pairs import answer, paired
from tests.policy.stories import Story, under_way
from tests.policy.test_more_time import asked

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR


def test_more_time_that_was_pressed_by_mistake_can_be_taken_back_at_the_same_question() -> None:
    """ "We go on as we are" once left the later end as it was, and nothing could bring the earlier one back."""
    story = asked()
    before = story.state
    story.hears(MENTEE, "adjust", "check_in/1", choice="extend")
    assert story.state.ends != before.ends
    story.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    assert story.state.ends == before.ends
    story.hears(MENTOR, "adjust", "check_in/1", choice="extend")
    assert story.state.ends != before.ends, "and still be asked for"


def test_another_rhythm_can_be_taken_back_as_well() -> None:
    story = asked()
    before = story.next
    story.hears(MENTOR, "adjust", "check_in/1", choice="cadence", cadence_days=42)
    story.hears(MENTOR, "adjust", "check_in/1", choice="continue")
    assert (story.state.cadence_days, story.next.due) == (21, before.due)


def test_nobody_takes_back_what_the_other_one_said_or_an_earlier_question_brought() -> None:
    story = asked()
    story.hears(MENTOR, "adjust", "check_in/1", choice="cadence", cadence_days=42)
    story.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    assert story.state.cadence_days == 42
    story.takes("check_in")
    story.hears(MENTOR, "adjust", "check_in/1", choice="continue")
    assert story.state.cadence_days == 42


def test_the_receipt_names_the_day_that_holds_again() -> None:
    story = asked()
    first = answer(1, MENTEE, "adjust", "check_in/1", choice="extend")
    longer = hear(story.state, first, story.now)
    assert isinstance(longer, State)
    second = answer(2, MENTEE, "adjust", "check_in/1", choice="continue")
    back = hear(longer, second, story.now)
    assert isinstance(back, State)
    assert back.ends
    assert receipt(second, longer, back, story.now) == f"You have time until {back.ends:%-d %B %Y}, as before."


def test_what_was_said_long_ago_is_not_taken_back_by_going_on() -> None:
    """Weeks after both had asked for more time, "we go on as we are" once ended the mentorship within the hour."""
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="extend")
    longer = story.state.ends
    story.passes(days=2)
    story.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    assert story.state.ends == longer


def test_two_wishes_at_one_question_both_count() -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="extend")
    longer = story.state.ends
    story.hears(MENTEE, "adjust", "check_in/1", choice="cadence", cadence_days=7)
    assert (story.state.ends, story.state.cadence_days) == (longer, 7)


def test_an_end_whose_goodbye_would_be_due_does_not_come_back() -> None:
    story = under_way(Story(paired()))
    step = story.goes_on_until("check_in")
    assert story.state.ends
    story.state = story.state.with_(ends=story.now + timedelta(days=7, hours=2))
    story.hears(MENTEE, "adjust", step.key, choice="extend")
    longer = story.state.ends
    story.passes(hours=3)
    story.hears(MENTEE, "adjust", step.key, choice="continue")
    assert story.state.ends == longer
