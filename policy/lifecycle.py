"""The one place that knows all phases: what is next, what a step changes, what an answer changes."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID
from zlib import crc32

from policy import active, agreeing, closing, pausing, seeking
from policy.closing import begin_closing
from policy.courtesy import decent
from policy.engagement import judge
from schemas.failures import Failure
from schemas.messages import Answer, Facts, Step
from schemas.names import PAIR, AnswerKind, Outcome, Phase, Role, StepKind
from schemas.reader import Reader
from schemas.state import State


class Chapter(Protocol):
    """What every phase's module decides."""

    def upcoming(self, state: State, now: datetime) -> Step:
        """Return the next step, due at its plain time."""

    def after(self, state: State, step: Step, facts: Facts, now: datetime) -> State:
        """Return the state once a step was taken."""

    def hear(self, state: State, answer: Answer, now: datetime) -> State | Failure:
        """Return the state after an answer, or why it cannot be taken."""


PHASES: dict[Phase, Chapter] = {
    Phase.SEEKING: seeking,
    Phase.AGREEING: agreeing,
    Phase.ACTIVE: active,
    Phase.CLOSING: closing,
}
REMEMBERED = 40  # answers whose repetition is recognised without asking Postgres
TICK = timedelta(minutes=1)


def next_step(state: State, now: datetime) -> Step | None:
    """Return the next step and its courteous due time; None once the mentorship is closed."""
    if state.phase is Phase.CLOSED:
        return None
    step = pausing.upcoming(state, state.pause) if state.pause else PHASES[state.phase].upcoming(state, now)
    readers, courtesy, seed = _readers(state, step), state.rules.courtesy, f"{state.mentorship}/{step.due}"
    due = decent(step.due, readers, courtesy, seed)
    if due < now - TICK:
        due = decent(now, readers, courtesy, seed)
    return step.with_(due=due)


def after(state: State, step: Step, facts: Facts, now: datetime) -> State:
    """Return the state once `step` was taken and `facts` came back."""
    if state.pause and step.kind in (StepKind.PAUSED, StepKind.RESUMED):
        changed = pausing.after(state, state.pause, step, now)
    elif state.phase in PHASES:
        changed = PHASES[state.phase].after(state, step, facts, now)
    else:
        changed = state
    return _settled(_known(changed, facts, now), state, now)


def hear(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state after an answer, or why it cannot be taken; the same answer twice changes nothing.

    During a pause an answer is taken at the moment the clock stopped, so that its
    consequences move with everything else when the pause ends.
    """
    if answer.id in state.heard:
        return state
    changed = _heard(state, answer, now)
    if isinstance(changed, Failure):
        return changed
    heard = (*changed.heard, answer.id)[-REMEMBERED:]
    return _settled(changed.with_(heard=heard), state, now)


def expected(state: State, step: Step) -> Facts:
    """Return the facts of a step that goes well, for showing how things will stand after it."""
    return Facts(written=step.to, unreachable=state.unreachable)


def digest(readers: dict[Role, Reader]) -> int:
    """Return a short fingerprint of the clocks known, so that they travel only when they changed."""
    return crc32("".join(f"{role}{readers[role].model_dump_json()}" for role in sorted(readers)).encode())


def addressee(state: State, step: Step) -> UUID | None:
    """Return the mentor whom a step concerns: for a request, the candidate whose turn it is."""
    if step.kind is not StepKind.REQUEST or not state.candidates:
        return state.mentor
    return state.candidates[step.key != f"request/{state.requests}"].person


def _heard(state: State, answer: Answer, now: datetime) -> State | Failure:
    clock = state.pause.since if state.pause else now
    match answer.kind:
        case _ if state.phase is Phase.CLOSED:
            return Failure.CLOSED
        case AnswerKind.RESUME:
            return pausing.resume(state, now)
        case AnswerKind.PAUSE:
            return pausing.pause(state, answer, now)
        case AnswerKind.CLOSE if answer.role in (Role.HR, Role.COORDINATOR):
            awake = pausing.shifted(state.with_(pause=None), now - state.pause.since) if state.pause else state
            return begin_closing(awake, _outcome(state, answer), now)
        case _:
            reopened = PHASES[state.phase].hear(state, answer, clock)
    if isinstance(reopened, State) and state.phase is Phase.CLOSING and reopened.phase is Phase.ACTIVE:
        return active.hear(reopened, answer, clock)
    return reopened


def _outcome(state: State, answer: Answer) -> Outcome:
    unbegun = state.phase in (Phase.SEEKING, Phase.AGREEING)
    return answer.outcome or (Outcome.WITHDRAWN if unbegun else Outcome.ENDED_EARLY)


def _known(state: State, facts: Facts, now: datetime) -> State:
    """Keep what the activity found out about clocks and addresses."""
    lost = tuple(role for role in PAIR if role in facts.unreachable)
    newly = bool(set(lost) - set(state.unreachable))
    since = now if newly else state.unreachable_since
    lost = lost if facts.written or facts.unreachable else state.unreachable
    readers = {**state.readers, **facts.readers} if facts.readers else state.readers
    losses = state.losses + newly
    return state.with_(unreachable=lost, unreachable_since=since, losses=losses, readers=readers)


def _settled(state: State, before: State, now: datetime) -> State:
    health = judge(state, now).health if state.phase is Phase.ACTIVE else state.health
    return state.with_(revision=before.revision + 1, health=health)


def _readers(state: State, step: Step) -> list[Reader]:
    readers = dict(state.readers)
    if step.kind is StepKind.REQUEST and state.candidates:
        readers[Role.MENTOR] = state.candidates[step.key != f"request/{state.requests}"].reader
    return [readers[role] for role in step.to if role in readers]
