"""The goodbye: notice with thanks, then a farewell with a summary; reversible while it is a question."""

from datetime import datetime, timedelta

from policy.ladder import off_ladder
from schemas.failures import Failure
from schemas.messages import Answer, Facts, Step
from schemas.names import PAIR, AnswerKind, Choice, Outcome, Phase, Role, StepKind
from schemas.state import Closing, State

UNBEGUN = (Phase.SEEKING, Phase.AGREEING)


def begin_closing(state: State, outcome: Outcome, now: datetime, by: Role | None = None) -> State:
    """Return the state with its goodbye begun; an unbegun mentorship is withdrawn at once."""
    if state.phase in (Phase.CLOSING, Phase.CLOSED):
        return state.with_(closing=state.closing and state.closing.with_(outcome=outcome, lapsed=False))
    unbegun = state.phase in UNBEGUN
    until = now if unbegun else now + timedelta(days=state.rules.closing_days)
    closing = Closing(since=now, outcome=outcome, was=state.phase, until=until, by=by)
    return state.with_(phase=Phase.CLOSING, closing=closing)


def upcoming(state: State, now: datetime) -> Step:
    """Return the next step of the goodbye, due at its plain time."""
    closing = _of(state)
    if closing.was in UNBEGUN:
        to = (Role.MENTEE,) if state.mentor is None else PAIR
        reason = "the search was ended before it led to a pair"
        return Step(kind=StepKind.WITHDRAWN, key="withdrawn", due=closing.since, to=to, reason=reason)
    if not closing.asked:
        due = closing.since + timedelta(minutes=state.rules.undo_minutes)
        reason = "it was decided to bring this to a good end"
        return Step(kind=StepKind.CLOSING, key=f"closing/{state.closings + 1}", due=due, to=PAIR, reason=reason)
    reason = "nobody answered the last notice" if closing.lapsed else "the time for thanks is over"
    key = f"farewell/{state.closings}"
    return Step(kind=StepKind.FAREWELL, key=key, due=closing.until, to=PAIR, reason=reason)


def after(state: State, step: Step, facts: Facts, now: datetime) -> State:
    """Return the state once `step` was taken."""
    closing = _of(state)
    match step.kind:
        case StepKind.CLOSING:
            until = max(closing.until, now + timedelta(days=1))
            return state.with_(closing=closing.with_(asked=now, until=until), closings=state.closings + 1)
        case StepKind.FAREWELL | StepKind.WITHDRAWN:
            return state.with_(phase=Phase.CLOSED, outcome=closing.outcome)
        case _:
            return state


def hear(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state after an answer, or why it cannot be taken."""
    closing = _of(state)
    if answer.kind is AnswerKind.THANK and answer.role in PAIR and closing.asked and not closing.lapsed:
        return _thanked(state, closing, answer.role, now)
    if answer.role in PAIR and _reopens(closing, answer):
        return state.with_(phase=closing.was, closing=None, active=state.active and off_ladder(state.active))
    if answer.kind in (AnswerKind.CHECK_IN, AnswerKind.ADJUST):
        return Failure.TOO_LATE
    return Failure.NOT_ASKED


def _of(state: State) -> Closing:
    return state.closing or Closing(
        since=state.started, outcome=Outcome.WITHDRAWN, was=state.phase, until=state.started
    )


def _reopens(closing: Closing, answer: Answer) -> bool:
    """A sign of life undoes a lapse; whoever wished to end may think again until the notice is out."""
    if closing.was is not Phase.ACTIVE or answer.choice in (Choice.CLOSE, Choice.REMATCH):
        return False
    if answer.choice is Choice.EXTEND and closing.outcome is Outcome.COMPLETED:
        return True
    return answer.kind in (AnswerKind.CHECK_IN, AnswerKind.ADJUST) and (
        closing.lapsed or (not closing.asked and closing.by is answer.role)
    )


def _thanked(state: State, closing: Closing, role: Role, now: datetime) -> State:
    thanked = tuple(one for one in PAIR if one in closing.thanked or one is role)
    soon = now + timedelta(minutes=state.rules.undo_minutes)
    until = min(closing.until, soon) if thanked == PAIR else closing.until
    return state.with_(closing=closing.with_(thanked=thanked, until=until))
