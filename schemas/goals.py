"""How the goals of a pair went, as each of the two says it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from schemas.request import Goal
from schemas.value import Value


class GoalOutcome(StrEnum):
    """How a goal went so far, as one of a pair sees it."""

    REACHED = "reached"
    PARTLY = "partly"
    NOT_YET = "not_yet"
    DROPPED = "dropped"  # it is no longer a goal


class Outcomes(Value):
    """How one goal went; None for whoever has not said."""

    mentee: GoalOutcome | None = None
    mentor: GoalOutcome | None = None


def outcomes_of(goals: Iterable[Goal], said: Mapping[str, Mapping[str, str]]) -> dict[str, Outcomes]:
    """Return how each goal that somebody spoke of went, by the field of the goal; `said` has it by role, then by field.

    Outcomes of a later release are left out.
    """
    known = {goal.field: {role: words.get(goal.field) for role, words in said.items()} for goal in goals}
    seen = {field: {role: one for role, one in by.items() if one in set(GoalOutcome)} for field, by in known.items()}
    return {field: Outcomes.model_validate(by) for field, by in seen.items() if by}
