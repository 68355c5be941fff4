"""A goodbye has its letters, its thanks and its time, and only who may takes it back."""

from datetime import timedelta

import pytest

from schemas.failures import Failure
from schemas.names import PAIR, Phase, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.pairs import seeking
from tests.policy.stories import Story
from tests.policy.test_closing import asked, lapsing

MENTEE, MENTOR = PAIR
COORDINATOR, HR = Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def test_hr_makes_a_lapse_a_proper_goodbye() -> None:
    story = lapsing()
    story.hears(HR, "close", outcome="left")
    story.takes("closing")
    assert story.tries(MENTEE, "adjust", "last_notice/1", choice="continue") is Failure.TOO_LATE


def test_the_farewell_comes_soon_once_both_have_thanked_and_says_so() -> None:
    story = asked()
    story.hears(HR, "close")
    letter = story.takes("closing")
    story.hears(MENTEE, "thank", letter.key, note=True)
    waits = story.next
    assert (waits.reason.code, waits.due - story.now > 10 * DAY) == (ReasonCode.THANKS_OVER, True)
    story.hears(MENTOR, "thank", letter.key, note=True)
    assert story.next.reason.code is ReasonCode.BOTH_THANKED
    assert story.next.due - story.now < 4 * DAY


def test_thanks_are_not_asked_for_before_the_letter_nor_from_strangers() -> None:
    story = asked()
    story.hears(HR, "close")
    assert story.tries(MENTEE, "thank", "closing/1") is Failure.NOT_ASKED
    story.takes("closing")
    assert story.tries(COORDINATOR, "thank", "closing/1") is Failure.NOT_ASKED


def test_where_one_has_left_the_other_one_alone_says_goodbye() -> None:
    story = asked()
    story.learns(MENTOR, "left")
    closing = story.takes("closing")
    assert closing.to == (MENTEE,)
    assert (closing.reason.code, closing.reason.who) == (ReasonCode.HAS_LEFT, (MENTOR,))
    story.hears(MENTEE, "thank", closing.key, note=True)
    assert story.next.due - story.now < 4 * DAY


def test_the_goodbye_takes_no_more_than_a_quarter_of_a_short_time_together() -> None:
    story = asked(cadence_days=7, duration_days=20)
    story.hears(HR, "close")
    story.takes("closing")
    assert story.next.due - story.now <= 8 * DAY


def test_a_closing_letter_that_was_held_up_leaves_a_day_for_thanks() -> None:
    story = asked()
    story.hears(HR, "close")
    assert story.shown.closing
    story.now = story.shown.closing.until + 2 * DAY
    letter = story.takes("closing")
    assert story.shown.closing.until - letter.due == DAY


def test_no_farewell_has_the_key_of_an_earlier_one() -> None:
    story = lapsing()
    story.hears(MENTEE, "adjust", story.taken[-1].key, choice="continue")
    story.goes_on_until("farewell")
    goodbyes = [step.key for step in story.taken if step.kind in (StepKind.LAST_NOTICE, StepKind.FAREWELL)]
    assert goodbyes == ["last_notice/1", "last_notice/2", "farewell/2"]


def test_what_both_wished_to_end_is_not_taken_back_by_one_of_them() -> None:
    story = asked()
    for role in PAIR:
        story.hears(role, "adjust", "check_in/1", choice="close")
    for role in PAIR:
        assert story.tries(role, "adjust", "check_in/1", choice="continue") is Failure.TOO_LATE
    assert story.takes("closing").reason.code is ReasonCode.DECIDED_TO_END


def test_an_end_that_one_of_them_wished_twice_may_still_be_taken_back() -> None:
    story = asked()
    for _ in range(2):
        story.hears(MENTEE, "adjust", "check_in/1", choice="close")
    story.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    assert story.shown.phase is Phase.ACTIVE


def test_hr_may_let_a_search_go_on_although_the_mentor_who_was_asked_has_left() -> None:
    story = Story(seeking())
    story.takes("request")
    story.learns(MENTOR, "left")
    story.hears(HR, "close")
    story.hears(HR, "resume")
    assert story.takes("request").key == "request/2"


@pytest.mark.parametrize("kind", ["check_in", "adjust", "thank", "pause", "resume", "close"])
def test_once_it_is_closed_nothing_is_taken_any_more(kind: str) -> None:
    story = lapsing()
    story.takes("farewell")
    role = HR if kind in ("pause", "resume", "close") else MENTEE
    assert story.tries(role, kind, "last_notice/1" if role is MENTEE else "", until=story.now + DAY) is Failure.CLOSED
