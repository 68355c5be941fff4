"""Choosing a rhythm while the other one is silent delays no help: the coordinator is asked as if nothing was chosen."""

from datetime import datetime

import pytest

from schemas.names import Role
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way

MENTEE = Role.MENTEE


def task_after(choice: str, days: int = 0) -> datetime:
    """Return when the coordinator is asked, where only the mentee answers and chooses something on the second rung."""
    story = under_way(Story(paired()))
    while (step := story.takes()).kind != "rhythm":
        if step.kind in ("check_in", "nudge"):
            story.passes(hours=1)
            story.hears(MENTEE, "check_in", step.key, met="no")
    story.passes(hours=1)
    story.hears(MENTEE, "adjust", step.key, choice=choice, **({"cadence_days": days} if days else {}))
    assert story.next.kind == "task"
    return story.next.due


@pytest.mark.parametrize("days", [7, 14, 21])
def test_the_rhythm_as_it_is_or_a_quicker_one_brings_no_later_help(days: int) -> None:
    assert task_after("cadence", days) <= task_after("continue")


def test_a_slower_rhythm_is_measured_from_the_last_answer_and_not_from_the_choice() -> None:
    story = under_way(Story(paired()))
    assert (task_after("cadence", 42) - story.now).days <= 3 * 42 + 7
