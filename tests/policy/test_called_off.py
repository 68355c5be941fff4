"""A meeting is called off with its day: what was moved, called off or is over since is not called off anew."""

from datetime import date, timedelta

import pytest

from policy.receipts import receipt
from schemas.messages import Answer
from schemas.names import AnswerKind, Choice, Role
from tests.policy.booked import MENTEE, MENTOR, active_of, asked, books, in_days, unanswered
from tests.policy.pairs import answer
from tests.policy.stories import Story

OFF_ALREADY = "It was off already: no meeting is booked for {}."


def calls_off(story: Story, role: Role, day: date) -> str:
    """Let somebody call off the meeting of a day; return the receipt."""
    before, key = story.state, story.taken[-1].key
    story.hears(role, "adjust", key, choice=Choice.CALL_OFF, booked_on=day)
    said: Answer = answer(1, role, AnswerKind.ADJUST, key, choice=Choice.CALL_OFF, booked_on=day)
    return receipt(said, before, story.state, story.now)


def named(day: date) -> str:
    """Return a day as the API names it."""
    return f"{day:%-d %B %Y}"


def test_a_page_that_shows_the_day_before_does_not_call_off_the_new_one() -> None:
    story = asked()
    day, other = in_days(story, 12), in_days(story, 15)
    books(story, MENTEE, day)
    books(story, MENTOR, other)
    assert calls_off(story, MENTEE, day) == OFF_ALREADY.format(named(day))
    assert [(one.role, one.day) for one in active_of(story).booked] == [(MENTOR, other)]
    assert active_of(story).off is None
    assert calls_off(story, MENTEE, other).startswith(f"The meeting on {named(other)} is off")
    assert active_of(story).booked == ()


def test_what_was_moved_and_is_off_does_not_come_back_with_the_new_day_taken_back() -> None:
    story = asked()
    key, day = story.taken[-1].key, in_days(story, 12)
    books(story, MENTEE, day)
    books(story, MENTOR, in_days(story, 15))
    calls_off(story, MENTEE, day)
    story.hears(MENTOR, "check_in", key, met="no")
    assert active_of(story).booked == ()


@pytest.mark.parametrize("role", [MENTEE, MENTOR])
def test_whoever_says_it_second_reads_that_it_was_off_already(role: Role) -> None:
    story = asked()
    day = in_days(story, 12)
    books(story, MENTEE, day)
    calls_off(story, MENTOR, day)
    off, due = active_of(story).off, story.next.due
    story.passes(hours=1)
    assert calls_off(story, role, day) == OFF_ALREADY.format(named(day))
    assert (active_of(story).off, story.next.due) == (off, due)


def test_once_they_are_asked_about_it_the_word_that_it_was_off_is_an_answer_like_any_other() -> None:
    story = unanswered()
    day = in_days(story, 12)
    books(story, MENTEE, day)
    story.takes("check_in")
    assert active_of(story).about == day
    assert calls_off(story, MENTEE, day) == "Your answer is saved."
    assert active_of(story).about == day, "the other one is still asked about it"


def test_days_later_it_is_not_said_to_have_been_off() -> None:
    story = asked()
    day = in_days(story, 12)
    books(story, MENTEE, day)
    story.takes("check_in")
    story.hears(MENTOR, "check_in", story.taken[-1].key, met="yes")
    story.hears(MENTEE, "check_in", story.taken[-1].key, met="yes")
    story.takes("check_in")
    story.passes(days=1)
    assert active_of(story).about is None
    assert story.now.date() - day > timedelta(days=7)
    assert calls_off(story, MENTEE, day) == "Your answer is saved."
