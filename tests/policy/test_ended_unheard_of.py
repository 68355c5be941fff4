"""Whoever never heard of a mentorship does not hear of its end: it is over at once."""

from datetime import timedelta

import pytest

from schemas.names import NewsKind, Phase, Role, StepKind
from tests.policy.pairs import START, paired, seeking
from tests.policy.stories import Story

MENTEE, MENTOR, HR = Role.MENTEE, Role.MENTOR, Role.HR


@pytest.mark.parametrize("begun", [paired, seeking])
def test_what_hr_ends_before_anybody_was_written_to_is_over_at_once_without_a_letter(begun: object) -> None:
    """Two who were paired by mistake once read that it had ended before it began, and thanks for being open to it."""
    story = Story(begun(), START)  # type: ignore[operator]
    story.hears(HR, "close")
    step = story.next
    assert (step.kind, step.to, step.due) == (StepKind.WITHDRAWN, (), START)
    story.takes()
    assert story.is_in(Phase.CLOSED)


def test_whoever_got_a_letter_is_told_after_the_time_to_undo_it() -> None:
    story = Story(paired())
    story.takes("agreement", written=(MENTEE,))
    story.hears(HR, "close")
    assert story.next.to == (MENTEE,)
    assert story.next.due >= story.now + timedelta(minutes=story.state.rules.undo_minutes)


def test_the_partner_of_somebody_who_left_before_the_first_letter_is_told_nothing() -> None:
    story = Story(paired())
    story.learns(MENTEE, NewsKind.LEFT)
    assert story.next.to == ()


@pytest.mark.parametrize("begun", [paired, seeking])
def test_news_by_mistake_that_somebody_left_is_undone_as_long_as_any_mistake(begun: object) -> None:
    """A file that HR put right at once ended every search that had not asked anybody yet."""
    story = Story(begun())  # type: ignore[operator]
    story.learns(MENTEE, NewsKind.LEFT)
    story.passes(minutes=5)
    story.learns(MENTEE, NewsKind.BACK, reader=story.state.readers[MENTEE])
    assert story.next.kind in (StepKind.AGREEMENT, StepKind.REQUEST)
