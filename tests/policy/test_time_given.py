"""What "Give them time" promises is kept: nobody is asked before, and the date is that of what really comes next."""

from datetime import timedelta

import pytest

from policy.card import answer_by, card_of
from policy.receipts import receipt
from schemas.names import Choice, Phase, Role, StepKind
from schemas.rules import Rules
from tests.policy.pairs import answer, paired
from tests.policy.stories import Story, under_way

COORDINATOR, HR = Role.COORDINATOR, Role.HR
LENGTHS = [days for days in range(40, 260, 3)]
BRIEF = {"cadence_days": 7, "late": 1, "quiet": 1.5, "at_risk": 2, "closing_days": 7, "task_days": 7}


def with_a_task(days: int, **rules: object) -> Story | None:
    """Return a silent pair of this length whose coordinator was asked to look after it; None if its end came first."""
    story = under_way(Story(paired(Rules.model_validate({"duration_days": days, **rules}))))
    while story.next.kind not in (StepKind.TASK, StepKind.CLOSING):
        story.takes()
    if story.next.kind is StepKind.CLOSING:
        return None
    story.takes("task")
    story.passes(days=1)
    return story


def gives_time(story: Story) -> str:
    """Let the coordinator give them time, and return the receipt."""
    before, key = story.state, next(step.key for step in reversed(story.taken) if step.kind is StepKind.TASK)
    story.hears(COORDINATOR, "decide", key, choice=Choice.CONTINUE)
    return receipt(answer(1, COORDINATOR, "decide", key, choice=Choice.CONTINUE), before, story.state, story.now)


@pytest.mark.parametrize("rules", [{}, BRIEF], ids=["usual", "brief"])
@pytest.mark.parametrize("days", LENGTHS)
def test_the_date_is_that_of_the_next_word_and_nobody_is_asked_before(days: int, rules: dict[str, object]) -> None:
    story = with_a_task(days, **rules)
    if story is None:
        return
    pressed, cadence = story.now, timedelta(days=story.state.cadence_days)
    words = gives_time(story)
    following = story.next
    assert f"on {following.due:%-d %B %Y}" in words
    assert ("goodbye" in words) == (following.kind is StepKind.CLOSING)
    assert following.kind is StepKind.CLOSING or following.due >= pressed + cadence


@pytest.mark.parametrize("rules", [{}, BRIEF], ids=["usual", "brief"])
@pytest.mark.parametrize("days", LENGTHS)
def test_the_coordinator_has_time_until_what_comes_without_a_decision(days: int, rules: dict[str, object]) -> None:
    story = with_a_task(days, **rules)
    if story is None:
        return
    by, following = answer_by(story.state), story.next
    assert following.kind in (StepKind.LAST_NOTICE, StepKind.CLOSING)
    assert by
    assert by <= following.due < by + timedelta(days=4)  # within suitable hours
    assert card_of(story.state, story.now).answer_by == by


def test_some_of_these_end_before_they_are_asked_again() -> None:
    found = [story for days in LENGTHS if (story := with_a_task(days, **BRIEF))]
    words = [gives_time(story) for story in found]
    assert [one for one in words if "goodbye" in one]
    assert [one for one in words if "goodbye" not in one]


def test_time_that_was_given_moves_with_a_break() -> None:
    story = with_a_task(250)
    assert story
    gives_time(story)
    before = story.next.due
    story.hears(HR, "pause", until=story.now + timedelta(days=30))
    story.goes_on_until("resumed")
    assert story.state.phase is Phase.ACTIVE
    assert story.next.due >= before + timedelta(days=29)


def test_a_rhythm_that_one_of_them_chooses_ends_the_waiting() -> None:
    story = with_a_task(250)
    assert story
    gives_time(story)
    check_in = next(step.key for step in reversed(story.taken) if step.kind is StepKind.NUDGE)
    story.hears(Role.MENTEE, "adjust", check_in, choice=Choice.CADENCE, cadence_days=7)
    assert story.next.due < story.now + timedelta(days=7)
