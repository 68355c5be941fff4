"""The next step of a mentorship in any phase, and what a step changes; for answers, see policy/hearing.py."""

from datetime import datetime
from uuid import UUID

from policy import active, finding, kept_back, ladder, lost_mentor, news, pausing, reaching, told_late, untold
from policy.bookkeeping import settled
from policy.due_times import courteous
from policy.ending import carried_out
from policy.phases import PHASES
from policy.told import yet_to_begin
from schemas.messages import Step, StepOutcome
from schemas.names import PAIR, Phase, Role, StepKind, StepResult
from schemas.reason import Reason, ReasonCode
from schemas.state import Postponed, State
from schemas.step_key import StepKey

WAITING = (ReasonCode.ON_LEAVE, ReasonCode.BEING_ASKED)  # perhaps for weeks


def next_step(state: State, now: datetime) -> Step | None:
    """Return the next step, with a due time within its readers' hours and never before `now`; None once closed, or
    while the programme has it on hold.

    A step that would no longer be needed by then is left out.
    """
    state = carried_out(state)
    if state.phase is Phase.CLOSED or state.hold:
        return None
    following = _next_in_phase(state, now)
    for step in reaching.asking(state):
        due = courteous(state, step, now)
        if due < following.due:
            return min(_next_in_phase(state, due), step.with_(due=due), key=lambda one: one.due)
    return following


def begins_later(state: State, role: Role, now: datetime) -> Step | None:
    """Return the step that tells one of the two that they begin, once a break is over, because a hold kept that from
    them; None if the next step is another than the end of a break for the other one."""
    unread = yet_to_begin(state.active) if state.phase is Phase.ACTIVE and state.pause else {}
    following = next_step(state, now) if role in unread else None
    if following is None or following.kind is not StepKind.RESUMED:
        return None
    key, reason = StepKey.of(StepKind.AGREED, unread[role].step.number + 1), Reason(code=ReasonCode.BOTH_AGREED)
    first = Step(key=key, due=following.due, to=(role,), reason=reason)
    return first.with_(due=courteous(state, first, now))


def planned(state: State, now: datetime) -> datetime:
    """Return when the next step of the phase was due before it was moved to better hours or postponed."""
    return _upcoming(carried_out(state), now).due


def _next_in_phase(state: State, now: datetime) -> Step:
    moment, before = now, None
    while True:
        step = _upcoming(state, moment)
        if step == before:  # its hours are the same as a moment ago
            return step.with_(due=moment)
        due = courteous(state, step, now)
        if due <= moment:
            return step.with_(due=due)
        moment, before = due, step


def after(state: State, step: Step, outcome: StepOutcome, now: datetime) -> State:
    """Return the state after `step`, given its outcome."""
    if step.kind is StepKind.REQUEST and outcome.found:
        state = finding.with_found(state, step, outcome.found)
    if step.kind is StepKind.REQUEST and (clock := outcome.readers.get(Role.MENTOR)):
        state = finding.with_clock(state, step, clock)
    match outcome.result:
        case StepResult.ANSWER_PENDING:
            return state
        case StepResult.POSTPONED:
            changed = _postponed(state, step, outcome, now)
        case StepResult.DROPPED if outcome.because is None or outcome.because.code is ReasonCode.OVERTAKEN:
            return state
        case StepResult.DROPPED:
            changed = _dropped(state, step, outcome, now)
        case StepResult.TAKEN:
            present = carried_out(state)
            changed = _taken(_known(present, step, outcome, now), step, outcome, now, present.phase)
    return settled(changed, state, now)


def expected(state: State, step: Step) -> StepOutcome:
    """Return the outcome of a successful step, to predict the state after it."""
    another = {Role.MENTOR} if step.kind is StepKind.REQUEST else set()  # not the mentor who could not be reached
    lost = tuple(role for role in PAIR if role in state.unreachable and role not in another)
    written = tuple(role for role in step.to if role not in lost)
    return StepOutcome(result=StepResult.TAKEN, written=written, unreachable=lost)


def addressee(state: State, step: Step) -> UUID | None:
    """Return the mentor whom a step concerns: for a request, the candidate who is asked."""
    return finding.candidate_of(state, step).person if step.kind is StepKind.REQUEST else state.mentor


def _upcoming(state: State, now: datetime) -> Step:
    """Return the next step at its due time before courtesy, to those who have not left."""
    step = _about_a_break(state, now) or PHASES[state.phase].upcoming(state, now)
    asked = {role for role in step.to if role not in state.gone}
    if step.kind is StepKind.REQUEST:
        asked = set(step.to)  # its mentor is not the one who left
    if Role.COORDINATOR not in state.readers:
        asked -= {Role.COORDINATOR}
    return step.with_(to=tuple(role for role in step.to if role in asked))


def _about_a_break(state: State, now: datetime) -> Step | None:
    if active.is_told_first(state):
        return None
    if state.pause is None:
        return told_late.that_it_is_over(state)
    late = told_late.before_a_break(state) or told_late.step(state, state.pause, now)
    return late or pausing.upcoming(state, state.pause, now)


def _taken(state: State, step: Step, outcome: StepOutcome, now: datetime, phase: Phase) -> State:
    """Return the state after a step of this phase was taken; what it found out may already have changed the phase."""
    if step.kind is StepKind.UNREACHABLE:
        return reaching.asked(state, outcome).with_(last_letters=_letters(state, outcome, now))
    if step.kind is StepKind.RESUMED or (state.pause and step.kind is not StepKind.REOPENED):
        asked = ladder.not_sent(state, outcome.undelivered)  # or the letter speaks of a question that they never had
        changed = told_late.known(pausing.after(asked, step, now), step, outcome)
        changed = active.told_of_reopening(changed, now)
        changed = active.begun(changed) if step.kind is StepKind.AGREED else changed
    else:
        changed = PHASES[phase].after(state, step, outcome, now)
    changed = untold.told(active.without_notes(changed, step, outcome), state, step, outcome, now)
    changed = told_late.known_to_go_on(changed, state, step, outcome)
    changed = told_late.known_to_be_over(changed, step, outcome)
    withdrawals = state.withdrawals + (step.kind is StepKind.WITHDRAWN)
    return changed.with_(postponed=None, last_letters=_letters(state, outcome, now), withdrawals=withdrawals)


def _letters(state: State, outcome: StepOutcome, now: datetime) -> dict[Role, datetime]:
    return {**state.last_letters, **dict.fromkeys(outcome.written, now)}


def _postponed(state: State, step: Step, outcome: StepOutcome, now: datetime) -> State:
    """Save until when a step is postponed, and why; leave from the roster cancels an end because of silence."""
    if outcome.until is None or outcome.because is None:
        raise ValueError("a postponed step needs a date and a reason")
    if step.kind is StepKind.UNREACHABLE:  # beside the phase's own step, which may be postponed as well
        return reaching.postponed(state, outcome.until)
    is_leave = outcome.because.code is ReasonCode.ON_LEAVE
    if step.kind is StepKind.FAREWELL and state.closing and state.closing.lapsed and is_leave:
        for role in outcome.because.who:
            state = news.away(state, role, outcome.until, now)
        return state
    told = kept_back.without_secrets(state) if outcome.because.code in WAITING else state
    return told.with_(postponed=Postponed(key=step.key, until=outcome.until, because=outcome.because))


def _dropped(state: State, step: Step, outcome: StepOutcome, now: datetime) -> State:
    """Return the state after a step was dropped for a reason; the next step is then decided from it."""
    dropped, because = state.with_(postponed=None), outcome.because
    if because is None or because.code is not ReasonCode.HAS_LEFT:
        return PHASES[state.phase].after(dropped, step, outcome, now)
    for role in because.who:
        dropped = news.left(dropped, role, now)
    return lost_mentor.without_their_break(dropped, now)


def _known(state: State, step: Step, outcome: StepOutcome, now: datetime) -> State:
    """Save what the activity found out about UTC offsets and addresses; once the farewell is sent, nothing changes."""
    away = {Role.COORDINATOR} & {*state.gone, *state.unreachable}
    readers = {role: reader for role, reader in outcome.readers.items() if role not in away}
    known = state.with_(readers={**state.readers, **readers})
    if step.kind is StepKind.FAREWELL or not (outcome.written or outcome.unreachable):
        return known
    if step.kind is StepKind.AGREED and known.phase is Phase.AGREEING:  # it begins now: nobody is passed over any more
        known = known.with_(seeking=None)
    for role in PAIR:
        change = news.unreachable if role in outcome.unreachable else news.reachable
        known = change(known, role, now)
    lost = Role.COORDINATOR in outcome.unreachable  # perhaps since before this mentorship; a correction is news
    return news.unreachable(known, Role.COORDINATOR, now) if lost else known
