"""What an answer of a running pair settles, and when the next question comes."""

from datetime import timedelta

import pytest

from policy import reviews
from schemas.names import PAIR, Choice, StepKind
from tests.policy.test_active import asked, pair

MENTEE, MENTOR = PAIR
DAY = timedelta(days=1)


def test_the_last_review_leaves_half_a_rhythm_after_a_nudge() -> None:
    story = asked(cadence_days=42)
    active, ends = story.state.active, story.state.ends
    assert active
    assert ends
    nudged = ends - 30 * DAY
    late = active.with_(cycle=8, prompted=nudged, next_check_in=nudged + 42 * DAY, reviewed=ends - 180 * DAY)
    assert reviews.prompt_due(story.state.with_(active=late)) == nudged + 21 * DAY
    early = late.with_(prompted=ends - 60 * DAY)
    assert reviews.prompt_due(story.state.with_(active=early)) == ends - 28 * DAY
    settled = early.with_(reviewed=ends - 28 * DAY)
    assert reviews.prompt_due(story.state.with_(active=settled)) == settled.next_check_in


def test_a_goodbye_that_goes_out_after_the_end_still_leaves_a_day_for_thanks() -> None:
    story = asked(duration_days=90)
    story.hears(MENTEE, "check_in", "check_in/1", met="yes")
    assert story.state.ends
    story.now = story.state.ends + 3 * DAY
    letter = story.takes("closing")
    assert DAY <= story.next.due - letter.due < 4 * DAY


@pytest.mark.parametrize(("days", "taken"), [(0, False), (1, True), (366, True), (367, False), (None, False)])
def test_a_rhythm_is_between_a_day_and_a_year(days: int | None, taken: bool) -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="cadence", cadence_days=days)
    assert story.state.cadence_days == (days if taken else 21)


def test_a_faster_rhythm_does_not_bring_a_question_on_the_same_day() -> None:
    story = asked()
    story.passes(days=10)
    for role in PAIR:
        story.hears(role, "adjust", "check_in/1", choice="cadence", cadence_days=2)
    assert story.next.due - story.now >= DAY


def test_an_answer_settles_all_the_letters_before_it() -> None:
    story = asked()
    story.takes("nudge")
    story.takes("rhythm")
    story.hears(MENTOR, "adjust", "rhythm/1", choice="continue")
    assert story.state.active
    side = story.state.active.mentor
    assert (side.unanswered, side.letters, side.question, side.life) == (0, 0, None, story.now)


def test_an_answer_from_an_older_letter_does_not_make_an_address_work_and_the_coordinator_is_asked_once() -> None:
    story = pair()
    story.takes("check_in", written=(MENTEE,), unreachable=(MENTOR,))
    story.hears(MENTOR, "check_in", "agreed/1", met="yes")
    task = story.takes("unreachable")
    assert (task.key, task.reason.who) == ("unreachable/1", (MENTOR,))
    story.hears(MENTOR, "check_in", "agreed/1", met="yes")
    assert story.state.unreachable == (MENTOR,)
    story.takes("check_in", written=(MENTEE,), unreachable=(MENTOR,))
    assert story.next.kind is not StepKind.UNREACHABLE


def test_an_answer_in_the_minute_of_the_next_question_puts_it_off_by_a_rhythm() -> None:
    story = asked()
    assert story.state.active
    story.now = story.state.active.next_check_in
    for role in PAIR:
        story.hears(role, "check_in", "check_in/1", met="no")
    assert story.next.due - story.now >= 20 * DAY


def test_a_choice_that_changes_nothing_is_a_sign_of_life() -> None:
    story = asked()
    story.hears(MENTOR, "adjust", "check_in/1", choice=Choice.CONTINUE)
    assert story.state.active
    assert story.state.active.mentor.question is None
    assert story.state.active.mentee.question is not None
