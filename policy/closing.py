"""The goodbye: notice with thanks, then a farewell with a summary; it can be cancelled under the rules below."""

from datetime import datetime, timedelta

from policy.activity import alive
from policy.ends import goodbye_length
from policy.known_leave import with_leave
from policy.ladder import never_arrived
from policy.participants import participants
from policy.pausing import ended
from policy.reopening import reopened, resumed, stopped
from policy.told import leavers, together, told_by, told_why, untold, wished_by
from schemas.failures import Failure
from schemas.messages import Answer, Step, StepOutcome
from schemas.names import PAIR, UNBEGUN, AnswerKind, Choice, Outcome, Phase, Role, StepKind, StepResult
from schemas.reason import Reason, ReasonCode
from schemas.state import Closing, State
from schemas.step_key import StepKey

ENDING = {Choice.CLOSE: Outcome.ENDED_EARLY, Choice.REMATCH: Outcome.REMATCHED}
DECIDING = (AnswerKind.CHECK_IN, AnswerKind.ADJUST, AnswerKind.AGREE, AnswerKind.AMEND)
DAY = timedelta(days=1)


def begin_closing(state: State, outcome: Outcome, now: datetime, by: Role | None = None) -> State:
    """Return the state with the goodbye begun and a break ended; before they have begun, it is withdrawn at once.

    If a goodbye is already under way, only its outcome changes; a lapse becomes a regular goodbye.
    """
    closing = state.closing
    if state.phase is Phase.CLOSED or (closing and closing.by is Role.HR and by is not Role.HR):
        return state
    if closing and not closing.lapsed:
        wished = wished_by(closing)
        return state.with_(closing=closing.with_(outcome=outcome, by=by, left=False, instead=None, wished=wished))
    was = closing.was if closing else state.phase
    pause = state.pause and state.pause.with_(since=now)
    state = ended(with_leave(state, state.pause), now)
    until = now if was in UNBEGUN else now + goodbye_length(state)
    told = closing.told if closing else ()
    noticed = closing is not None
    begun = Closing(since=now, outcome=outcome, was=was, until=until, by=by, noticed=noticed, told=told, pause=pause)
    return state.with_(phase=Phase.CLOSING, closing=begun)


def announced(state: State, until: datetime, now: datetime, told: tuple[Role, ...]) -> State:
    """Return the state after these were told that the goodbye ends at `until`."""
    closing = _of(state)
    state, known = with_leave(state, closing.pause), together(closing.told, told)
    closing = closing.with_(asked=closing.asked or now, until=until, told=known, pause=None)
    return state.with_(phase=Phase.CLOSING, closing=closing, closings=state.closings + 1)


def upcoming(state: State, now: datetime) -> Step:
    """Return the next step of the goodbye, at its due time before courtesy."""
    closing, to = _of(state), participants(state)
    if closing.was in UNBEGUN:
        key = StepKey.of(StepKind.WITHDRAWN, state.withdrawals + 1)
        return Step(key=key, due=closing.since + _undo(state, closing), to=to, reason=_why(state, closing))
    if not closing.asked:
        key = StepKey.of(StepKind.CLOSING, state.closings + 1)
        due = closing.since + timedelta(minutes=state.rules.undo_minutes)
        return Step(key=key, due=due, to=to, reason=_why(state, closing))
    if late := untold(state, closing):
        key = StepKey.of(StepKind.CLOSING, state.closings + 1)
        return Step(key=key, due=closing.asked, to=late, reason=_why(state, closing))
    key = StepKey.of(StepKind.FAREWELL, max(state.closings, 1))
    return Step(key=key, due=closing.until, to=to, reason=Reason(code=_why_over(state, closing)))


def after(state: State, step: Step, outcome: StepOutcome, now: datetime) -> State:
    """Return the state after `step` was taken or dropped."""
    closing = _of(state)
    lost = outcome.because if outcome.result is StepResult.DROPPED else None
    match step.kind:
        case StepKind.FAREWELL if lost and lost.code is ReasonCode.NEVER_ARRIVED:
            return never_arrived(state, lost.who, now)
        case StepKind.CLOSING:
            told = told_by(step, outcome, again=closing.asked is not None)
            return told_why(announced(state, max(closing.until, now + DAY), now, told), step, told)
        case StepKind.FAREWELL | StepKind.WITHDRAWN:
            return state.with_(phase=Phase.CLOSED, outcome=closing.outcome)
        case _:
            return state


def hear(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state after an answer, or why it is rejected."""
    closing = _of(state)
    if answer.kind is AnswerKind.RESUME:
        return resumed(state, closing, now) if answer.role is Role.HR else Failure.NOT_PAUSED
    if answer.kind is AnswerKind.THANK and answer.role in PAIR and closing.asked and not closing.lapsed:
        return _thanked(state, closing, answer.role, now)
    if _may_decide(answer) and answer.choice in ENDING:
        if closing.lapsed:
            return begin_closing(state, ENDING[answer.choice], now, answer.role)
        if closing.left:  # it stays their wish if nobody has left after all
            return state.with_(closing=closing.with_(left=False, instead=(ENDING[answer.choice], answer.role)))
        return _wished_by_both(state, closing, answer.role)
    if _may_decide(answer) and _reopens(closing, answer):
        return reopened(state, closing, answer.role, now)
    return Failure.NOT_ASKED if answer.kind in (AnswerKind.THANK, AnswerKind.CLOSE) else Failure.TOO_LATE


def all_thanked(state: State) -> bool:
    """Whether all who have not left have said their thanks, so that the farewell can follow."""
    return state.closing is not None and set(participants(state)) <= set(state.closing.thanked)


def _of(state: State) -> Closing:
    return state.closing or Closing(
        since=state.started, outcome=Outcome.WITHDRAWN, was=state.phase, until=state.started
    )


def _undo(state: State, closing: Closing) -> timedelta:
    """How long whoever ended it before it began can change their mind, or begin a better search first, and news that
    somebody left can turn out to be a mistake; an end that both wished for is final."""
    is_final = closing.by is None and not (closing.left or closing.instead)
    return timedelta(minutes=0 if is_final else state.rules.undo_minutes)


def _why(state: State, closing: Closing) -> Reason:
    if left := leavers(state, closing):
        return Reason(code=ReasonCode.HAS_LEFT, who=left)
    if _is_by_time(closing):
        return Reason(code=ReasonCode.TIME_NEARLY_OVER)
    if closing.left:
        return Reason(code=ReasonCode.BEGUN_ANEW)
    unbegun = {Phase.SEEKING: ReasonCode.SEARCH_ENDED, Phase.AGREEING: ReasonCode.PAIR_ENDED}
    return Reason(code=unbegun.get(closing.was, ReasonCode.DECIDED_TO_END))


def _why_over(state: State, closing: Closing) -> ReasonCode:
    if closing.lapsed:
        return ReasonCode.LAST_NOTICE_UNANSWERED
    if closing.parted:
        return ReasonCode.DECIDED_TO_END
    return ReasonCode.BOTH_THANKED if closing.thanked == PAIR else ReasonCode.THANKS_OVER


def _may_decide(answer: Answer) -> bool:
    """Whether somebody decides how to continue: one of the two, or the coordinator in a task."""
    if answer.role is Role.COORDINATOR:
        return answer.kind is AnswerKind.DECIDE
    return answer.role in PAIR and answer.kind in DECIDING


def _wished_by_both(state: State, closing: Closing, role: Role) -> State:
    """Return the state after somebody also asks for the current end; if both asked for it, neither can cancel it."""
    both = {closing.by, role} == set(PAIR)
    return state.with_(closing=closing.with_(by=None)) if both else state


def _reopens(closing: Closing, answer: Answer) -> bool:
    """Whether an answer cancels the goodbye: any answer cancels a lapse, and a wish for more time an end by time.

    If one of the two asked for the end, only that person's answer cancels it, and only until the letter is sent.
    """
    if closing.was in UNBEGUN:
        return closing.by is answer.role  # until the letter that says so is sent
    if closing.lapsed or (closing.by is answer.role and not closing.asked):
        return True
    return _is_by_time(closing) and answer.choice is Choice.EXTEND


def _is_by_time(closing: Closing) -> bool:
    return closing.by is None and closing.outcome is Outcome.COMPLETED


def _thanked(state: State, closing: Closing, role: Role, now: datetime) -> State:
    """Return the state after somebody's thanks; once all who are still there have thanked, the farewell is due soon."""
    thanked = tuple(one for one in PAIR if one in closing.thanked or one is role)
    said = alive(state, role, stopped(closing)).with_(closing=closing.with_(thanked=thanked))
    soon = min(closing.until, now + timedelta(minutes=state.rules.undo_minutes))
    return said.with_(closing=closing.with_(thanked=thanked, until=soon)) if all_thanked(said) else said


def outcome_named(state: State, answer: Answer) -> Outcome:
    """Return the outcome that an answer names; if it names none, a goodbye under way keeps its outcome."""
    if state.closing and not state.closing.lapsed:
        return answer.outcome or state.closing.outcome
    unbegun = state.phase in UNBEGUN
    return answer.outcome or (Outcome.WITHDRAWN if unbegun else Outcome.ENDED_EARLY)
