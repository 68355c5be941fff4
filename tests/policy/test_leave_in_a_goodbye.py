"""Leave that becomes known during a goodbye is a break once the goodbye is off, as leave always is."""

from datetime import timedelta

import pytest

from schemas.names import Phase, Role, StepKind
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, HR = Role.MENTEE, Role.MENTOR, Role.HR
DAY = timedelta(days=1)


def ending(*, announced: bool) -> Story:
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.hears(HR, "close")
    if announced:
        story.takes("closing")
    return story


def test_an_end_that_nobody_has_read_of_leaves_a_break_when_it_is_taken_back() -> None:
    story = ending(announced=False)
    back = story.now + 60 * DAY
    story.learns(MENTOR, "away", until=back)
    story.hears(HR, "resume")
    assert story.takes("paused").to == (MENTEE, MENTOR)
    assert story.takes("resumed").due >= back
    assert story.state.leave == {}


@pytest.mark.parametrize("by", [HR, MENTEE])
def test_whoever_read_of_an_end_hears_first_that_it_goes_on_and_then_of_the_break(by: Role) -> None:
    """They once read a day on which nothing came, and the absence counted as silence."""
    story = ending(announced=True) if by is HR else over()
    back, ends = story.now + 60 * DAY, story.state.ends
    story.learns(MENTOR, "away", until=back)
    if by is HR:
        story.hears(HR, "resume")
    else:
        story.hears(MENTEE, "adjust", "closing/1", choice="extend")
    story.takes("reopened")
    assert story.state.pause
    assert story.takes("paused").reason.who == (MENTOR,)
    assert story.takes("resumed").due >= back
    assert story.state.phase is Phase.ACTIVE
    assert story.state.ends
    assert ends
    assert story.state.ends > ends + 50 * DAY


def over() -> Story:
    """Return a pair whose agreed time is nearly over, and that was told so."""
    story = under_way(Story(paired()))
    while story.next.kind is not StepKind.CLOSING:
        step = story.takes()
        for role in (MENTEE, MENTOR):
            story.hears(role, "check_in" if step.kind is StepKind.CHECK_IN else "adjust", step.key, **SAID[step.kind])
    story.takes("closing")
    return story


SAID = {StepKind.CHECK_IN: {"met": "yes"}, StepKind.REVIEW: {"choice": "continue"}}


def test_leave_that_is_over_when_it_goes_on_is_no_break() -> None:
    story = ending(announced=True)
    story.learns(MENTOR, "away", until=story.now + 2 * DAY)
    story.passes(days=3)
    story.hears(HR, "resume")
    story.takes("reopened")
    assert story.state.pause is None


def test_thanks_count_as_an_answer_if_the_goodbye_is_taken_back() -> None:
    """Somebody was once asked why they had not been heard of, eleven days after they had written."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.takes("nudge")
    story.hears(HR, "close")
    story.takes("closing")
    story.hears(MENTEE, "thank", "closing/1", note=True)
    story.hears(HR, "resume")
    assert story.state.active
    assert (story.state.active.mentee.unanswered, story.state.active.mentor.unanswered) == (0, 2)
