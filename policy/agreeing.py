"""Agreeing: both accept one version, or after a time limit the terms apply by default."""

from datetime import datetime, timedelta

from policy import reaching
from policy.ends import end_of, soonest_end
from policy.reminders import reminder_due
from policy.unasked import SPEAKS_OF_IT
from policy.versions import amended, as_drafted, is_proposed, proposed
from schemas.failures import Failure
from schemas.messages import Answer, Step, StepOutcome
from schemas.names import PAIR, AnswerKind, Choice, Outcome, Phase, Role, StepKind, StepResult
from schemas.reason import Reason, ReasonCode
from schemas.rules import FURTHEST
from schemas.state import Active, Agreeing, Ending, Seeking, Side, State
from schemas.step_key import StepKey

ENDING = (Choice.CLOSE, Choice.REMATCH)


def upcoming(state: State, now: datetime) -> Step:
    """Return the next step towards an agreement, at its due time before courtesy."""
    agreeing = _of(state)
    key = StepKey.of(StepKind.AGREEMENT, agreeing.version)
    if not agreeing.asked:
        return Step(key=key, due=agreeing.since, to=_open(agreeing), reason=_why(agreeing))
    if agreeing.again:
        number = agreeing.numbered + agreeing.reminders + 1
        return Step(key=key.reminder(number), due=agreeing.asked, to=agreeing.again, reason=_why(agreeing))
    limit = agreeing.asked + timedelta(days=state.rules.agreement_days)
    reminder = reminder_due(agreeing.asked, state.rules.agreement_reminders, agreeing.reminders, now, limit)
    if reminder and not set(_open(agreeing)) <= {*state.unreachable}:  # a letter that reaches nobody reminds nobody
        number, due = reminder
        reason = Reason(code=ReasonCode.AGREEMENT_UNANSWERED, who=_open(agreeing))
        return Step(key=key.reminder(agreeing.numbered + number), due=due, to=_open(agreeing), reason=reason)
    return _by_silence(state, limit)


def _by_silence(state: State, limit: datetime) -> Step:
    """Return the step that applies the current terms by default, unless they did not reach somebody."""
    if lost := unshown(state):
        key = StepKey.of(StepKind.WITHDRAWN, state.withdrawals + 1)
        return Step(key=key, due=limit, to=PAIR, reason=Reason(code=ReasonCode.UNREACHABLE, who=lost))
    reason = Reason(code=ReasonCode.AGREED_BY_SILENCE, days=state.rules.agreement_days)
    return Step(key=StepKey.of(StepKind.AGREED, 1), due=limit, to=PAIR, reason=reason)


def after(state: State, step: Step, outcome: StepOutcome, now: datetime) -> State:
    """Return the state after `step` was taken or dropped."""
    agreeing = _of(state)
    if outcome.result is StepResult.DROPPED:
        return _dropped(state, step, outcome.because, now)
    match step.kind:
        case StepKind.AGREEMENT:
            ends = state.ends and end_of(state, now)  # the letter names it, so it is fixed here
            return state.with_(agreeing=agreeing.with_(asked=now), agreements=agreeing.version, ends=ends)
        case StepKind.AGREEMENT_REMINDER if agreeing.again:
            again = tuple(role for role in agreeing.again if role not in step.to)
            return state.with_(agreeing=agreeing.with_(asked=now, numbered=step.key.nth, reminders=0, again=again))
        case StepKind.AGREEMENT_REMINDER:
            return state.with_(agreeing=agreeing.with_(reminders=step.key.nth - agreeing.numbered))
        case StepKind.WITHDRAWN:
            return state.with_(phase=Phase.CLOSED, outcome=Outcome.LAPSED)
        case _:
            return begun(state, now, by_default=True)


def hear(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state after an answer, or why it is rejected."""
    agreeing = _of(state)
    match answer.kind:
        case AnswerKind.ACCEPT | AnswerKind.DECLINE if answer.role is not Role.MENTOR or not state.seeking:
            return Failure.NOT_ASKED
        case AnswerKind.ACCEPT if not answer.draft and not is_proposed(agreeing):
            return state
        case AnswerKind.DECLINE if is_proposed(agreeing) and agreeing.asked:
            # They have only the request, where they can undo nothing any more.
            return back_to_search(state, now, ReasonCode.BOWED_OUT_NEXT, by=answer.role, is_final=True)
        case AnswerKind.ACCEPT | AnswerKind.DECLINE if is_out(agreeing):
            return Failure.TOO_LATE
        case AnswerKind.ACCEPT:
            return _accepted_anew(state, answer, now)
        case AnswerKind.DECLINE:  # in place of the yes, as long as nothing was sent
            return back_to_search(as_drafted(state), now, ReasonCode.DECLINED_NEXT).with_(agreeing=None)
        case AnswerKind.AGREE | AnswerKind.AMEND | AnswerKind.ADJUST if answer.role not in PAIR or not is_out(agreeing):
            return Failure.NOT_ASKED
        case AnswerKind.AGREE | AnswerKind.AMEND if not agreeing.asked or not is_current(agreeing, answer):
            return Failure.TOO_LATE
        case AnswerKind.AGREE:
            return _agreed(state, answer.role, now)
        case AnswerKind.AMEND if _names_bad_end(state, answer, now):
            return Failure.BAD_DATE
        case AnswerKind.AMEND:
            return amended(state, agreeing, answer, now)
        case AnswerKind.ADJUST if answer.choice in ENDING:
            return _bowed_out(state, answer, now)
        case AnswerKind.ADJUST if answer.choice is Choice.CONTINUE:
            return state
        case _:
            return Failure.NOT_ASKED


def accepted(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state with a mentor who accepts, perhaps on other terms; they can change it until it is sent."""
    if answer.draft and _names_bad_end(state, answer, now):
        return Failure.BAD_DATE
    since = now + timedelta(minutes=state.rules.undo_minutes)
    return proposed(state, answer, answer.draft, since) if answer.draft else begin(state, since)


def begin(state: State, since: datetime) -> State:
    """Return the state with a mentor who has accepted; version numbers of the agreement continue."""
    version = state.agreements + 1
    return state.with_(phase=Phase.AGREEING, agreeing=Agreeing(since=since, first=version, version=version))


def asked_anew(state: State, role: Role, now: datetime, is_first: bool = False) -> State:
    """Return the state in which somebody gets the agreement again, with the full time for both; `is_first`, if no
    letter of it has reached them."""
    agreeing = _of(state)
    if not agreeing.asked or role in agreeing.accepted:
        return state
    again = tuple(one for one in PAIR if one in (*agreeing.again, role))
    first = (*agreeing.kept_back, role) if is_first else agreeing.kept_back  # whoever had it so is not asked so again
    kept, numbered = tuple(one for one in PAIR if one in first), agreeing.numbered + agreeing.reminders
    return state.with_(agreeing=agreeing.with_(asked=now, again=again, kept_back=kept, numbered=numbered, reminders=0))


def unshown(state: State) -> tuple[Role, ...]:
    """Return who is unreachable and has not agreed: their silence does not count as consent."""
    return tuple(role for role in reaching.unreached(state) if role not in _of(state).accepted)


def is_out(agreeing: Agreeing) -> bool:
    """Whether this mentor's first version was sent."""
    return agreeing.asked is not None or agreeing.version > agreeing.first


def is_overtaken(state: State) -> bool:
    """Whether the other one changed the agreement, or would rather not begin, while an end could be taken back: who
    takes it back is shown next what was changed."""
    return state.phase is Phase.SEEKING or (state.phase is Phase.AGREEING and not _of(state).asked)


def back_to_search(
    state: State, now: datetime, because: ReasonCode, by: Role | None = None, is_final: bool = False
) -> State:
    """Return the state with this mentor skipped; the next candidate, if any, is asked next."""
    seeking = (state.seeking or Seeking(since=now)).with_(declined=now, because=because, bowed_out=by, hinted=is_final)
    return state.with_(phase=Phase.SEEKING, seeking=seeking)


def begun(state: State, now: datetime, *, by_default: bool = False) -> State:
    """Return the state of an active pair; with `by_default`, the letter that starts the check-ins was already sent."""
    active = Active(
        agreed=now,
        began=now,
        next_check_in=now + timedelta(days=state.cadence_days),
        welcomed=by_default,
        by_default=by_default,
        end_moved=state.ends not in (None, end_of(state, now)),
        mentee=Side(life=now, heard=now),
        mentor=Side(life=now, heard=now),
    )
    return state.with_(phase=Phase.ACTIVE, active=active, ends=end_of(state, now), seeking=None, candidates=())


def _dropped(state: State, step: Step, because: Reason | None, now: datetime) -> State:
    """Return the state after a step was dropped: the place is taken, an address that failed works by now, or no letter
    was sent to somebody, who gets one more full time; at the end of the first one, the coordinator is asked for an
    address meanwhile."""
    match because:
        case Reason(code=ReasonCode.PLACE_TAKEN):
            return back_to_search(state, now, ReasonCode.PLACE_TAKEN)
        case Reason(code=ReasonCode.NEVER_ARRIVED, who=who) if step.kind in SPEAKS_OF_IT:
            for role in who:
                state = asked_anew(state, role, state.pause.since if state.pause else now, is_first=True)
        case Reason(code=ReasonCode.NEVER_ARRIVED, who=who):
            if Role.MENTOR in who and _is_another_left(state):
                return back_to_search(state, now, ReasonCode.UNREACHED_NEXT)
            for role in who:
                state = _after_a_miss(state, role, now)
    return state


def _is_another_left(state: State) -> bool:
    """Whether the search can go on without a mentor whom nothing reaches, instead of waiting for their address."""
    return state.seeking is not None and len(state.candidates) > 1 and Role.MENTOR not in reaching.unreached(state)


def _after_a_miss(state: State, role: Role, now: datetime) -> State:
    agreeing = _of(state)
    if role in agreeing.missed:  # a letter was sent by now, and its time is over
        return state.with_(agreeing=agreeing.with_(missed=tuple(one for one in agreeing.missed if one is not role)))
    if role in state.unreachable:  # the address works by now
        return asked_anew(reaching.reached(state, role), role, now)
    missed = state.with_(agreeing=agreeing.with_(missed=(*agreeing.missed, role)))
    return asked_anew(reaching.lost(missed, now), role, now)


def _of(state: State) -> Agreeing:
    return state.agreeing or Agreeing(since=state.started)


def _open(agreeing: Agreeing) -> tuple[Role, ...]:
    return tuple(role for role in PAIR if role not in agreeing.accepted)


def _why(agreeing: Agreeing) -> Reason:
    if agreeing.version == agreeing.first and not is_proposed(agreeing):
        return Reason(code=ReasonCode.LOOK_AT_AGREEMENT)
    return Reason(code=ReasonCode.AGREEMENT_CHANGED, who=agreeing.accepted)


def is_current(agreeing: Agreeing, answer: Answer) -> bool:
    """Whether the answer is to the present version, or to a reminder of it."""
    return answer.step is not None and answer.step.question == StepKey.of(StepKind.AGREEMENT, agreeing.version)


def _accepted_anew(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Put another yes in place of the one before, as long as nothing was sent; whoever knows of a yes still does."""
    again = accepted(as_drafted(state), answer, now)
    if isinstance(again, Failure) or again.agreeing is None:
        return again
    return again.with_(agreeing=again.agreeing.with_(known=_of(state).known, heard=_of(state).heard))


def _agreed(state: State, role: Role, now: datetime) -> State:
    agreeing = _of(state)
    accepted = tuple(one for one in PAIR if one in agreeing.accepted or one is role)
    again = tuple(one for one in agreeing.again if one is not role)
    agreed = state.with_(agreeing=agreeing.with_(accepted=accepted, again=again))
    return begun(agreed, now) if accepted == PAIR else agreed


def _names_bad_end(state: State, answer: Answer, now: datetime) -> bool:
    """Whether an answer names an end that comes too soon or too late; during a break, the time counts from its end."""
    soonest = soonest_end(state.rules, state.pause.until if state.pause else now)
    return answer.until is not None and not soonest <= answer.until <= now + FURTHEST


def _bowed_out(state: State, answer: Answer, now: datetime) -> State:
    """One of the two does not want to begin: a search goes on, by the coordinator's decision if nobody else is left."""
    wants_nobody_else = answer.role is Role.MENTEE and answer.choice is Choice.CLOSE
    if (state.seeking or len(state.candidates) > 1) and not wants_nobody_else:
        return back_to_search(state, now, ReasonCode.BOWED_OUT_NEXT, by=answer.role)
    return state.with_(ending=Ending(since=now, outcome=Outcome.WITHDRAWN, by=answer.role))
