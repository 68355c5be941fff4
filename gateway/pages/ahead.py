"""What comes next and when, worded for the reader, as far as they may know it."""

from datetime import timedelta

from markupsafe import Markup

from gateway.pages.context import Standing
from policy.agreeing import unshown
from policy.engagement import side_of
from policy.leave_ahead import WAITING_FOR_BOTH
from policy.lifecycle import begins_later
from policy.reaching import readers_of
from policy.reasons import AHEAD, spoken_of_as
from policy.reviews import is_due
from schemas.messages import Step
from schemas.names import PAIR, Phase, Role, StepKind
from schemas.reason import ReasonCode

REQUESTS = (StepKind.REQUEST, StepKind.REQUEST_REMINDER)
SOON, AT_ONCE = timedelta(hours=1), timedelta(minutes=5)


def ahead(standing: Standing, step: Step) -> list[Markup]:
    """Return what to say about a step to come, and about what silence begins."""
    step = begins_later(standing.state, standing.role, standing.clock) or step
    return [*_comes(standing, step), *_by_silence(standing, step)]


def _comes(standing: Standing, step: Step) -> list[Markup]:
    """Return what to say about a step to come; nothing if the reader may not know it, or if it reaches nobody."""
    what, delayed = _what(standing, step), standing.card.delayed
    if what and delayed and delayed.code is ReasonCode.BEING_ASKED:  # nobody knows yet when somebody is asked
        looks = standing.tell("when.day", day=_day(standing, step), what=standing.say("next.looks_again"))
        return [standing.because(delayed), looks]
    if what and delayed and delayed.code is ReasonCode.ON_LEAVE and step.kind in WAITING_FOR_BOTH:
        why = standing.tell("stands.away_you") if delayed.who == (standing.role,) else standing.because(delayed)
        return [why, _when(standing, step, what)]
    return [_when(standing, step, what)] if what else []


def _by_silence(standing: Standing, step: Step) -> list[Markup]:
    """Tell a mentor who said yes with changes, and whose page is the request, that silence begins it, and when."""
    agreeing = standing.state.agreeing if standing.phase is Phase.AGREEING and standing.proposed else None
    if agreeing is None or standing.kind not in REQUESTS or unshown(standing.state):
        return []
    if not agreeing.asked:
        is_next = step.kind is StepKind.AGREEMENT
        return [standing.tell("waits.silence_later", count=standing.rules.agreement_days)] if is_next else []
    if standing.card.answer_by is None or step.reason.code is ReasonCode.AGREED_BY_SILENCE:
        return []
    return [standing.tell("waits.silence", day=standing.by(standing.card.answer_by))]


def _what(standing: Standing, step: Step) -> Markup | None:
    """Return what a step does; None if the reader may not know it."""
    to = [role for role in PAIR if role in readers_of(standing.state, step)]
    if step.reason.code is ReasonCode.REACHED_AGAIN:  # the mentee reads on the page what the letter says
        return None
    if step.kind is StepKind.REOPENED and standing.role in PAIR and standing.role not in step.to:
        return None  # of an end that they never heard of
    if not to and set(step.to) != {Role.COORDINATOR}:
        return None
    addressed = standing.role in (*to, *({Role.COORDINATOR} & {*step.to})) and not _is_for_another(standing, step)
    names = standing.say.list([standing.who(role) for role in to if role is not standing.role])
    keys = _keys(standing, step, addressed, alone=len(to) < len(PAIR))
    key = next((key for key in keys if standing.say.has(f"next.{key}")), None)
    is_booked = step.reason.code is ReasonCode.MEETING_BOOKED and step.reason.until
    day = standing.say.weekday(step.reason.until.date()) if is_booked and step.reason.until else ""
    return standing.tell(f"next.{key}", names=names, day=day) if key else None


def _keys(standing: Standing, step: Step, addressed: bool, alone: bool) -> list[str]:
    """Return the keys of the catalogue that fit a step, the best first."""
    if step.kind is StepKind.REQUEST:
        return [f"request_{standing.role}{'_next' if _asked_before(standing) else ''}"]
    if step.kind is StepKind.NO_MENTOR and Role.COORDINATOR not in step.to:
        return [f"no_mentor_{standing.role}_alone"]
    if step.kind is StepKind.NO_MENTOR and not addressed:
        return ["no_mentor_mentor"]  # only the coordinator reads it
    if step.kind is StepKind.RESUMED and standing.state.phase is Phase.SEEKING:
        return ["resumed_you" if standing.role is Role.MENTOR else f"resumed_search{'' if addressed else '_other'}"]
    if step.kind is StepKind.WITHDRAWN and addressed and not standing.state.seeking:
        return ["withdrawn_given"]  # nobody had asked anybody
    kind: str = spoken_of_as(step)
    if kind == StepKind.NUDGE and _has_answered(standing, step):
        kind = _usual(standing, step)
    if step.reason.code is ReasonCode.MEETING_BOOKED:
        kind = "check_in_booked"
    if addressed:
        return [f"{kind}_{standing.role}", *([f"{kind}_you"] if alone else ()), kind]
    mine = f"{kind}_{standing.role}"
    return [*([f"{mine}_one"] if alone else ()), mine, *([f"{kind}_one"] if alone else ()), f"{kind}_other"]


def _usual(standing: Standing, step: Step) -> str:
    """Return what comes for whoever has answered: a review only if the other one answers too, and nobody is told of a
    silence."""
    return "again" if is_due(standing.state, step.due) else StepKind.CHECK_IN


def _is_for_another(standing: Standing, step: Step) -> bool:
    """Whether a letter to the mentor goes to the next candidate, not to this reader."""
    return step.kind is StepKind.REQUEST and standing.role is Role.MENTOR


def _asked_before(standing: Standing) -> bool:
    """Whether somebody was asked; only the mentee can see that a candidate was passed over without being asked."""
    seeking = standing.state.seeking
    if seeking and seeking.declined and standing.role is Role.MENTEE:
        return standing.mentor is not None or bool(standing.so_far.asked)
    return bool(seeking and (seeking.asked or seeking.declined))


def _has_answered(standing: Standing, step: Step) -> bool:
    """Whether a step follows the silence of the other one alone, or this reader has nothing to answer until then: they
    are asked on that day in any case."""
    if standing.role not in PAIR or not step.reason.who:
        return False
    active = standing.state.active
    is_asked = active is None or side_of(active, standing.role).question is not None
    return standing.role not in step.reason.who or not is_asked


def _when(standing: Standing, step: Step, what: Markup) -> Markup:
    wait, asked_anyway = step.due - standing.clock, step.kind is StepKind.NUDGE and _has_answered(standing, step)
    is_open = step.reason.code in AHEAD and step.kind is not StepKind.UNREACHABLE
    if is_open and wait >= AT_ONCE and not asked_anyway:
        return _unanswered(standing, step, what)
    if wait < SOON:
        return standing.tell("when.moment" if wait < AT_ONCE else "when.hour", what=what)
    return standing.tell("when.day", day=_day(standing, step), what=what)


def _day(standing: Standing, step: Step) -> str:
    """Return the day of a step: the reader's own if it writes to them alone or follows a meeting on a named day, else
    the same one for both of a pair."""
    is_own = step.to == (standing.role,) or step.reason.code is ReasonCode.MEETING_BOOKED
    return standing.say.here(step.due) if is_own else standing.say.day(step.due)


def _unanswered(standing: Standing, step: Step, what: Markup) -> Markup:
    """Say what comes if there is no answer by then; whoever has answered reads whose is missing."""
    day, who = _day(standing, step), step.reason.who
    if step.reason.code is ReasonCode.NO_MENTOR_FOUND:  # nobody is asked any more
        return standing.tell("when.unfound", day=day, what=what)
    if step.reason.code is ReasonCode.UNREACHABLE and standing.role in who:
        return standing.tell("when.unreached", day=day, what=what)
    agreeing = standing.state.agreeing if step.reason.code is ReasonCode.AGREED_BY_SILENCE else None
    if agreeing and standing.role in agreeing.accepted:
        who = tuple(role for role in PAIR if role not in agreeing.accepted)
    if not who or standing.role in who:
        return standing.tell("when.unanswered", day=day, what=what)
    names = standing.say.list([standing.who(role) for role in who])
    if step.reason.code is ReasonCode.UNREACHABLE:
        return standing.tell("when.unreached_by", day=day, what=what, names=names)
    return standing.tell("when.unanswered_by", day=day, what=what, names=names, count=len(who))
