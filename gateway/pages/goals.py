"""How each goal of a pair goes, as the two say it at a review and with their thanks: asked, kept, and shown."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from gateway.pages.context import Standing
from gateway.pages.form_fields import Form
from gateway.pages.speech import Name
from schemas.goals import GoalOutcome
from schemas.names import PAIR
from schemas.request import Goal

OUTCOMES = tuple(map(str, GoalOutcome))
UNSAID = "unsaid"  # takes back what was said before


def goals_of(standing: Standing) -> tuple[Goal, ...]:
    """Return the goals that a page asks about: those of the current agreement, each once."""
    goals = standing.terms.goals if standing.terms else ()
    return tuple({goal.id: goal for goal in goals}.values())


def outcomes(standing: Standing) -> list[tuple[str, str]]:
    """Return the outcomes to choose from, each with its label."""
    return [(one, str(standing.tell(f"goal.{one}"))) for one in OUTCOMES]


def goals_in(form: Form, standing: Standing) -> dict[str, str]:
    """Return what a form says of each goal, by the goal's field; each may be left out, or taken back."""
    before = {field for field in goals_given(standing) if field in form.fields}
    fields = [goal.field for goal in goals_of(standing)]
    return {field: form.maybe(field, OUTCOMES) or (UNSAID if field in before else "") for field in fields}


def goals_given(standing: Standing) -> dict[str, str]:
    """Return what the reader said of each goal before, as the form shows it."""
    return dict(standing.so_far.goals.get(standing.role, {}))


def worded_goals(standing: Standing, words: Mapping[str, Any]) -> str:
    """Return the goals that an answer speaks of, each with its outcome on a line of its own."""
    labels = dict(outcomes(standing))
    said = [(goal, labels.get(str(words.get(goal.field)))) for goal in goals_of(standing)]
    return "\n".join(f"{goal}: {label}" for goal, label in said if label)


def goals_so_far(standing: Standing) -> Markup:
    """Return the goals, each with what the two last said of it, on a line of its own."""
    return Markup("\n").join(_so_far(standing, goal) for goal in goals_of(standing))


def _so_far(standing: Standing, goal: Goal) -> Markup:
    labels, said = dict(outcomes(standing)), standing.so_far.goals
    parts = [(role, labels.get(said.get(role, {}).get(goal.field, ""))) for role in PAIR]
    by = [Markup("{}: {}").format(standing.who(role), label) for role, label in parts if label]
    name = Markup("{}").format(Name(goal.text))
    return Markup("{} ({})").format(name, Markup(" · ").join(by)) if by else name
