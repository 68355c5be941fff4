"""Asking one candidate after another, with reminders and a reply limit."""

from datetime import datetime, timedelta

from policy.reminders import reminder_due
from schemas.failures import Failure
from schemas.messages import Answer, Facts, Step
from schemas.names import AnswerKind, Choice, Outcome, Phase, Role, StepKind
from schemas.state import Agreeing, Closing, Seeking, State


def upcoming(state: State, now: datetime) -> Step:
    """Return the next step of the search, due at its plain (not yet courteous) time."""
    seeking = _of(state)
    if seeking.nobody_left:
        return _given_up(state, seeking.nobody_left)
    if seeking.declined:
        undo = timedelta(minutes=state.rules.undo_minutes)
        return _next_candidate(state, seeking.declined + undo, "the mentor who was asked cannot take this on")
    if not seeking.asked:
        return _request(state.requests, seeking.since, "{mentee} asks {mentor} to be their mentor")
    limit = seeking.asked + timedelta(days=state.rules.reply_days)
    number, due = reminder_due(seeking.asked, state.rules.reply_reminders, seeking.reminders, now)
    if due and now < limit:
        key = f"request/{state.requests}/reminder/{number}"
        reason = "{mentor} has not answered the request yet"
        return Step(kind=StepKind.REQUEST_REMINDER, key=key, due=due, to=(Role.MENTOR,), reason=reason)
    return _next_candidate(state, limit, f"no answer came within {state.rules.reply_days} days")


def after(state: State, step: Step, facts: Facts, now: datetime) -> State:
    """Return the state once `step` was taken."""
    seeking = _of(state)
    match step.kind:
        case StepKind.REQUEST:
            return _asked(state, step, facts, now)
        case StepKind.REQUEST_REMINDER:
            return state.with_(seeking=seeking.with_(reminders=int(step.key.rsplit("/", 1)[1])))
        case StepKind.NO_MENTOR:
            return state.with_(seeking=seeking.with_(nobody_left=now))
        case _:
            return state.with_(phase=Phase.CLOSED, outcome=Outcome.LAPSED)


def hear(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state after an answer, or why it cannot be taken."""
    seeking = _of(state)
    match answer.kind:
        case AnswerKind.ACCEPT | AnswerKind.DECLINE if not _is_present(state, answer):
            return Failure.TOO_LATE
        case AnswerKind.ACCEPT:
            since = now + timedelta(minutes=state.rules.undo_minutes)
            return state.with_(phase=Phase.AGREEING, agreeing=Agreeing(since=since))
        case AnswerKind.DECLINE:
            return state.with_(seeking=seeking.with_(declined=now))
        case AnswerKind.DECIDE if seeking.nobody_left:
            return _decided(state, answer, now)
        case _:
            return Failure.NOT_ASKED


def _of(state: State) -> Seeking:
    return state.seeking or Seeking(since=state.started)


def _is_present(state: State, answer: Answer) -> bool:
    """Whether the answer belongs to the candidate whose turn it is, asked and not yet passed over."""
    present = f"request/{state.requests}"
    mine = answer.step == present or answer.step.startswith(f"{present}/")
    return mine and answer.role is Role.MENTOR and _of(state).asked is not None and _of(state).nobody_left is None


def _decided(state: State, answer: Answer, now: datetime) -> State:
    if answer.choice is Choice.CONTINUE:
        return state.with_(seeking=_of(state).with_(nobody_left=now))
    closing = Closing(since=now, outcome=Outcome.DECLINED, was=Phase.SEEKING, until=now)
    return state.with_(phase=Phase.CLOSING, closing=closing)


def _request(number: int, due: datetime, reason: str) -> Step:
    return Step(kind=StepKind.REQUEST, key=f"request/{number}", due=due, to=(Role.MENTOR, Role.MENTEE), reason=reason)


def _next_candidate(state: State, due: datetime, because: str) -> Step:
    if len(state.candidates) > 1:
        return _request(state.requests + 1, due, f"{because}, so the next candidate is asked")
    to = (Role.COORDINATOR, Role.MENTEE)
    reason = f"{because}, and there is nobody left to ask"
    return Step(kind=StepKind.NO_MENTOR, key=f"no_mentor/{state.requests}", due=due, to=to, reason=reason)


def _given_up(state: State, told: datetime) -> Step:
    due = told + timedelta(days=state.rules.no_mentor_days)
    reason = "no mentor was found in time"
    return Step(kind=StepKind.WITHDRAWN, key="withdrawn", due=due, to=(Role.MENTEE,), reason=reason)


def _asked(state: State, step: Step, facts: Facts, now: datetime) -> State:
    moved_on = step.key != f"request/{state.requests}"
    candidates = state.candidates[1:] if moved_on else state.candidates
    lost = Role.MENTOR in facts.unreachable or Role.MENTOR in facts.skipped
    return state.with_(
        candidates=candidates,
        requests=state.requests + moved_on,
        mentor=candidates[0].person,
        readers={**state.readers, Role.MENTOR: candidates[0].reader},
        seeking=Seeking(since=now, asked=now, declined=now if lost else None),
    )
