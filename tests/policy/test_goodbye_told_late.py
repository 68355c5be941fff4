"""Whom the closing letter did not reach gets it once mail reaches them: the farewell is not the first they read."""

from datetime import timedelta

import pytest

from schemas.names import PAIR, Choice, Role, StepKind
from tests.policy.holds import held, lifted
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, HR = Role.MENTEE, Role.MENTOR, Role.HR


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
