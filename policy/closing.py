"""The goodbye: notice with thanks, then a farewell with a summary; it can be cancelled under the rules below."""

from collections.abc import Collection
from datetime import datetime, timedelta

from policy.activity import alive
from policy.ending import decided, wished_by_both, with_decided
from policy.ladder import never_arrived
from policy.participants import participants
from policy.reopening import reopened, resumed, stopped, taken_back
from policy.told import leavers, together, told_by, told_why, untold, wished_by
from schemas.failures import Failure
from schemas.messages import Answer, Step, StepOutcome
from schemas.names import PAIR, UNBEGUN, AnswerKind, Choice, Outcome, Phase, Role, StepKind, StepResult
from schemas.reason import Reason, ReasonCode
from schemas.state import Closing, Ending, State
from schemas.step_key import StepKey

ENDING = {Choice.CLOSE: Outcome.ENDED_EARLY, Choice.REMATCH: Outcome.REMATCHED}
DECIDING = (AnswerKind.CHECK_IN, AnswerKind.ADJUST, AnswerKind.AGREE, AnswerKind.AMEND)
DAY = timedelta(days=1)
THANKS = timedelta(days=4)  # for a last meeting and thanks, where the first letter about the end comes when it was due


def begin_closing(state: State, outcome: Outcome, now: datetime, by: Role | None = None) -> State:
    """Return the state with an end that the next letter tells of; of an end that was decided before, only the outcome
    and who decided on it change."""
    end = decided(state)
    if state.phase is Phase.CLOSED or (end and end.by is Role.HR and by is not Role.HR):
        return state
    if end is None:
        return state.with_(ending=Ending(since=now, outcome=outcome, by=by))
    return with_decided(state, end.with_(outcome=outcome, by=by, left=False, instead=None, wished=wished_by(end)))


def announced(state: State, until: datetime, now: datetime, told: tuple[Role, ...]) -> State:
    """Return the state after these were told that the goodbye ends at `until`."""
    closing = _of(state)
    lost = tuple(role for role in closing.lost if role not in told)
    closing = closing.with_(asked=closing.asked or now, until=until, told=together(closing.told, told), lost=lost)
    return state.with_(phase=Phase.CLOSING, closing=closing, closings=state.closings + 1)


def upcoming(state: State, now: datetime) -> Step:
    """Return the next step of the goodbye, at its due time before courtesy."""
    closing, to = _of(state), participants(state)
    if closing.was in UNBEGUN:
        know = _who_know(state, to)
        key = StepKey.of(StepKind.WITHDRAWN, state.withdrawals + 1)
        is_final = not know and not (closing.left or closing.instead)
        due = closing.since + (timedelta() if is_final else _undo(state, closing))
        return Step(key=key, due=due, to=know, reason=_why(state, closing))
    if not closing.asked:
        key = StepKey.of(StepKind.CLOSING, state.closings + 1)
        due = closing.since + timedelta(minutes=state.rules.undo_minutes)
        return Step(key=key, due=due, to=to, reason=_why(state, closing))
    if late := untold(state, closing):
        key = StepKey.of(StepKind.CLOSING, state.closings + 1)
        return Step(key=key, due=closing.asked, to=late, reason=_why(state, closing))
    key = StepKey.of(StepKind.FAREWELL, max(state.closings, 1))
    return Step(key=key, due=closing.until, to=to, reason=_why_over(state, closing))


def after(state: State, step: Step, outcome: StepOutcome, now: datetime) -> State:
    """Return the state after `step` was taken or dropped."""
    closing = _of(state)
    lost = outcome.because if outcome.result is StepResult.DROPPED else None
    match step.kind:
        case StepKind.FAREWELL if lost and lost.code is ReasonCode.NEVER_ARRIVED and closing.lapsed:
            return never_arrived(state, lost.who, now)
        case StepKind.FAREWELL if lost and lost.code is ReasonCode.NEVER_ARRIVED:
            return _once_more(state, lost.who)
        case StepKind.CLOSING:
            told = told_by(step, outcome, again=closing.asked is not None)
            soonest = now + (THANKS if closing.unsent else DAY)
            return told_why(announced(state, max(closing.until, soonest), now, told), step, told)
        case StepKind.FAREWELL | StepKind.WITHDRAWN:
            return state.with_(phase=Phase.CLOSED, outcome=closing.outcome)
        case _:
            return state


def _once_more(state: State, who: tuple[Role, ...]) -> State:
    """Return the state in which these get the closing letter once more, because it was never sent to them."""
    closing = _of(state)
    unsent = tuple(role for role in PAIR if role in (*closing.unsent, *who))
    lost = tuple(role for role in PAIR if role in (*closing.lost, *who))
    return state.with_(closing=closing.with_(unsent=unsent, lost=lost))


def hear(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state after an answer, or why it is rejected."""
    closing = _of(state)
    if answer.kind is AnswerKind.RESUME:
        return resumed(state, now) if answer.role is Role.HR else Failure.NOT_PAUSED
    if answer.kind is AnswerKind.THANK and answer.role in PAIR and closing.asked and not closing.lapsed:
        return _thanked(state, closing, answer.role, now)
    if _may_decide(answer) and answer.choice in ENDING:
        return _wished(state, ENDING[answer.choice], answer.role, now)
    if _may_decide(answer) and _reopens(closing, answer):
        return reopened(state, closing, answer.role, now)
    return Failure.NOT_ASKED if answer.kind in (AnswerKind.THANK, AnswerKind.CLOSE) else Failure.TOO_LATE


def hear_beside(state: State, end: Ending, answer: Answer, now: datetime) -> State | Failure:
    """Return the state after an answer of somebody who knows of an end that no letter has told of yet; whoever asked
    for it takes it back with any decision to go on."""
    match answer.kind:
        case AnswerKind.RESUME:
            return resumed(state, now) if answer.role is Role.HR else Failure.NOT_PAUSED
        case AnswerKind.THANK | AnswerKind.CLOSE:
            return Failure.NOT_ASKED
        case _ if answer.choice is Choice.CALL_OFF:  # no decision to go on
            return Failure.TOO_LATE
        case _ if _may_decide(answer) and answer.choice in ENDING:
            return _wished(state, ENDING[answer.choice], answer.role, now)
        case _ if _may_decide(answer) and end.by is answer.role:
            return taken_back(state, end, answer.role, now)
        case _:
            return Failure.TOO_LATE


def _who_know(state: State, to: tuple[Role, ...]) -> tuple[Role, ...]:
    """Return who of these knows of a mentorship that has not begun: whoever got a letter, and the mentee of a search
    about which anybody did."""
    told = tuple(role for role in to if role in state.last_letters)
    return to if state.seeking and set(PAIR) & {*state.last_letters} else told


def unaware(state: State, aware: Collection[Role]) -> tuple[Role, ...]:
    """Return who of the two does not know of a mentorship that ends before it began; `aware` are those whom a letter
    has reached. The mentee of a search is told as soon as one has reached a mentor, or nobody was left to ask."""
    search = state.seeking
    is_known = search and (Role.MENTOR in aware or state.requests > 1 or search.nobody_left)
    known = {Role.MENTEE, *aware} if is_known else {*aware}
    return tuple(role for role in PAIR if role not in known)


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


def _why_over(state: State, closing: Closing) -> Reason:
    if closing.lapsed:
        return Reason(code=ReasonCode.LAST_NOTICE_UNANSWERED)
    if closing.parted:
        return Reason(code=ReasonCode.DECIDED_TO_END)
    if closing.thanked == PAIR:
        return Reason(code=ReasonCode.BOTH_THANKED)
    gone = tuple(role for role in PAIR if role in state.gone)  # nobody is asked for thanks any more
    return Reason(code=ReasonCode.HAS_LEFT, who=gone) if gone else Reason(code=ReasonCode.THANKS_OVER)


def _may_decide(answer: Answer) -> bool:
    """Whether somebody decides how to continue: one of the two, or the coordinator in a task."""
    if answer.role is Role.COORDINATOR:
        return answer.kind in (AnswerKind.DECIDE, AnswerKind.NAME)
    return answer.role in PAIR and answer.kind in DECIDING


def _wished(state: State, outcome: Outcome, role: Role, now: datetime) -> State:
    """Return the state after somebody asks for an end, perhaps as well; if both asked for it, neither can cancel it."""
    end = decided(state)
    if end is None:
        return begin_closing(state, outcome, now, role)
    if end.left:  # it stays their wish if nobody has left after all
        return with_decided(state, end.with_(left=False, instead=(outcome, role)))
    if {end.by, role} == {*PAIR}:
        return with_decided(state, wished_by_both(end, outcome, role))
    if end.by is Role.HR and role in PAIR:  # nobody begins, or goes on unheard, if HR takes its end back
        wished = tuple(one for one in PAIR if one in (*end.wished, role))
        return with_decided(alive(state, role, now), end.with_(wished=wished))
    return state


def _reopens(closing: Closing, answer: Answer) -> bool:
    """Whether an answer cancels the goodbye: any answer cancels a lapse, and a wish for more time an end by time."""
    return closing.lapsed or (_is_by_time(closing) and answer.choice is Choice.EXTEND)


def _is_by_time(closing: Closing) -> bool:
    return closing.by is None and closing.outcome is Outcome.COMPLETED


def _thanked(state: State, closing: Closing, role: Role, now: datetime) -> State:
    """Return the state after somebody's thanks; once all who are still there have thanked, the farewell is due soon."""
    thanked = tuple(one for one in PAIR if one in closing.thanked or one is role)
    said = alive(state, role, stopped(closing)).with_(closing=closing.with_(thanked=thanked))
    soon = min(closing.until, now + timedelta(minutes=state.rules.undo_minutes))
    return said.with_(closing=closing.with_(thanked=thanked, until=soon)) if all_thanked(said) else said


def outcome_named(state: State, answer: Answer) -> Outcome:
    """Return the outcome that an answer names; if it names none, a goodbye under way keeps its outcome, but for
    another match that the pair alone asked for: nobody else has promised to look for one."""
    end = decided(state)
    if end and not (end.outcome is Outcome.REMATCHED and end.by in (None, *PAIR)):
        return answer.outcome or end.outcome
    unbegun = state.phase in UNBEGUN
    return answer.outcome or (Outcome.WITHDRAWN if unbegun else Outcome.ENDED_EARLY)
