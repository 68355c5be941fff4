"""A full week of one of the two keeps the other one waiting for seven days at most."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from policy.card import card_of
from policy.engagement import silent
from policy.verdict import World, left_out, verdict
from schemas.messages import StepOutcome
from schemas.names import PAIR, Role, StepKind
from schemas.reason import Reason, ReasonCode
from tests.policy.pairs import paired
from tests.policy.stories import Story
from tests.policy.test_verdict import active, settled, silent_until

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def full(now: datetime, hours: int = 1) -> tuple[datetime, ...]:
    """Return so many letters that a week has no room for another, until seven days after the earliest."""
    return tuple(now - timedelta(hours=hours - minutes / 60) for minutes in range(5))


def now_judged(story: Story, **world: Any) -> StepOutcome | None:
    """Judge the next step once it is due."""
    story.now = story.next.due
    return verdict(story.state, story.next, story.now, World.model_validate(world))


def kept_waiting(story: Story, *who: Role) -> datetime:
    """Let the next step wait seven days for people whose weeks stay full; return when it was planned."""
    planned = story.next.due
    while story.next.due < planned + WEEK:
        outcome = now_judged(story, letters={role: full(story.next.due) for role in who})
        assert outcome
        assert outcome.because == Reason(code=ReasonCode.ENOUGH_MAIL, who=who)
        settled(story, outcome)
    story.now = story.next.due
    return planned


def takes_without(story: Story, *who: Role) -> None:
    """Take the next step without some of its readers, as the activity reports it."""
    world = World(letters={role: full(story.next.due) for role in who})
    assert verdict(story.state, story.next, story.now, world) is None
    assert left_out(story.state, story.next, story.now, world) == who
    story.takes(written=tuple(role for role in PAIR if role not in who), skipped=who)


def before_review() -> Story:
    """Return a pair whose first review is next."""
    story = active()
    while story.next.kind is not StepKind.REVIEW:
        step = story.takes()
        for role in PAIR:
            story.hears(role, "check_in", step.key, met="yes")
    return story


@pytest.mark.parametrize("busy", PAIR)
@pytest.mark.parametrize("before", [active, before_review], ids=["check-in", "review"])
def test_after_seven_days_a_question_goes_to_the_one_who_has_room(before: Any, busy: Role) -> None:
    story = before()
    planned, other = kept_waiting(story, busy), next(role for role in PAIR if role is not busy)
    assert planned + WEEK <= story.now <= planned + WEEK + DAY
    takes_without(story, busy)
    assert card_of(story.state, story.now).waiting_for == (other,)
    story.hears(other, "check_in", story.taken[-1].key, met="no")
    assert silent(story.state) == (), "nobody is silent who was not asked"


@pytest.mark.parametrize("busy", PAIR)
def test_nobody_is_left_out_twice_in_a_row(busy: Role) -> None:
    """Of a mentor's many mentees, it was always the same one whose questions came a moment too late, all year."""
    story, other = active(), next(role for role in PAIR if role is not busy)
    kept_waiting(story, busy)
    takes_without(story, busy)
    story.hears(other, "check_in", story.taken[-1].key, met="yes")
    kept_waiting(story, busy)
    world = World(letters={busy: full(story.next.due)})
    assert left_out(story.state, story.next, story.now, world) == ()
    both = World(letters={role: full(story.next.due) for role in PAIR})
    outcome = verdict(story.state, story.next, story.now, both)
    assert outcome, "if both weeks are full, it waits"
    story.takes()
    story.hears(other, "check_in", story.taken[-1].key, met="yes")
    kept_waiting(story, busy)
    takes_without(story, busy)


def test_whoever_has_room_earlier_is_asked_then_together_with_the_other() -> None:
    story = active()
    story.now = story.next.due
    outcome = now_judged(story, letters={MENTOR: full(story.now, hours=100)})
    settled(story, outcome)
    assert story.next.due < story.now + WEEK
    assert left_out(story.state, story.next, story.next.due, World()) == ()


def test_while_nobody_has_room_a_question_waits_for_the_first_who_has() -> None:
    story = active()
    kept_waiting(story, MENTEE, MENTOR)
    letters = {MENTEE: full(story.now, hours=2), MENTOR: full(story.now, hours=50)}
    outcome = now_judged(story, letters=letters)
    assert outcome
    assert outcome.until == letters[MENTOR][0] + WEEK
    assert left_out(story.state, story.next, story.now, World(letters=letters)) == ()


def test_the_full_week_of_a_mentor_does_not_count_while_mail_cannot_reach_them() -> None:
    story = active()
    world = World(letters={MENTOR: full(story.next.due)}, unreachable=frozenset({MENTOR}))
    assert verdict(story.state, story.next, story.next.due, world) is None
    assert left_out(story.state, story.next, story.next.due + 2 * WEEK, world) == ()


def test_a_nudge_that_a_silent_mentor_is_spared_begins_no_ladder_and_comes_again() -> None:
    story = silent_until("nudge")
    kept_waiting(story, MENTOR)
    takes_without(story, MENTOR)
    assert story.state.active
    assert story.state.active.rung == 0
    asked = story.now
    story.hears(MENTEE, "check_in", story.taken[-1].key, met="no")
    assert story.next.kind is StepKind.NUDGE
    assert story.next.due - asked >= 20 * DAY


def test_a_nudge_that_a_silent_mentee_gets_is_about_them_whether_or_not_the_mentor_has_room() -> None:
    story = active()
    step = story.takes("check_in")
    story.hears(MENTOR, "check_in", step.key, met="no")
    kept_waiting(story, MENTOR)
    takes_without(story, MENTOR)
    assert story.state.active
    assert (story.state.active.rung, story.state.active.quiet) == (1, (MENTEE,))


SAID = {StepKind.CHECK_IN: ("check_in", {"met": "yes"}), StepKind.REVIEW: ("adjust", {"choice": "continue"})}


@pytest.mark.parametrize("kind", ["rhythm", "last_notice", "closing", "farewell"])
def test_any_other_letter_goes_to_both_after_seven_days(kind: str) -> None:
    """Behind a mentor whose weeks were full, the closing letter once came two weeks after the agreed end."""
    story = silent_until(kind) if kind in ("rhythm", "last_notice") else active()
    while kind in ("closing", "farewell") and story.next.kind != kind:
        step = story.takes()
        for role in PAIR if step.kind in SAID else ():
            story.hears(role, SAID[step.kind][0], step.key, **SAID[step.kind][1])
    planned = story.next.due
    kept_waiting(story, MENTOR)
    assert planned + WEEK <= story.next.due <= planned + WEEK + 2 * DAY
    assert verdict(story.state, story.next, story.next.due, World(letters={MENTOR: full(story.next.due)})) is None


def test_a_beginning_by_silence_keeps_the_day_that_was_named() -> None:
    story = Story(paired())
    while story.next.kind is not StepKind.AGREED:
        story.takes()
    assert now_judged(story, letters={role: full(story.next.due) for role in PAIR}) is None
