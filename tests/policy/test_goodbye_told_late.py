"""Whom the closing letter did not reach gets it once mail reaches them: the farewell is not the first they read."""

from datetime import timedelta

import pytest

from policy.delivery import need_passes
from policy.unasked import questions
from schemas.names import PAIR, Choice, Role, StepKind
from schemas.rules import Rules
from tests.policy.holds import held, lifted
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way
from tests.policy.test_verdict import judged, settled

MENTEE, MENTOR, HR, DAY = Role.MENTEE, Role.MENTOR, Role.HR, timedelta(days=1)


def said_goodbye() -> Story:
    """Return a pair that HR has brought to an end, after its closing letter."""
    story = under_way(Story(paired()))
    story.hears(HR, "close", outcome="ended_early")
    story.takes("closing")
    return story


@pytest.mark.parametrize("days", [1, 4])
@pytest.mark.parametrize("role", PAIR)
def test_a_closing_letter_that_comes_back_is_written_again_once_mail_reaches_them(role: Role, days: int) -> None:
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.hears(HR, "close", outcome="ended_early")
    assert story.takes("closing").to == PAIR
    story.passes(days=days)
    story.learns(role, "unreachable")
    assert story.next.kind is StepKind.FAREWELL
    story.learns(role, "reachable")
    assert story.takes("closing").to == (role,)
    assert story.takes("farewell").due >= story.now - timedelta(days=1)


def test_whoever_has_said_thanks_has_read_the_closing_letter() -> None:
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.hears(HR, "close", outcome="ended_early")
    closing = story.takes("closing")
    story.hears(MENTOR, "thank", closing.key)
    story.passes(days=1)
    story.learns(MENTOR, "unreachable")
    story.learns(MENTOR, "reachable")
    assert story.next.kind is StepKind.FAREWELL


@pytest.mark.parametrize("role", PAIR)
def test_whoever_may_have_read_of_the_end_reads_that_it_goes_on(role: Role) -> None:
    """That mail to them failed later says nothing about the closing letter, which they may have read."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.hears(HR, "close", outcome="ended_early")
    assert story.takes("closing").to == PAIR
    story.passes(days=1)
    story.learns(role, "unreachable")
    story.hears(HR, "resume")
    story.takes("reopened", unreachable=(role,))
    story.learns(role, "reachable")
    assert story.takes("reopened").to == (role,)


def test_a_goodbye_that_a_contact_ends_from_a_hold_sends_no_closing_letter_again() -> None:
    """Whoever raised a concern was promised a farewell alone."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.hears(HR, "close", outcome="ended_early")
    story.takes("closing")
    story.learns(MENTOR, "readdressed")
    lifted(story, held(story), choice=Choice.CLOSE)
    assert story.takes().kind is StepKind.FAREWELL


@pytest.mark.parametrize("lost", [(MENTEE,), (MENTOR,), PAIR])
def test_a_closing_letter_that_was_never_sent_comes_some_days_before_the_farewell(lost: tuple[Role, ...]) -> None:
    """After an outage they read that it had ended only when it had, without the thanks of the other one."""
    story = said_goodbye()
    story = settled(story, judged(story, undelivered=lost))
    late = story.takes("closing")
    assert late.to == lost
    assert late.key not in [one.key for one in story.taken[:-1]]
    assert story.next.kind is StepKind.FAREWELL
    assert story.next.due - late.due >= 4 * DAY


def test_it_is_written_once_more_and_then_the_farewell_comes_in_any_case() -> None:
    """Or a pair whose letters the relay refuses would never be closed."""
    story = said_goodbye()
    story = settled(story, judged(story, undelivered={MENTEE}))
    story.takes("closing")
    assert judged(story, undelivered={MENTEE}) is None
    assert story.takes("farewell").to == PAIR


def test_what_one_of_them_missed_does_not_keep_it_from_the_other_one_whom_mail_reaches_again() -> None:
    story = said_goodbye()
    story.learns(MENTOR, "unreachable")
    story = settled(story, judged(story, undelivered={MENTEE}, unreachable={MENTOR}))
    assert story.takes("closing").to == (MENTEE,)
    story.learns(MENTOR, "reachable")
    assert story.takes("closing").to == (MENTOR,)


def test_whoever_has_said_thanks_or_cannot_be_reached_is_not_told_again() -> None:
    story = said_goodbye()
    story.hears(MENTEE, "thank", "closing/1")
    story.learns(MENTOR, "unreachable")
    assert judged(story, undelivered=PAIR) is None


def test_what_matters_of_a_goodbye_is_the_closing_letter() -> None:
    """A question before it that was lost says nothing about it."""
    story = said_goodbye()
    assert questions(story.state) == ["closing/1"]
    lapse = under_way(Story(paired()))
    lapse.goes_on_until("last_notice")
    assert questions(lapse.state) == ["last_notice/1"]
    story.hears(HR, "resume")
    story.takes("reopened")
    assert questions(story.state) == []


@pytest.mark.parametrize("has_left", [False, True])
def test_a_closing_letter_waits_for_the_relay_until_a_day_before_the_farewell(has_left: bool) -> None:
    story = under_way(Story(paired(Rules(closing_days=10))))
    if has_left:
        story.learns(MENTOR, "left")
    else:
        story.hears(HR, "close", outcome="ended_early")
    closing = story.takes("closing")
    assert story.state.closing
    assert need_passes(closing, story.state, closing.due) == story.state.closing.until - DAY
