"""When and why a mentorship ended, and who of the pair has left."""

from markupsafe import Markup

from gateway.pages.context import Standing
from schemas.names import PAIR, Outcome, Phase, Role
from schemas.state import State


def ended(standing: Standing) -> list[Markup]:
    """Say when and why their time together ended, and whom to write to if they want to continue."""
    day, left = standing.so_far.ended, who_left(standing)
    if standing.phase is not Phase.CLOSED or day is None:
        return []
    if not standing.state.active:
        return [_ended_unbegun(standing, standing.say.day(day))]
    causes = {Outcome.LAPSED: "lapsed", Outcome.LEFT: "left" if left else "early", Outcome.COMPLETED: "completed"}
    cause = causes.get(standing.state.outcome or Outcome.COMPLETED, "early")
    names = standing.say.list([standing.who(role) for role in left])
    sentence = standing.tell(f"ended.{cause}", day=standing.say.day(day), names=names, count=len(left))
    goes_on = standing.role in PAIR and not left and Role.COORDINATOR in standing.persons
    return [sentence, *([standing.tell("ended.go_on")] if goes_on else ())]


def another_mentor(standing: Standing) -> list[Markup]:
    """Say to a mentee whose mentor has left whom to write to, until they have another mentorship."""
    state = standing.state
    outcome = state.closing.outcome if state.closing else state.outcome
    left = outcome is Outcome.LEFT and Role.MENTOR in state.gone
    if standing.role is not Role.MENTEE or standing.begun_anew or not left:
        return []
    return [standing.tell("ended.another" if Role.COORDINATOR in standing.persons else "ended.another_alone")]


def _ended_unbegun(standing: Standing, day: str) -> Markup:
    """Say when it ended, and whether it did because the agreement never reached somebody."""
    state = standing.state
    missed = state.agreeing.missed if state.agreeing else ()
    agreed = state.agreeing.accepted if state.agreeing else ()
    lost = [role for role in PAIR if role in (*state.unreachable, *missed) and role not in agreed]
    if not lost or state.closing or not was_given(state):
        return standing.tell("ended.completed", day=day)
    names = standing.say.list([standing.who(role) for role in lost])
    return standing.tell(f"ended.unreached{'_you' if standing.role in lost else ''}", day=day, names=names)


def was_given(state: State) -> bool:
    """Whether nobody had looked for a mentor."""
    return state.seeking is None and not state.candidates


def who_left(standing: Standing) -> list[Role]:
    """Return who of the pair has left, except the reader."""
    return [role for role in PAIR if role in standing.state.gone and role is not standing.role]
