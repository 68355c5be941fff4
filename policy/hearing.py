"""What an answer changes, in each phase, in a break, and while the programme has a mentorship on hold."""

from datetime import datetime

from policy import agreeing, holding, kept_back, lost_mentor, pausing, seeking
from policy.activity import alive
from policy.bookkeeping import by_calendar, remembered, settled
from policy.closing import begin_closing, outcome_named
from policy.phases import PHASES
from policy.reopening import without_lapse
from policy.replaced_answers import replaceable_end
from schemas.failures import Failure
from schemas.messages import Answer
from schemas.names import AnswerKind, Choice, Phase, Role
from schemas.state import Pause, State


def hear(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state after an answer, or why it is rejected; the same answer twice changes nothing."""
    if answer.id in state.heard:
        return state
    if answer.kind in holding.KINDS:
        changed = holding.hear(state, answer, now)
    elif holding.is_refused(state, answer):
        changed = Failure.ON_HOLD
    elif holding.is_ended_by(state, answer):
        changed = holding.ended(_answered(holding.lifted(state, now), answer, now))
    else:
        changed = holding.meanwhile(state, now, lambda at: _answered(at, answer, now))
    return changed if isinstance(changed, Failure) else settled(remembered(changed, answer.id), state, now)


def _answered(state: State, answer: Answer, now: datetime) -> State | Failure:
    changed = _heard(state, answer, now)
    if isinstance(changed, Failure):
        return changed
    return lost_mentor.without_their_break(by_calendar(changed, answer, now), now)


def _heard(state: State, answer: Answer, now: datetime) -> State | Failure:
    match answer.kind:
        case _ if state.phase is Phase.CLOSED:
            return Failure.CLOSED
        case _ if seeking.is_of_earlier_mentor(state, answer):
            return Failure.TOO_LATE
        case _ if kept_back.is_kept_from(state, answer.role) and answer.kind is not AnswerKind.CLOSE:
            return _heard_as_before(state, answer, now)
        case AnswerKind.RESUME if state.phase is not Phase.CLOSING:
            return _alive(pausing.resume(state, answer, now), answer, now)
        case AnswerKind.PAUSE:
            return _alive(pausing.pause(without_lapse(state, answer.role, now), answer, now), answer, now)
        case AnswerKind.ADJUST if answer.choice is Choice.CONTINUE and pausing.is_asked_at(state.pause, answer):
            return _heard(pausing.taken_back(state, answer, now), answer, now)
        case AnswerKind.ADJUST if state.pause and answer.choice is Choice.PAUSE:
            return _alive(pausing.pause(state, answer, now), answer, now)
        case AnswerKind.CLOSE if answer.role in (Role.HR, Role.COORDINATOR):
            return begin_closing(state, outcome_named(state, answer), now, answer.role)
        case _ if state.pause:
            return _heard_on_break(state, state.pause, answer, now)
        case _:
            return _heard_in_phase(state, answer, now)


def _heard_as_before(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Apply an answer of somebody who does not know of an end that can still be taken back; the end stays."""
    heard = _heard(kept_back.to_answer(state), answer, now)
    return heard if isinstance(heard, Failure) else kept_back.ended_again(state, heard, answer.role)


def _alive(heard: State | Failure, answer: Answer, now: datetime) -> State | Failure:
    """Count an answer that begins or ends a break as activity, at the time when the break stopped the clock."""
    if isinstance(heard, Failure):
        return heard
    return alive(heard, answer.role, heard.pause.since if heard.pause else now)


def _heard_on_break(state: State, pause: Pause, answer: Answer, now: datetime) -> State | Failure:
    """Apply an answer at the time the clock stopped, so that its effects move with the rest; an end acts now."""
    heard = _heard_in_phase(state, answer, pause.since)
    if not isinstance(heard, State) or heard.phase is not Phase.CLOSING:
        return heard
    heard = _heard_in_phase(pausing.ended(state, now), answer, now)
    if not isinstance(heard, State) or heard.closing is None:
        return heard
    return heard.with_(closing=heard.closing.with_(pause=pause.with_(since=now)))


def _heard_in_phase(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Apply an answer; one that cancels a goodbye is then applied in the phase before it."""
    heard = PHASES[state.phase].hear(state, answer, now)
    if not isinstance(heard, State) or state.phase is not Phase.CLOSING:
        return heard
    passed = lost_mentor.passed_over(heard, now)
    if passed is not heard:
        return passed  # the end is off; what else was answered was about a mentor who is lost
    if heard.phase in (Phase.CLOSING, Phase.CLOSED) or answer.kind is AnswerKind.RESUME:
        return heard
    applied = _heard(heard, answer, now)
    if isinstance(applied, State) and applied.ends != state.ends and answer.choice is Choice.EXTEND:
        return replaceable_end(applied, state, answer, now)
    return heard if applied is Failure.TOO_LATE and agreeing.is_overtaken(heard) else applied
