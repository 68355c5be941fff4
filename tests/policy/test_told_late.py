"""Whom mail did not reach as a break began hears of it once mail reaches them, and nobody hears of it twice."""

from datetime import timedelta

import pytest

from schemas.names import PAIR, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, HR = Role.MENTEE, Role.MENTOR, Role.HR
DAY = timedelta(days=1)


def in_a_break(lost: tuple[Role, ...] = (MENTOR,), days: int = 40) -> Story:
    """Return a pair in a break that HR asked for, of which these got no letter."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    for role in lost:
        story.learns(role, "unreachable")
    story.hears(HR, "pause", until=story.now + days * DAY)
    while story.takes().kind is not StepKind.PAUSED:
        pass
    return story


@pytest.mark.parametrize("role", PAIR)
def test_they_alone_are_told_as_soon_as_mail_reaches_them_again(role: Role) -> None:
    story = in_a_break((role,))
    story.passes(days=5)
    story.learns(role, "reachable")
    step = story.takes("paused")
    assert (step.to, step.reason.code) == ((role,), ReasonCode.BREAK_ASKED)
    assert step.due - story.now < 4 * DAY
    assert step.key not in [one.key for one in story.taken[:-1]]
    welcomed = story.takes("resumed")
    assert welcomed.to == PAIR


def test_who_is_reached_only_when_it_is_nearly_over_is_welcomed_back_alone() -> None:
    story = in_a_break(days=6)
    story.now = story.state.pause.until - timedelta(hours=12) if story.state.pause else story.now
    story.learns(MENTOR, "reachable")
    assert story.next.kind is StepKind.RESUMED


def test_a_new_date_that_is_told_to_both_is_not_told_twice() -> None:
    story = in_a_break()
    story.hears(HR, "pause", until=story.now + 60 * DAY)
    story.learns(MENTOR, "reachable")
    step = story.takes("paused")
    assert (step.to, step.reason.code) == (PAIR, ReasonCode.BREAK_CHANGED)
    assert story.next.kind is StepKind.RESUMED


def test_a_new_date_after_they_were_told_late_is_told_to_both() -> None:
    story = in_a_break()
    story.learns(MENTOR, "reachable")
    story.takes("paused")
    story.hears(HR, "pause", until=story.now + 60 * DAY)
    assert story.takes("paused").to == PAIR
    assert len({one.key for one in story.taken}) == len(story.taken)
    assert story.next.kind is StepKind.RESUMED


def test_each_of_two_whom_it_did_not_reach_is_told_when_it_does() -> None:
    story = in_a_break(PAIR)
    for role in PAIR:
        story.learns(role, "reachable")
        assert story.takes("paused").to == (role,)
    assert story.next.kind is StepKind.RESUMED


def test_a_break_that_ends_sooner_than_they_are_told_has_only_its_welcome() -> None:
    story = in_a_break()
    story.learns(MENTOR, "reachable")
    story.hears(HR, "resume")
    assert story.takes("resumed").to == PAIR


def test_so_is_a_mentee_whose_search_has_a_break() -> None:
    story = Story(seeking())
    story.takes("request", written=(MENTOR,), unreachable=(MENTEE,))
    story.hears(HR, "pause", until=story.now + 40 * DAY)
    while story.takes().kind is not StepKind.PAUSED:
        pass
    story.learns(MENTEE, "reachable")
    assert story.takes("paused").to == (MENTEE,)
