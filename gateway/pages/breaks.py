"""Why there is a break: who asked for it, who is away, and who set its date; or that it is over."""

from markupsafe import Markup

from gateway.pages.context import Standing
from policy.agreeing import is_out
from policy.pausing import lasting
from schemas.names import PAIR, Phase, Role
from schemas.state import Pause


def why_paused(standing: Standing, pause: Pause) -> Markup:
    """Return until when there is a break, and why: a break that was asked for is not an absence. Or that it is over."""
    if standing.is_back:
        return standing.tell("stands.break_over")
    sentences = [standing.tell("stands.break_until", until=standing.say.day(pause.until))]
    if pause.by_hr:
        return Markup(" ").join([*sentences, standing.tell("stands.break_programme")])
    present = lasting(pause, standing.clock)
    asked = [role for role in PAIR if role in present.wished]
    away = [role for role in PAIR if role in present.away and role not in asked]
    sentences += [*_of_these(standing, "asked", asked), *_of_these(standing, "away", away)]
    return Markup(" ").join([*sentences, *([standing.tell("stands.break_dated")] if pause.dated_by_hr else ())])


def before_agreement(standing: Standing) -> tuple[list[Markup], list[Markup]]:
    """Return what to say before and after a break that began before the agreement was sent: how they found each other,
    and when the agreement comes."""
    state = standing.state
    if state.phase is not Phase.AGREEING or state.agreeing is None or is_out(state.agreeing):
        return [], []
    met = f"stands_{standing.role}.{'accepted' if state.seeking else 'given'}"
    return [standing.tell(met)], [standing.tell(f"stands.agreement_{'soon' if standing.is_back else 'after'}")]


def _of_these(standing: Standing, what: str, roles: list[Role]) -> list[Markup]:
    """Return one sentence about the people who asked for the break, or are away."""
    others = [standing.who(role) for role in roles if role is not standing.role]
    if not roles:
        return []
    mine = "both" if others else "you"
    names = standing.say.list(others)
    key = f"{what}_{mine if standing.role in roles else 'others'}"
    return [standing.tell(f"stands.{key}", names=names, count=len(others))]
