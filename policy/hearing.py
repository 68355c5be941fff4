"""What an answer changes, in each phase, in a break, and while the programme has a mentorship on hold."""

from datetime import datetime

from policy import agreeing, ending, holding, kept_back, lost_mentor, pausing, seeking
from policy.activity import alive
from policy.bookkeeping import by_calendar, remembered, settled
from policy.closing import begin_closing, hear_beside, outcome_named
from policy.phases import PHASES
from policy.reopening import without_lapse
from policy.replaced_answers import replaceable_end
from policy.told_days import told_in_a_break
from policy.untold import with_untold
from schemas.failures import Failure
from schemas.messages import Answer
from schemas.names import AnswerKind, Choice, Phase, Role
from schemas.state import Ending, Pause, State


def hear(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state after an answer, or why it is rejected; the same answer twice changes nothing."""
    if answer.id in state.heard:
        return state
    if answer.kind in holding.KINDS:
        changed = holding.hear(state, answer, now)
    elif holding.is_refused(state, answer):
        changed = Failure.ON_HOLD
    elif holding.is_ended_by(state, answer):
        ended = _answered(holding.lifted(state, now), answer, now)
        changed = ended if isinstance(ended, Failure) else holding.parted(ended, now)
    else:
        changed = holding.meanwhile(state, now, lambda at: _answered(at, answer, now))
    if isinstance(changed, Failure):
        return changed
    return settled(remembered(with_untold(changed, state, answer), answer.id), state, now)


def _answered(state: State, answer: Answer, now: datetime) -> State | Failure:
    changed = _heard(state, answer, now)
    if isinstance(changed, Failure):
        return changed
    return lost_mentor.without_their_break(by_calendar(changed, state, answer, now), now)


def _heard(state: State, answer: Answer, now: datetime) -> State | Failure:
    match answer.kind:
        case _ if state.phase is Phase.CLOSED:
            return Failure.CLOSED
        case _ if seeking.is_of_earlier_mentor(state, answer):
            return Failure.TOO_LATE
        case AnswerKind.CLOSE if answer.role in (Role.HR, Role.COORDINATOR):
            return begin_closing(state, outcome_named(state, answer), now, answer.role)
        case _ if state.ending:
            return _heard_beside(state, state.ending, answer, now)
        case _ if kept_back.is_no_kept_from(state, answer.role):
            return _heard_as_before(state, answer, now)
        case AnswerKind.RESUME if state.phase is not Phase.CLOSING:
            return _alive(pausing.resume(state, answer, now), answer, now)
        case AnswerKind.PAUSE:
            return _alive(pausing.pause(without_lapse(state, answer.role, now), answer, now), answer, now)
        case AnswerKind.ADJUST if answer.choice is Choice.CONTINUE and pausing.is_asked_at(state.pause, answer):
            return _heard(pausing.taken_back(state, answer, now), answer, now)
        case AnswerKind.ADJUST if state.pause and answer.choice is Choice.PAUSE:
            return _alive(pausing.pause(state, answer, now), answer, now)
        case _ if state.pause:
            return _heard_on_break(state, state.pause, answer, now)
        case _:
            return _heard_in_phase(state, answer, now)


def _heard_beside(state: State, end: Ending, answer: Answer, now: datetime) -> State | Failure:
    """Apply an answer beside an end that no letter has told of: whoever does not know of it answers as if there were
    none; what takes it back is then applied to what goes on."""
    if ending.is_kept_from(end, answer.role):
        heard = _heard(_unless_both_agreed(state.with_(ending=None), end.by, answer), answer, now)
        return heard if isinstance(heard, Failure) else ending.joined(heard, end, answer.role)
    back = hear_beside(state, end, answer, now)
    if isinstance(back, Failure) or back.ending or answer.kind is AnswerKind.RESUME:
        return back
    heard = _heard(back, answer, now)
    return back if isinstance(heard, Failure) and agreeing.is_overtaken(back) else heard


def _heard_as_before(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Apply an answer of somebody who does not know of a no that can still be taken back; the no stays."""
    before, by = kept_back.before_the_no(state), kept_back.no_kept_by(state)
    heard = _heard(_unless_both_agreed(before, by, answer), answer, now)
    return heard if isinstance(heard, Failure) else kept_back.passed_again(state, heard)


def _unless_both_agreed(state: State, by: Role | None, answer: Answer) -> State:
    """Return the state for an answer of the other one: their yes does not begin it with whoever would rather not."""
    return kept_back.without_their_yes(state, by) if answer.kind is AnswerKind.AGREE else state


def _alive(heard: State | Failure, answer: Answer, now: datetime) -> State | Failure:
    """Count an answer that begins or ends a break as activity, at the time when the break stopped the clock."""
    if isinstance(heard, Failure):
        return heard
    return alive(heard, answer.role, heard.pause.since if heard.pause else now)


def _heard_on_break(state: State, pause: Pause, answer: Answer, now: datetime) -> State | Failure:
    """Apply an answer at the time the clock stopped, so that its effects move with the rest; an end acts now."""
    heard = _heard_in_phase(state, answer, pause.since)
    if isinstance(heard, Failure):
        return heard
    heard = told_in_a_break(heard, state, answer, pause.since, now)
    if heard.ending is None:
        return heard
    return heard.with_(ending=heard.ending.with_(since=now))


def _heard_in_phase(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Apply an answer; one that cancels a goodbye is then applied in the phase before it."""
    heard = PHASES[state.phase].hear(state, answer, now)
    if not isinstance(heard, State) or state.phase is not Phase.CLOSING:
        return heard
    if heard.phase in (Phase.CLOSING, Phase.CLOSED) or answer.kind is AnswerKind.RESUME:
        return heard
    applied = _heard(heard, answer, now)
    if isinstance(applied, State) and applied.ends != state.ends and answer.choice is Choice.EXTEND:
        return replaceable_end(applied, state, answer, now)
    return applied
