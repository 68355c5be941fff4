"""What an answer changed, as a code with parameters, and as one English sentence for the API."""

from datetime import datetime

from policy import finding
from policy.agreeing import is_current
from policy.booking import is_past
from policy.changes import SENTENCES, TO_HR, Change, Changed
from policy.durations import every
from policy.ending import carried_out, is_parted
from policy.ends import foreseen
from policy.kept_back import known_to, seen_by
from policy.lifecycle import after as step_taken
from policy.lifecycle import expected, next_step
from policy.pausing import is_asked_at, is_over, still_away
from policy.replaced_answers import keeps_more_time
from schemas.messages import Answer, Step
from schemas.names import PAIR, UNBEGUN, AnswerKind, Choice, Phase, Role, StepKind
from schemas.state import State

ENDING = (Choice.CLOSE, Choice.REMATCH)
UNASKING = (
    StepKind.AGREED,
    StepKind.THANKS,
    StepKind.UNREACHABLE,
    StepKind.REOPENED,
    StepKind.PAUSED,
    StepKind.RESUMED,
)


def receipt(answer: Answer, before: State, after: State, now: datetime) -> str:
    """Return a sentence about what an answer changed between two states, or that it changed nothing."""
    change = changed(answer, before, after, now)
    sentence = (TO_HR if answer.role is Role.HR else SENTENCES).get(change.code) or SENTENCES[change.code]
    until = f"{change.until:%-d %B %Y}" if change.until else ""
    day = f"{change.day:%-d %B %Y}" if change.day else ""
    return sentence.format(until=until, day=day, rhythm=every(change.days) if change.days else "")


def changed(answer: Answer, before: State, after: State, now: datetime) -> Changed:
    """Return what an answer changed between two states, the later one at `now`, or that it changed nothing; as far as
    its author may know."""
    if after.hold:
        return Changed(Change.ON_HOLD)
    known = known_to(before, answer.role)
    before, after = carried_out(known), seen_by(after, answer.role)
    if back := _begun_after_all(answer, before, after):
        return Changed(back)
    goes_on = is_going_on(before, after.phase)
    if goes_on and not after.pause and answer.choice not in (Choice.EXTEND, Choice.CADENCE):
        return _taken_back(answer, after, now)
    if goes_on and answer.choice is Choice.CONTINUE:
        return _off_in_break(answer, after, now)
    match answer.kind:
        case AnswerKind.ADJUST:
            return _adjusted(answer, known.with_(ending=None) if goes_on else before, after, now)
        case AnswerKind.DECIDE:
            return _decided(answer, after, now)
        case AnswerKind.NAME:
            return Changed(Change.NAMED)
        case AnswerKind.PAUSE if after.pause:
            return Changed(Change.PAUSED, until=after.pause.until)
        case AnswerKind.LIFT if not is_parted(after):
            return Changed(Change.LIFTED)
        case AnswerKind.CLOSE | AnswerKind.LIFT:
            return _ended(after)
        case AnswerKind.RESUME:
            return _off_in_break(answer, after, now) if goes_on else _resumed(before, after, now)
        case _:
            return Changed(_said(answer, after))


def is_going_on(before: State, phase: Phase) -> bool:
    """Whether a mentorship goes on that was ending; the farewell may have gone out as soon as its last thanks came."""
    return before.phase is Phase.CLOSING and phase not in (Phase.CLOSING, Phase.CLOSED)


def _begun_after_all(answer: Answer, before: State, after: State) -> Change | None:
    """Return what it takes back that one of the two would rather not begin; None if it takes back nothing like it."""
    agreeing = after.agreeing
    if answer.role not in PAIR or before.phase is Phase.AGREEING or after.phase is not Phase.AGREEING or not agreeing:
        return None
    if answer.kind is AnswerKind.ACCEPT:
        return None
    known = before.agreeing
    had_it = known is not None and known.asked is not None and known.version == agreeing.version
    if not had_it and not is_current(agreeing, answer) and answer.role not in agreeing.accepted:
        return Change.THEIR_VERSION
    return Change.END_TAKEN_BACK if answer.choice is Choice.CONTINUE else None


def _taken_back(answer: Answer, after: State, now: datetime) -> Changed:
    active = after.active
    unsaid = active is not None and active.reopened is not None and active.reopened_to in (None, PAIR)
    if answer.kind is not AnswerKind.DECIDE or active is None:
        return Changed(Change.END_UNSAID if unsaid else Change.END_TAKEN_BACK)
    decided, code = _decided(answer, after, now), Change.THEY_GO_ON if unsaid else Change.END_TAKEN_BACK
    return decided._replace(code=code) if decided.code is Change.THEY_HAVE_TIME else decided


def _said(answer: Answer, after: State) -> Change:
    match answer.kind:
        case AnswerKind.ACCEPT:
            return Change.PROPOSED if answer.draft else Change.ACCEPTED
        case AnswerKind.DECLINE:
            return Change.PASSED
        case AnswerKind.AGREE | AnswerKind.AMEND if after.phase is Phase.ACTIVE:
            return Change.BEGAN
        case AnswerKind.AGREE:
            return Change.AGREED
        case AnswerKind.AMEND:
            return Change.AMENDED
        case AnswerKind.THANK if answer.note:
            return Change.THANKED
        case AnswerKind.CHECK_IN | AnswerKind.THANK:
            return Change.KEPT
        case _:
            return Change.UNCHANGED


def _off_in_break(answer: Answer, after: State, now: datetime) -> Changed:
    """Return that an end is taken back, which leaves a break as it was."""
    away = still_away(after, now)
    if away:
        return Changed(Change.END_OFF_IN_BREAK, until=max(away.values()))
    return _taken_back(answer, after, now)


def _resumed(before: State, after: State, now: datetime) -> Changed:
    if is_over(before, now):
        return Changed(Change.OVER_ALREADY)
    away = still_away(after, now)
    return Changed(Change.BACK_BUT, until=max(away.values())) if away else Changed(Change.BACK)


def _adjusted(answer: Answer, before: State, after: State, now: datetime) -> Changed:
    match answer.choice:
        case Choice.CADENCE:
            return Changed(Change.CADENCE, days=after.cadence_days)
        case Choice.PAUSE if after.pause:
            return Changed(Change.PAUSED, until=after.pause.until)
        case Choice.EXTEND if after.ends and before.ends and after.ends > before.ends:
            return Changed(Change.MORE_TIME, until=foreseen(after))
        case Choice.EXTEND if after.ends:
            return Changed(Change.TIME_ALREADY, until=foreseen(after))
        case Choice.CLOSE | Choice.REMATCH:
            return _ended(after)
        case Choice.CALL_OFF:
            return _called_off(answer, before, now)
        case _:
            return _as_before(answer, before, after, now)


def _called_off(answer: Answer, before: State, now: datetime) -> Changed:
    """Return that a meeting is off, or was off already; whoever says so once its day is over only tells of it."""
    booked = before.active.booked[-1].day if before.active and before.active.booked else None
    day = answer.booked_on or booked
    if day is None:
        return Changed(Change.UNCHANGED)
    if day == booked:
        return Changed(Change.CALLED_OFF, day=day)
    return Changed(Change.KEPT if is_past(before, answer, now) else Change.OFF_ALREADY, day=day)


def _as_before(answer: Answer, before: State, after: State, now: datetime) -> Changed:
    """Return what "we go on as we are" changed: what somebody wished for at the same question is taken back."""
    is_rhythm = after.cadence_days != before.cadence_days
    is_back, pause = is_asked_at(before.pause, answer), after.pause
    match after.ends:
        case _ if pause and pause.until > now:
            code = Change.BACK_BUT if is_back else Change.BREAK_STAYS
            return Changed(code, until=pause.until, days=after.cadence_days)
        case datetime() if is_back:
            return Changed(Change.NO_BREAK, until=foreseen(after), days=after.cadence_days)
        case datetime() if after.ends != before.ends and is_rhythm:
            return Changed(Change.BOTH_AS_BEFORE, until=foreseen(after), days=after.cadence_days)
        case datetime() if after.ends != before.ends:
            return Changed(Change.TIME_AS_BEFORE, until=foreseen(after))
        case _ if is_rhythm:
            return Changed(Change.CADENCE, days=after.cadence_days)
        case datetime() if keeps_more_time(before, after, answer):
            return Changed(Change.TIME_ALREADY, until=foreseen(after))
        case datetime() if after.active:
            return Changed(Change.AS_IT_IS, until=foreseen(after), days=after.cadence_days)
        case _:
            return Changed(Change.UNCHANGED)


def _decided(answer: Answer, after: State, now: datetime) -> Changed:
    if answer.choice in ENDING:
        return _ended(after)
    if not after.active:
        return Changed(Change.SEARCH_GOES_ON)
    heard_next = _heard_next(after, now)
    is_goodbye = heard_next is not None and heard_next.kind is StepKind.CLOSING
    code = Change.TIME_UNTIL_GOODBYE if is_goodbye else Change.THEY_HAVE_TIME
    return Changed(code, until=heard_next.due if heard_next else after.active.next_check_in)


def _heard_next(state: State, now: datetime) -> Step | None:
    """Return the next step that asks the pair something or begins its goodbye, if nobody answers before."""
    for _ in range(len(UNASKING)):
        step = next_step(state, now)
        if step is None or step.kind not in UNASKING:
            return step
        now = max(now, step.due)
        state = step_taken(state, step, expected(state, step), now)
    return None


def _ended(after: State) -> Changed:
    if after.closing and (after.closing.was in UNBEGUN or is_parted(after)):
        return Changed(Change.ENDED_UNBEGUN)
    if after.phase is Phase.SEEKING:
        return Changed(Change.NEXT_MENTOR if finding.goes_on(after) else Change.NOT_TOGETHER)
    return Changed(Change.ENDED)
