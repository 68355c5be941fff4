"""A booked meeting: the two are asked about it after its day; it is moved, missed and called off."""

from datetime import datetime, timedelta

import pytest

from policy.reasons import because, sentence
from policy.receipts import receipt
from schemas.names import AnswerKind, Choice, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.booked import (
    DAY,
    FRIDAY,
    HR,
    MENTEE,
    MENTOR,
    RHYTHM,
    SATURDAY,
    active_of,
    asked,
    books,
    in_days,
    local_day,
    noon,
    on,
    why,
)
from tests.policy.pairs import answer


@pytest.mark.parametrize("met", ["booked", "yes"])
@pytest.mark.parametrize("days", [19, 20, 22, 30, 40])
def test_they_are_asked_on_the_first_working_day_after_the_booked_day(met: str, days: int) -> None:
    story = asked()
    friday = on(story, FRIDAY, days - 3)
    books(story, MENTEE, friday, met)
    step = story.next
    assert (step.kind, step.reason.code, step.reason.who) == (StepKind.CHECK_IN, ReasonCode.MEETING_BOOKED, (MENTEE,))
    assert local_day(step) == friday + 3 * DAY
    assert sentence(step.reason) == f"{{mentee}} said that a meeting is booked for {friday:%-d %B %Y}"
    assert because(step, story.now) == f"because {sentence(step.reason)}"


def test_a_meeting_within_a_few_days_brings_no_question_before_three_quarters_of_a_rhythm_are_over() -> None:
    """Otherwise a pair that meets more often than agreed would be asked about each meeting."""
    story = asked()
    asked_at = story.now
    books(story, MENTEE, in_days(story, 2))
    assert asked_at + 15.75 * DAY <= story.next.due <= asked_at + 19 * DAY
    assert why(story) is ReasonCode.MEETING_BOOKED
    story.takes("check_in")
    assert story.next.due >= story.now + RHYTHM * DAY


def test_for_a_meeting_that_is_far_away_the_usual_questions_come_first() -> None:
    story = asked()
    far = in_days(story, 50)
    books(story, MENTEE, far)
    assert why(story) is ReasonCode.RHYTHM_DUE
    step = story.takes("check_in")
    for role in (MENTEE, MENTOR):
        story.hears(role, "check_in", step.key, met="no")
    assert why(story) is ReasonCode.MEETING_BOOKED
    assert local_day(story.next) > far


def test_the_day_is_over_where_whoever_named_it_lives() -> None:
    """New York is five hours behind UTC in winter, Berlin one hour ahead: the meeting is on the day of who says so."""
    for role, hours in ((MENTEE, 29), (MENTOR, 23)):
        story = asked()
        day = on(story, 3, 12)
        books(story, role, day)
        (booked,) = active_of(story).booked
        assert (booked.role, booked.day) == (role, day)
        over = datetime(day.year, day.month, day.day, tzinfo=story.now.tzinfo) + timedelta(hours=hours)
        assert booked.over == over


def test_of_two_days_the_one_that_was_said_last_counts_until_it_is_taken_back() -> None:
    story = asked()
    first, second, third = in_days(story, 12), in_days(story, 15), in_days(story, 18)
    books(story, MENTEE, first)
    books(story, MENTOR, second)
    assert story.next.reason.who == (MENTOR,)
    books(story, MENTEE, third)
    assert (story.next.reason.who, story.next.reason.until) == ((MENTEE,), noon(third))
    story.hears(MENTEE, "check_in", story.taken[-1].key, met="no")
    assert (story.next.reason.who, story.next.reason.until) == ((MENTOR,), noon(second))
    story.hears(MENTOR, "check_in", story.taken[-1].key, met="booked")
    assert why(story) is ReasonCode.RHYTHM_DUE


def test_the_same_answer_again_and_taking_it_back_leave_all_as_it_was() -> None:
    story, never = asked(), asked()
    key = story.taken[-1].key
    books(story, MENTEE, in_days(story, 30))
    for one in (story, never):
        one.hears(MENTEE, "check_in", key, met="no")
    bare = [one.state.with_(heard=(), revision=0) for one in (story, never)]
    assert bare[0] == bare[1]


@pytest.mark.parametrize("who", [MENTEE, MENTOR])
def test_either_calls_it_off_whoever_had_named_the_day_and_is_told_what_that_means(who: Role) -> None:
    story = asked()
    key = story.taken[-1].key
    usual = story.state.active and story.state.active.next_check_in
    story.hears(MENTOR, "check_in", key, met="yes", rating=4)
    books(story, MENTEE, in_days(story, 30))
    before = story.state
    story.hears(who, "adjust", key, choice=Choice.CALL_OFF)
    said = answer(1, who, AnswerKind.ADJUST, key, choice=Choice.CALL_OFF)
    assert receipt(said, before, story.state, story.now) == (
        f"The meeting on {in_days(story, 30):%-d %B %Y} is off, and we do not ask about it. "
        "No letter tells your partner, so please do."
    )
    assert receipt(said, story.state, story.state, story.now) == "Everything stays as it is."
    assert why(story) is ReasonCode.RHYTHM_DUE
    assert usual
    assert usual <= story.next.due <= usual + 4 * DAY
    assert story.state.active
    assert story.state.active.met is not None, "a report of a meeting stands"


def test_a_meeting_that_is_called_off_late_is_followed_by_a_question_in_half_a_rhythm() -> None:
    story = asked()
    key = story.taken[-1].key
    books(story, MENTEE, in_days(story, 38))
    story.passes(days=30)
    story.hears(MENTOR, "adjust", key, choice=Choice.CALL_OFF)
    assert why(story) is ReasonCode.RHYTHM_DUE
    assert story.now + 10.5 * DAY <= story.next.due <= story.now + 14 * DAY


@pytest.mark.parametrize(
    ("days", "said", "is_kept"),
    [
        (1, {"met": "no"}, True),
        (1, {"met": "booked"}, True),
        (1, {"met": "yes"}, True),
        (12, {"met": "yes"}, False),
        (1, {"met": "booked", "booked_on": 20}, False),
        (1, {"met": "yes", "booked_on": 20}, False),
    ],
)
def test_a_day_that_was_called_off_is_known_until_another_is_named_or_they_met_on_it_after_all(
    days: int, said: dict[str, object], is_kept: bool
) -> None:
    story = asked()
    key, day, other = story.taken[-1].key, in_days(story, 12), in_days(story, 20)
    books(story, MENTOR, day)
    story.hears(MENTEE, "adjust", key, choice=Choice.CALL_OFF)
    off = active_of(story).off
    assert off
    assert (off.role, off.day) == (MENTEE, day)
    story.passes(days=days)
    story.hears(MENTEE, "check_in", key, **({**said, "booked_on": other} if "booked_on" in said else said))
    assert active_of(story).off == (off if is_kept else None)


def test_who_called_a_meeting_off_first_stays_known_and_a_break_does_not_move_its_day() -> None:
    story = asked()
    key = story.taken[-1].key
    books(story, MENTOR, in_days(story, 30))
    story.hears(MENTEE, "adjust", key, choice=Choice.CALL_OFF)
    off = active_of(story).off
    story.hears(MENTOR, "adjust", key, choice=Choice.CALL_OFF)
    story.hears(HR, "pause", until=story.now + 20 * DAY)
    story.takes("paused")
    story.takes("resumed")
    assert off
    assert active_of(story).off == off


def test_a_meeting_can_be_moved_as_long_as_its_question_is_not_out_but_not_for_ever() -> None:
    story = asked()
    key = story.taken[-1].key
    latest = story.now + 2 * RHYTHM * DAY
    for _ in range(8):
        books(story, MENTEE, in_days(story, 12), step=key)
        if story.next.due > story.now + 5 * DAY:
            story.passes(days=5)
    assert story.next.due <= latest + 4 * DAY


def test_a_missed_meeting_is_asked_about_and_may_be_booked_anew() -> None:
    story = asked()
    books(story, MENTEE, in_days(story, 12))
    step = story.takes("check_in")
    assert why(story) is not ReasonCode.MEETING_BOOKED
    story.hears(MENTEE, "check_in", step.key, met="no")
    assert why(story) is ReasonCode.RHYTHM_DUE or story.next.kind is StepKind.NUDGE
    books(story, MENTOR, in_days(story, 15))
    assert why(story) is ReasonCode.MEETING_BOOKED


def test_whoever_tells_of_the_meeting_on_its_day_is_not_asked_about_it_again() -> None:
    story = asked()
    key = story.taken[-1].key
    books(story, MENTEE, in_days(story, 12))
    story.passes(days=12)
    story.hears(MENTOR, "check_in", key, met="yes")
    assert why(story) is ReasonCode.RHYTHM_DUE
    assert story.next.due >= story.now + 8 * DAY


def test_an_answer_between_the_day_and_its_question_takes_the_place_of_the_question() -> None:
    """As with any check-in that is due: whoever has just been heard of is not asked at once."""
    story = asked()
    saturday = on(story, SATURDAY, 12)
    books(story, MENTEE, saturday)
    story.passes(days=(saturday - story.now.date()).days + 1)
    story.hears(MENTOR, "check_in", story.taken[-1].key, met="no", about=saturday)
    assert story.next.due >= story.now + RHYTHM * DAY


@pytest.mark.parametrize("tells", [True, False])
def test_a_day_that_was_moved_forward_does_not_come_back_once_the_new_one_is_over(tells: bool) -> None:
    story = asked()
    books(story, MENTEE, in_days(story, 25))
    books(story, MENTOR, in_days(story, 12))
    if tells:
        story.passes(days=12)
        story.hears(MENTEE, "check_in", "agreed/1", met="yes")
    else:
        step = story.takes("check_in")
        for role in (MENTEE, MENTOR):
            story.hears(role, "check_in", step.key, met="yes")
    assert active_of(story).booked == ()
    assert why(story) is ReasonCode.RHYTHM_DUE
