"""Agreeing: both accept one version, or the default terms apply; never a dead end."""

from datetime import datetime, timedelta

from policy.reminders import reminder_due
from schemas.failures import Failure
from schemas.messages import Answer, Facts, Step
from schemas.names import PAIR, AnswerKind, Choice, Outcome, Phase, Role, StepKind
from schemas.state import Active, Agreeing, Closing, Side, State


def upcoming(state: State, now: datetime) -> Step:
    """Return the next step towards an agreement, due at its plain time."""
    agreeing = _of(state)
    open_with = tuple(role for role in PAIR if role not in agreeing.accepted)
    key = f"agreement/{agreeing.version}"
    if not agreeing.asked:
        reason = "both are asked to look at the agreement before they begin"
        return Step(kind=StepKind.AGREEMENT, key=key, due=agreeing.since, to=open_with, reason=reason)
    limit = agreeing.asked + timedelta(days=state.rules.agreement_days)
    number, due = reminder_due(agreeing.asked, state.rules.agreement_reminders, agreeing.reminders, now)
    if due and now < limit:
        reason = f"{_names(open_with)} did not answer the agreement yet"
        kind = StepKind.AGREEMENT_REMINDER
        return Step(kind=kind, key=f"{key}/reminder/{number}", due=due, to=open_with, reason=reason)
    reason = f"nobody objected within {state.rules.agreement_days} days, so they begin with the terms as they stand"
    return Step(kind=StepKind.AGREED, key="agreed", due=limit, to=PAIR, reason=reason)


def after(state: State, step: Step, facts: Facts, now: datetime) -> State:
    """Return the state once `step` was taken."""
    agreeing = _of(state)
    match step.kind:
        case StepKind.AGREEMENT if step.key == f"agreement/{agreeing.version}":
            return state.with_(agreeing=agreeing.with_(asked=now))
        case StepKind.AGREEMENT_REMINDER if agreeing.asked:
            return state.with_(agreeing=agreeing.with_(reminders=int(step.key.rsplit("/", 1)[1])))
        case StepKind.AGREED:
            begun = _begun(state, now, by_default=True)
            return begun.with_(active=begun.active and begun.active.with_(welcomed=True))
        case _:  # terms were changed while the mail was on its way
            return state


def hear(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state after an answer, or why it cannot be taken."""
    agreeing = _of(state)
    current = f"agreement/{agreeing.version}"
    match answer.kind:
        case AnswerKind.ACCEPT:
            return state
        case AnswerKind.DECLINE if not agreeing.asked and state.seeking and state.candidates:
            return state.with_(phase=Phase.SEEKING, agreeing=None, seeking=state.seeking.with_(declined=now))
        case AnswerKind.DECLINE:
            return Failure.TOO_LATE
        case AnswerKind.AGREE | AnswerKind.AMEND if answer.role not in PAIR or not agreeing.asked:
            return Failure.NOT_ASKED
        case AnswerKind.AGREE | AnswerKind.AMEND if not f"{answer.step}/".startswith(f"{current}/"):
            return Failure.TOO_LATE
        case AnswerKind.AGREE:
            accepted = tuple(role for role in PAIR if role in agreeing.accepted or role is answer.role)
            agreed = state.with_(agreeing=agreeing.with_(accepted=accepted))
            return _begun(agreed, now) if accepted == PAIR else agreed
        case AnswerKind.AMEND:
            return _amended(state, answer, now)
        case AnswerKind.ADJUST if answer.choice in (Choice.CLOSE, Choice.REMATCH) and agreeing.asked:
            closing = Closing(since=now, outcome=Outcome.WITHDRAWN, was=Phase.AGREEING, until=now)
            return state.with_(phase=Phase.CLOSING, closing=closing)
        case _:
            return Failure.NOT_ASKED


def _of(state: State) -> Agreeing:
    return state.agreeing or Agreeing(since=state.started)


def _names(roles: tuple[Role, ...]) -> str:
    return " and ".join(f"{{{role}}}" for role in roles)


def _amended(state: State, answer: Answer, now: datetime) -> State:
    version = _of(state).version + 1
    fresh = Agreeing(since=now, version=version, accepted=(answer.role,))
    return state.with_(agreeing=fresh, cadence_days=answer.cadence_days or state.cadence_days)


def _begun(state: State, now: datetime, *, by_default: bool = False) -> State:
    side = Side(life=now)
    active = Active(
        agreed=now,
        next_check_in=now + timedelta(days=state.cadence_days),
        by_default=by_default,
        mentee=side,
        mentor=side,
    )
    ends = state.ends or now + timedelta(days=state.rules.duration_days)
    return state.with_(phase=Phase.ACTIVE, active=active, ends=ends, seeking=None, candidates=())
