"""When and why a mentorship ended, and who of the pair has left."""

from markupsafe import Markup

from gateway.pages.context import Standing
from policy.another_mentor import may_want_another
from policy.ending import is_parted
from policy.told import decided_by
from schemas.names import PAIR, Choice, Outcome, Phase, Role
from schemas.state import State


def ended(standing: Standing) -> list[Markup]:
    """Say when and why their time together ended, and whom to write to if they want to continue."""
    day, left = standing.so_far.ended, who_left(standing)
    if standing.phase is not Phase.CLOSED or day is None:
        return []
    if not standing.state.active:
        goes_on = standing.role is Role.MENTEE and standing.begun_anew
        anew = [standing.tell("ended.begun_anew")] if goes_on else []
        return [_ended_unbegun(standing, standing.say.day(day)), *anew]
    causes = {Outcome.LAPSED: "lapsed", Outcome.LEFT: "left" if left else "early", Outcome.COMPLETED: "completed"}
    cause = causes.get(standing.state.outcome or Outcome.COMPLETED, "early")
    names = standing.say.list([standing.who(role) for role in left])
    sentence = standing.tell(f"ended.{cause}", day=standing.say.day(day), names=names, count=len(left))
    if not _may_go_on(standing):
        return [sentence]
    asks = _may_want_another(standing) and not _search(standing)
    return [sentence, standing.tell("ended.go_on_or_another" if asks else "ended.go_on")]


def another_mentor(standing: Standing) -> list[Markup]:
    """Tell a mentee whose mentorship ends early, until they have another one, who looks for it, or whom to ask; not on
    hold, while nobody may hear of an end."""
    if standing.state.hold or not _may_want_another(standing):
        return []
    if search := _search(standing):
        return [] if standing.phase is not Phase.CLOSED and _has_asked_for_it(standing) else search
    if standing.phase is Phase.CLOSED and _may_go_on(standing):
        return []
    return [standing.tell("ended.another" if Role.COORDINATOR in standing.persons else "ended.another_alone")]


def who_decides(standing: Standing) -> list[Markup]:
    """Say who decides about another search, and whom to ask."""
    return [standing.tell("changed.rematch"), *_whom_to_ask(standing)]


def _search(standing: Standing) -> list[Markup]:
    """Say what an end means for another search, as its letter does, if it was ended for one as far as the reader may
    know."""
    closing = standing.state.closing
    if closing is None or closing.outcome is not Outcome.REMATCHED:
        return []
    match decided_by(standing.state, standing.role):
        case "programme":
            return [standing.tell("ended.search"), *_whom_to_ask(standing)]
        case "reader":
            return who_decides(standing)
        case _:
            return []


def _whom_to_ask(standing: Standing) -> list[Markup]:
    return [standing.tell("changed.rematch_ask")] if Role.COORDINATOR in standing.persons else []


def _may_want_another(standing: Standing) -> bool:
    return may_want_another(standing.state, standing.role) and not standing.begun_anew


def _may_go_on(standing: Standing) -> bool:
    is_over_for_good = is_parted(standing.state) or who_left(standing) or standing.begun_anew
    return standing.role in PAIR and not is_over_for_good and Role.COORDINATOR in standing.persons


def _has_asked_for_it(standing: Standing) -> bool:
    """Whether the reader has asked for another match here, and so read who decides about it."""
    answered = standing.answered if standing.holds else None
    return answered is not None and answered.said.get("choice") == Choice.REMATCH


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
