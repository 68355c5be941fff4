"""What one writes to the other is passed on once, and not after it was taken back."""

from datetime import timedelta

import pytest

from schemas.names import PAIR, Met, Role, StepKind
from tests.policy.test_active import asked, both_answer, pair

MENTEE, MENTOR = PAIR
DAY = timedelta(days=1)


def test_words_are_passed_on_once_both_have_answered() -> None:
    story = asked()
    story.hears(MENTEE, "check_in", "check_in/1", met="yes", note=True)
    assert story.next.kind is not StepKind.THANKS
    story.hears(MENTOR, "check_in", "check_in/1", met="yes")
    thanks = story.takes("thanks")
    assert (thanks.key, thanks.to) == ("check_in/1/thanks", (MENTOR,))
    assert story.next.kind is StepKind.CHECK_IN


def test_words_about_a_first_meeting_are_passed_on_before_any_question() -> None:
    """ "See you on Thursday" came three weeks after that Thursday, though their page had promised it sooner."""
    story = pair()
    story.hears(MENTEE, "check_in", "agreed/1", met="booked", note=True)
    assert story.next.kind is not StepKind.THANKS
    story.hears(MENTOR, "check_in", "agreed/1", met="booked")
    thanks = story.takes("thanks")
    assert (thanks.key, thanks.to) == ("agreed/1/thanks", (MENTOR,))
    story.hears(MENTOR, "check_in", "agreed/1", met="yes", note=True)
    assert story.next.key == "check_in/1"
    story.takes("check_in")
    for role in PAIR:
        story.hears(role, "check_in", "check_in/1", met="yes", note=True)
    assert story.takes("thanks").key == "check_in/1/thanks"


def test_nobody_hears_of_words_that_were_taken_back() -> None:
    story = asked()
    story.hears(MENTEE, "check_in", "check_in/1", met="yes", note=True)
    story.hears(MENTEE, "check_in", "check_in/1", met="yes", note=False)
    story.hears(MENTOR, "check_in", "check_in/1", met="yes")
    assert story.next.key == "check_in/2"


def test_words_taken_back_while_the_letter_waits_are_not_sent() -> None:
    story = asked()
    for role in PAIR:
        story.hears(role, "check_in", "check_in/1", met="yes", note=True)
    story.hears(MENTEE, "check_in", "check_in/1", met="yes")
    assert story.next.to == (MENTEE,)
    story.hears(MENTOR, "check_in", "check_in/1", met="yes")
    assert story.next.key == "check_in/2"


def test_words_that_went_with_the_next_check_in_are_not_announced_again() -> None:
    story = asked()
    story.hears(MENTEE, "check_in", "check_in/1", met="yes", note=True)
    story.takes("check_in")
    for role in PAIR:
        story.hears(role, "check_in", "check_in/2", met="yes")
    assert story.next.kind is StepKind.CHECK_IN


@pytest.mark.parametrize("by", ["review", "paused"])
def test_words_that_went_with_a_review_or_the_news_of_a_break_are_not_announced_again(by: str) -> None:
    story = pair(cadence_days=60, duration_days=369)
    while story.takes().key != "check_in/5":
        both_answer(story)
    story.hears(MENTEE, "check_in", "check_in/5", met="yes", note=True)
    if by == "paused":
        story.hears(Role.HR, "pause", until=story.now + 30 * DAY)
    story.takes(by)
    assert story.state.active
    assert story.state.active.mentee.note is None
    story.hears(MENTEE, "check_in", "agreed/1", met="yes")
    story.hears(MENTOR, "check_in", "check_in/5", met="yes")
    assert story.next.kind is not StepKind.THANKS


def test_words_wait_where_the_letter_that_carries_them_was_not_written() -> None:
    story = asked()
    story.hears(MENTEE, "check_in", "check_in/1", met="yes", note=True)
    story.takes("check_in", written=(MENTEE,), skipped=(MENTOR,))
    for role in PAIR:
        story.hears(role, "check_in", "check_in/2", met="yes")
    assert story.takes("thanks").to == (MENTOR,)


def test_changing_an_old_answer_does_not_change_what_was_said_to_the_latest_question() -> None:
    story = asked()
    both_answer(story)
    story.takes("check_in")
    story.hears(MENTEE, "check_in", "check_in/2", met="yes", rating=5)
    story.hears(MENTEE, "check_in", "check_in/1", met="no", rating=1)
    assert story.state.active
    assert story.state.active.mentee.met is Met.YES
    assert not story.state.active.mentee.low


def test_words_do_not_wait_for_the_goodbye_because_a_review_was_due_first() -> None:
    """A review that was due on Saturday went out on Monday, and what both wrote on Sunday was kept for a month."""
    story = pair(cadence_days=60, duration_days=369)
    while story.takes().key != "check_in/5":
        both_answer(story)
    review = story.next
    assert (review.kind, review.due.isoweekday()) == (StepKind.REVIEW, 1)
    story.now = review.due - DAY
    for role in PAIR:
        story.hears(role, "check_in", "check_in/5", met="yes", note=True)
    assert story.takes("thanks").due.date() == review.due.date()
    assert story.takes("review").due < review.due + 2 * DAY


def test_words_after_the_thanks_wait_for_the_next_letter() -> None:
    story = asked()
    for role in PAIR:
        story.hears(role, "check_in", "check_in/1", met="yes", note=True)
    story.takes("thanks")
    story.hears(MENTEE, "check_in", "check_in/1", met="yes", note=True)
    assert story.next.kind is StepKind.CHECK_IN


def test_thanks_that_had_nothing_to_say_do_not_come_again() -> None:
    story = asked()
    for role in PAIR:
        story.hears(role, "check_in", "check_in/1", met="yes", note=True)
    story.takes("thanks", written=(), skipped=PAIR)
    assert story.next.kind is StepKind.CHECK_IN


# Time together
