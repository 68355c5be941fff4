"""A booked meeting beside all else: health, the ladder, reviews, breaks, holds, the end, and how many letters come."""

from copy import copy

import pytest

from policy.booking import awaited
from policy.engagement import health_changes, judge
from schemas.failures import Failure
from schemas.names import Choice, Health, Phase, StepKind
from schemas.reason import ReasonCode
from schemas.state import State
from tests.policy.booked import (
    COORDINATOR,
    DAY,
    MENTEE,
    MENTOR,
    RHYTHM,
    active_of,
    asked,
    books,
    in_days,
    kind_of,
    local_day,
    unanswered,
    why,
)
from tests.policy.pairs import paired
from tests.policy.stories import Story


def test_nobody_is_late_before_the_booked_day_nor_as_soon_as_they_are_asked() -> None:
    story = asked(grace_days=0)
    key = story.taken[-1].key
    for role in (MENTEE, MENTOR):
        story.hears(role, "check_in", key, met="yes")
    assert story.state.active
    late = story.state.active.met + 31.5 * DAY  # type: ignore[operator]
    assert health_changes(story.state).late_at == late
    books(story, MENTEE, in_days(story, 38), met="yes")
    changes = health_changes(story.state)
    over = story.state.active.booked[0].over
    assert changes.late_at == over + 31.5 * DAY
    judgement = judge(story.state, over - DAY / 4)
    assert judgement.health is Health.ON_TRACK
    assert ReasonCode.MEETING_BOOKED in [one.code for one in judgement.reasons]
    assert ReasonCode.MEETING_BOOKED not in [one.code for one in judge(story.state, over).reasons]
    story.takes("check_in")
    assert judge(story.state, story.now).health is Health.ON_TRACK


def test_a_pair_that_books_and_misses_is_late_after_the_first_time() -> None:
    story = asked(grace_days=0)
    key = story.taken[-1].key
    for role in (MENTEE, MENTOR):
        story.hears(role, "check_in", key, met="yes")
    books(story, MENTEE, in_days(story, 30), met="yes")
    first = story.state.active and story.state.active.booked[0].over
    for _ in range(2):
        step = story.takes("check_in")
        for role in (MENTEE, MENTOR):
            books(story, role, in_days(story, 12), step=step.key)
    assert story.state.active
    assert story.state.active.expected == first
    story.hears(MENTEE, "adjust", step.key, choice=Choice.CALL_OFF)
    assert first
    assert health_changes(story.state).late_at == first + 31.5 * DAY


def test_a_meeting_that_the_other_one_has_booked_holds_up_the_nudge_and_the_ladder() -> None:
    story = unanswered()
    story.hears(MENTEE, "check_in", story.taken[-1].key, met="no")
    nudge = story.next
    assert nudge.kind is StepKind.NUDGE
    day = (nudge.due + 6 * DAY).date()
    books(story, MENTEE, day)
    assert (story.next.kind, story.next.due > nudge.due) == (StepKind.NUDGE, True)
    assert local_day(story.next) > day
    story.takes("nudge")
    assert story.state.active
    assert story.state.active.about == day, "whoever has answered is asked about the meeting"
    story = unanswered()
    story.goes_on_until("nudge")
    rhythm = story.next
    assert rhythm.kind is StepKind.RHYTHM
    books(story, MENTEE, (rhythm.due + 5 * DAY).date(), step=story.taken[-1].key)
    assert (story.next.kind, story.next.due > rhythm.due + 5 * DAY) == (StepKind.RHYTHM, True)


def test_silence_after_the_meeting_counts_as_ever() -> None:
    story = asked()
    books(story, MENTEE, in_days(story, 12))
    story.takes("check_in")
    kinds = [story.takes().kind for _ in range(3)]
    assert kinds == [StepKind.NUDGE, StepKind.RHYTHM, StepKind.TASK]


def test_a_review_that_is_nearest_takes_the_place_of_the_question() -> None:
    story = asked()
    story.hears(MENTEE, "check_in", story.taken[-1].key, met="yes")
    while kind_of(story) is not StepKind.REVIEW:
        step = story.takes("check_in")
        for role in (MENTEE, MENTOR):
            story.hears(role, "check_in", step.key, met="yes")
    books(story, MENTEE, in_days(story, 24), met="yes")
    step = story.next
    assert (step.kind, step.reason.code) == (StepKind.REVIEW, ReasonCode.LOOK_BACK)
    assert local_day(step) > active_of(story).booked[-1].day
    story.takes("review")
    assert active_of(story).booked == ()


@pytest.mark.parametrize("length", range(84, 100, 2))
def test_the_last_review_too_comes_after_the_day_of_a_booked_meeting(length: int) -> None:
    """It once came in the morning of that day, and asked how the months were before they had met."""
    story = unanswered(duration_days=length, cadence_days=42)
    tried = 0
    while story.taken[-1].kind in (StepKind.CHECK_IN, StepKind.REVIEW):
        for days in range(1, 45):
            booked = copy(story)
            day = in_days(booked, days)
            books(booked, MENTOR, day, met="yes", step=story.taken[-1].key)
            if awaited(booked.state):
                tried += 1
                assert local_day(booked.next) > day, (days, booked.next)
        for role in (MENTEE, MENTOR):
            story.hears(role, "check_in", story.taken[-1].key, met="yes")
        story.takes()
    assert tried


def test_an_end_before_the_meeting_keeps_the_dates_of_the_goodbye() -> None:
    story = asked(duration_days=90)
    while kind_of(story) is not StepKind.CLOSING:
        for role in (MENTEE, MENTOR):
            story.hears(role, "check_in", "check_in/1", met="yes")
        last = story.takes()
    for role in (MENTEE, MENTOR):
        story.hears(role, "adjust", last.key, choice="continue")
    goodbye = story.next
    assert (last.kind, goodbye.kind) == (StepKind.REVIEW, StepKind.CLOSING)
    books(story, MENTEE, (goodbye.due + 5 * DAY).date(), step="check_in/1")
    assert story.next == goodbye


def test_time_that_the_coordinator_gives_holds_for_a_booked_meeting_too() -> None:
    story = asked()
    story.goes_on_until("task")
    key = next(step.key for step in reversed(story.taken) if step.kind is StepKind.NUDGE)
    books(story, MENTEE, in_days(story, 12), step=key)
    story.hears(COORDINATOR, "decide", story.taken[-1].key, choice=Choice.CONTINUE)
    held = story.state.active and story.state.active.held
    assert held
    assert story.next.due >= held


def test_a_day_that_has_passed_is_not_awaited_and_the_rest_of_the_answer_counts() -> None:
    story = asked()
    books(story, MENTEE, in_days(story, -3))
    assert why(story) is not ReasonCode.MEETING_BOOKED
    assert story.state.active
    assert story.state.active.mentee.answered


def test_before_they_begin_and_after_the_end_there_is_no_meeting_to_call_off() -> None:
    story = Story(paired())
    story.takes("agreement")
    heard = story.tries(COORDINATOR, "adjust", story.taken[-1].key, choice=Choice.CALL_OFF)
    assert isinstance(heard, Failure)
    story = asked()
    books(story, MENTEE, in_days(story, 12))
    story.hears(MENTOR, "adjust", story.taken[-1].key, choice=Choice.CLOSE)
    story.takes("closing")
    assert story.is_in(Phase.CLOSING)
    assert story.tries(MENTEE, "adjust", story.taken[-1].key, choice=Choice.CALL_OFF) is Failure.TOO_LATE


def test_the_state_of_a_release_without_booked_meetings_is_read_as_before() -> None:
    story = asked()
    text = story.state.model_dump_json(exclude_unset=True)
    assert "booked" not in text
    assert State.model_validate_json(text).active == story.state.active


@pytest.mark.parametrize("answers", ["yes and the next day", "booked, then yes"])
def test_a_pair_that_books_each_meeting_is_asked_little_more_often_than_its_rhythm(answers: str) -> None:
    """They meet every three weeks, and say so."""
    story, asked_times, both = asked(), 1, answers == "yes and the next day"
    end = story.now + 300 * DAY
    meeting = story.now.date() - DAY
    while story.now < end:
        step = story.taken[-1]
        while meeting + RHYTHM * DAY < story.now.date():
            meeting += RHYTHM * DAY
        following = meeting + RHYTHM * DAY
        is_soon = following - story.now.date() <= 7 * DAY
        for role in (MENTEE, MENTOR):
            if step.kind is StepKind.CHECK_IN and (both or is_soon):
                books(story, role, following, met="yes" if both else "booked", step=step.key)
            elif step.kind is StepKind.CHECK_IN:
                story.hears(role, "check_in", step.key, met="yes")
            else:
                story.hears(role, "adjust", step.key, choice="continue")
        step = story.takes()
        asked_times += step.kind in (StepKind.CHECK_IN, StepKind.REVIEW)
    assert asked_times <= 300 // RHYTHM + (2 if both else 5)


def test_whoever_has_just_ended_it_keeps_the_end_if_they_then_call_the_meeting_off() -> None:
    story = asked()
    key = story.taken[-1].key
    books(story, MENTEE, in_days(story, 14))
    story.hears(MENTEE, "adjust", key, choice="close")
    assert story.tries(MENTEE, "adjust", key, choice="call_off") is Failure.TOO_LATE
    assert story.state.ending


def test_a_booked_day_is_still_asked_about_after_the_one_who_answers_has_gone_on_beside_the_silent_one() -> None:
    """It was asked about if the silent one was heard of first, and else by nobody ever."""
    story = unanswered()
    story.hears(MENTEE, "check_in", story.taken[-1].key, met="no")
    story.takes("nudge")
    day = in_days(story, 7)
    books(story, MENTEE, day)
    step = story.goes_on_until("rhythm")
    story.goes_on_until("task")
    for role in (MENTEE, MENTOR):
        story.hears(role, "adjust", step.key, choice=Choice.CONTINUE)
    assert [one.day for one in active_of(story).booked] == [day]
    assert why(story) is ReasonCode.MEETING_BOOKED


def test_a_yes_on_the_booked_day_itself_tells_of_it_also_at_the_letter_that_asked_about_an_earlier_one() -> None:
    """Both were asked again, and one meeting counted twice."""
    story = unanswered()
    books(story, MENTEE, in_days(story, 10))
    asked_of = story.takes("check_in")
    first = active_of(story).about
    books(story, MENTEE, in_days(story, 5), step=asked_of.key)
    story.passes(days=5)
    story.hears(MENTOR, "check_in", asked_of.key, met="yes", about=first)
    assert active_of(story).booked == ()
