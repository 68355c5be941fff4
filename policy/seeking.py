"""Asking one candidate after another, with reminders and a reply limit."""

from datetime import datetime, timedelta
from typing import Any

from policy import agreeing, finding, naming, told_anew, versions
from policy.kept_back import no_kept_by, undone
from policy.ladder import has_coordinator
from policy.last_reasons import LAST
from policy.participants import is_mentor_lost
from policy.reminders import reminder_due
from policy.unasked import SPEAKS_OF_IT
from schemas.failures import Failure
from schemas.messages import Answer, Step, StepOutcome
from schemas.names import AnswerKind, Choice, Outcome, Phase, Role, StepKind, StepResult
from schemas.reason import Reason, ReasonCode
from schemas.state import Ending, Seeking, State
from schemas.step_key import StepKey

# For a while: by the person who said it, or by news that somebody has not left after all.
UNDONE = (ReasonCode.DECLINED_NEXT, ReasonCode.BOWED_OUT_NEXT, ReasonCode.LEFT_NEXT)
SETTLED = (ReasonCode.BOWED_OUT_NEXT, ReasonCode.FULL_NEXT, ReasonCode.PLACE_TAKEN)  # a yes does not change these


def upcoming(state: State, now: datetime) -> Step:
    """Return the next step of the search, at its due time before courtesy."""
    seeking = _of(state)
    if seeking.nobody_left and seeking.named:
        return _next_candidate(state, seeking.named, ReasonCode.NAMED_NEXT)
    if seeking.nobody_left:
        return _handed_over(state, seeking) or told_anew.step(state, seeking) or _given_up(state, seeking.nobody_left)
    if seeking.declined:
        because = seeking.because or ReasonCode.DECLINED_NEXT
        is_undoable = because in UNDONE and seeking.asked and not seeking.hinted
        undo = timedelta(minutes=state.rules.undo_minutes if is_undoable else 0)
        return _parting(state, seeking, undo) or _next_candidate(state, seeking.declined + undo, because)
    if not seeking.asked:
        return _request(state.requests, seeking.since, ReasonCode.ASKS)
    if told := told_anew.step(state, seeking):
        return told
    if seeking.again:
        key = StepKey.of(StepKind.REQUEST, state.requests).reminder(seeking.numbered + 1)
        because = ReasonCode.ASKS if seeking.kept_back else ReasonCode.REQUEST_UNANSWERED
        return Step(key=key, due=seeking.asked, to=(Role.MENTOR,), reason=Reason(code=because))
    limit = seeking.asked + timedelta(days=state.rules.reply_days)
    if reminder := reminder_due(seeking.asked, state.rules.reply_reminders, seeking.reminders, now, limit):
        number, due = reminder
        key = StepKey.of(StepKind.REQUEST, state.requests).reminder(seeking.numbered + number)
        return Step(key=key, due=due, to=(Role.MENTOR,), reason=Reason(code=ReasonCode.REQUEST_UNANSWERED))
    return _next_candidate(state, limit, ReasonCode.SILENT_NEXT)


def after(state: State, step: Step, outcome: StepOutcome, now: datetime) -> State:
    """Return the state after `step` was taken or dropped."""
    seeking = _of(state)
    if outcome.result is StepResult.DROPPED:
        return _passed(state, step, outcome, now)
    match step.kind:
        case StepKind.REQUEST:
            return _asked(state, step, outcome, now)
        case StepKind.REQUEST_REMINDER if step.reason.code is ReasonCode.REACHED_AGAIN:
            return told_anew.done(state, seeking)
        case StepKind.REQUEST_REMINDER if seeking.again:
            return state.with_(seeking=seeking.with_(asked=now, again=False, numbered=step.key.nth))
        case StepKind.REQUEST_REMINDER:
            return state.with_(seeking=seeking.with_(reminders=step.key.nth - seeking.numbered))
        case StepKind.NO_MENTOR:
            search = told_anew.known(seeking, step, now)
            return versions.as_drafted(state).with_(seeking=search, agreeing=None)  # their no is final
        case StepKind.WITHDRAWN if seeking.nobody_left:
            return state.with_(phase=Phase.CLOSED, outcome=Outcome.LAPSED)
        case _:
            return state.with_(seeking=seeking.with_(told=True))


def hear(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state after an answer, or why it is rejected."""
    seeking = _of(state)
    match answer.kind:
        case AnswerKind.ACCEPT | AnswerKind.DECLINE if not _is_present(state, answer):
            return Failure.TOO_LATE
        case AnswerKind.ACCEPT if Role.MENTOR in state.unreachable:
            return Failure.TOO_LATE  # no agreement could reach them, so they were passed over
        case AnswerKind.ACCEPT:
            return agreeing.accepted(undone(state), answer, now)
        case AnswerKind.DECLINE:
            return state.with_(seeking=seeking.with_(declined=seeking.declined or now))
        case AnswerKind.DECIDE if answer.role is Role.COORDINATOR and seeking.nobody_left:
            return _decided(state, answer, now)
        case AnswerKind.NAME:
            return naming.hear(state, seeking, answer, now)
        case AnswerKind.AGREE | AnswerKind.AMEND | AnswerKind.ADJUST:
            return _changed_mind(state, answer, now)
        case _:
            return Failure.NOT_ASKED


def asked_anew(state: State, now: datetime, is_first: bool = False) -> State:
    """Return the state in which the mentor gets the request again, with the full time for it; `is_first`, if no letter
    of it has reached them."""
    seeking = _of(state)
    numbered, first = seeking.numbered + seeking.reminders, is_first or (seeking.again and seeking.kept_back)
    return state.with_(seeking=seeking.with_(asked=now, again=True, kept_back=first, numbered=numbered, reminders=0))


def handed_over(state: State, now: datetime) -> State:
    """Return the state in which another coordinator is asked what the one before them was asked."""
    seeking = _of(state)
    if not seeking.nobody_left:
        return state
    handovers = seeking.handovers + 1
    return state.with_(seeking=seeking.with_(handed_over=now, handovers=handovers, task_again=False))


def passed_over(state: State, because: ReasonCode, now: datetime) -> State:
    """Return the state with the current candidate's turn over, for a reason that they cannot undo."""
    return state.with_(seeking=_of(state).with_(declined=now, because=because))


def is_of_earlier_mentor(state: State, answer: Answer) -> bool:
    """Whether an answer is to the request or the agreement of a mentor who was skipped since."""
    if answer.step is None:
        return False
    number = answer.step.number
    match answer.step.question.kind:
        case StepKind.REQUEST:
            return number != state.requests
        case StepKind.AGREEMENT:
            return state.agreeing is None or number < state.agreeing.first
        case _:
            return False


def _of(state: State) -> Seeking:
    return state.seeking or Seeking(since=state.started)


def _is_present(state: State, answer: Answer) -> bool:
    """Whether the answer belongs to the current candidate, who was asked and is not finally skipped."""
    seeking, present = _of(state), StepKey.of(StepKind.REQUEST, state.requests)
    mine = answer.role is Role.MENTOR and answer.step is not None and answer.step.question == present
    open_ = seeking.asked is not None and seeking.nobody_left is None and seeking.because not in SETTLED
    return mine and open_ and Role.MENTOR not in state.gone


def _changed_mind(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Apply a change of mind by the person who did not want to begin, as long as nobody was told."""
    seeking = _of(state)
    if seeking.told or not (seeking.bowed_out or seeking.because is ReasonCode.BOWED_OUT_NEXT):
        return Failure.NOT_ASKED
    if no_kept_by(state) is not answer.role or is_mentor_lost(state):
        return Failure.TOO_LATE
    if answer.choice in agreeing.ENDING:
        return state
    back = undone(state).with_(phase=Phase.AGREEING)
    heard = agreeing.hear(back, answer, now)
    return back if heard is Failure.TOO_LATE and agreeing.is_overtaken(back) else heard


def _decided(state: State, answer: Answer, now: datetime) -> State:
    state = naming.without_those_of(state, Role.COORDINATOR)
    if answer.choice is Choice.CONTINUE:
        return state.with_(seeking=_of(state).with_(nobody_left=now, decided=True, handed_over=None))
    return state.with_(ending=Ending(since=now, outcome=Outcome.DECLINED, by=Role.COORDINATOR))


def _request(number: int, due: datetime, because: ReasonCode, **known: Any) -> Step:
    key, to = StepKey.of(StepKind.REQUEST, number), (Role.MENTOR, Role.MENTEE)
    return Step(key=key, due=due, to=to, reason=Reason(code=because, **known))


def _next_candidate(state: State, due: datetime, because: ReasonCode) -> Step:
    code = ReasonCode.FULL_NEXT if because is ReasonCode.PLACE_TAKEN else because
    days = state.rules.reply_days if code is ReasonCode.SILENT_NEXT else None
    bowed_out = _of(state).bowed_out if code is ReasonCode.BOWED_OUT_NEXT else None
    until = _of(state).not_before if code is ReasonCode.NOT_BEFORE_NEXT else None
    if finding.goes_on(state):
        code = ReasonCode.NAMED_NEXT if code is ReasonCode.NOBODY_LEFT else code  # nobody was found, but some are named
        who = (bowed_out,) if bowed_out else ()
        return _request(state.requests + 1, due, code, days=days, who=who, until=until)
    key, to = StepKey.of(StepKind.NO_MENTOR, state.requests), (Role.COORDINATOR, Role.MENTEE)
    last = None if bowed_out is Role.MENTEE else LAST.get(code)  # which is about the mentor
    return Step(key=key, due=due, to=to, reason=Reason(code=last or ReasonCode.NOBODY_LEFT, days=days, until=until))


def _parting(state: State, seeking: Seeking, undo: timedelta) -> Step | None:
    """Return the step that kindly tells a mentor who had accepted that it will not begin, unless they decided this."""
    since = seeking.declined
    if seeking.told or since is None:
        return None
    if seeking.because is ReasonCode.PLACE_TAKEN:
        key, to = StepKey.of(StepKind.PLACE_TAKEN, state.requests), (Role.MENTEE, Role.MENTOR)
        return Step(key=key, due=since, to=to, reason=Reason(code=ReasonCode.PLACE_TAKEN))
    if seeking.bowed_out is Role.MENTEE and Role.MENTOR not in state.gone:
        key, reason = StepKey.of(StepKind.WITHDRAWN, state.withdrawals + 1), Reason(code=ReasonCode.PAIR_ENDED)
        return Step(key=key, due=since + undo, to=(Role.MENTOR,), reason=reason)
    return None


def _handed_over(state: State, seeking: Seeking) -> Step | None:
    """Return the step that asks another coordinator how a search without candidates continues, or the same one once
    more: the mentee reads until when, because the day that they know of was of a letter that was never sent."""
    if not (seeking.handed_over and has_coordinator(state)):
        return None
    because = seeking.because or (ReasonCode.DECLINED_NEXT if seeking.declined else ReasonCode.SILENT_NEXT)
    key = StepKey.of(StepKind.NO_MENTOR, state.requests + seeking.handovers)
    to = (Role.COORDINATOR, Role.MENTEE) if seeking.task_again else (Role.COORDINATOR,)
    return _next_candidate(state, seeking.handed_over, because).with_(key=key, to=to)


def _given_up(state: State, told: datetime) -> Step:
    due, key = told + timedelta(days=state.rules.no_mentor_days), StepKey.of(StepKind.WITHDRAWN, state.withdrawals + 1)
    return Step(key=key, due=due, to=(Role.MENTEE,), reason=Reason(code=ReasonCode.NO_MENTOR_FOUND))


def _asked(state: State, step: Step, outcome: StepOutcome, now: datetime) -> State:
    lost = Role.MENTOR in outcome.unreachable or Role.MENTOR in outcome.skipped
    asked = _turn_of(state, step, Seeking(since=now, asked=now))
    return passed_over(asked, ReasonCode.UNREACHED_NEXT, now) if lost else asked


def _turn_of(state: State, step: Step, seeking: Seeking) -> State:
    """Return the state with the candidate of this request as the current one."""
    candidate = finding.candidate_of(state, step)
    return versions.as_drafted(state).with_(
        candidates=state.candidates[step.key.number - state.requests :],
        requests=step.key.number,
        mentor=candidate.person,
        readers={**state.readers, Role.MENTOR: candidate.reader},
        gone=tuple(role for role in state.gone if role is not Role.MENTOR),
        overruled={role: back for role, back in state.overruled.items() if role is not Role.MENTOR},
        seeking=seeking,
        agreeing=None,
    )


def _passed(state: State, step: Step, outcome: StepOutcome, now: datetime) -> State:
    """Skip a candidate who cannot be asked after all, without a letter; whoever got no letter is asked once more."""
    if outcome.because and outcome.because.code is ReasonCode.NEVER_ARRIVED:
        clock = state.pause.since if state.pause else now
        if Role.COORDINATOR in outcome.because.who:
            handed = handed_over(state, clock)
            return handed.with_(seeking=_of(handed).with_(task_again=True))
        is_second = _of(state).numbered > 0 and step.kind not in SPEAKS_OF_IT
        return passed_over(state, ReasonCode.UNREACHED_NEXT, now) if is_second else asked_anew(state, clock, True)
    if step.kind is not StepKind.REQUEST or outcome.because is None:
        return state
    turn = _turn_of(state, step, Seeking(since=now, not_before=outcome.because.until)).with_(mentor=None)
    return passed_over(finding.without_the_unfound(turn, outcome.because), outcome.because.code, now)
