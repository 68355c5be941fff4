"""Whom mail did not reach as they were told of a break, that they begin, that it goes on after all, or of the goodbye:
they are told once mail reaches them, unless another letter has by then; of a break, as long as it lasts."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from policy import pausing
from policy.engagement import side_of
from policy.participants import kept_from_asking, participants
from policy.told import why_it_goes_on, yet_to_begin
from schemas.messages import Step, StepOutcome
from schemas.names import PAIR, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.state import Active, Pause, State
from schemas.step_key import StepKey
from schemas.untold import Missed

GOES_ON = (StepKind.AGREED, StepKind.REOPENED)
GIVES_UP = timedelta(days=5)  # how long relays keep trying (RFC 5321, 4.5.4.1)


def step(state: State, pause: Pause, now: datetime) -> Step | None:
    """Return the step that tells them alone; None if there is nobody to tell, or all are told something next anyway."""
    others = (*kept_from_asking(state), *state.unreachable)
    to = tuple(role for role in participants(state) if role in pause.missed and role not in others)
    if not to or not pause.told:
        return None
    news = pausing.upcoming(state, pause.with_(told=False, changed=None), now)
    if news.kind is not StepKind.PAUSED:  # it is over soon
        return None
    return news.with_(key=StepKey.of(StepKind.PAUSED, state.pauses + 1), to=to)


def reason_of(step: Step, role: Role, state: State) -> Reason:
    """Return why somebody gets the letter of a step: whom the first one about a break did not reach, is told of it."""
    pause = state.pause
    if pause is None or step.kind is not StepKind.PAUSED or role not in pause.missed:
        return step.reason
    return pausing.upcoming(state, pause.with_(told=False, changed=None), pause.since).reason


def known(state: State, step: Step, outcome: StepOutcome) -> State:
    """Return the state that knows whom a letter about the break did not reach."""
    pause = state.pause
    if pause is None or step.kind is not StepKind.PAUSED:
        return state
    missed = tuple(role for role in step.to if role in outcome.unreachable)
    others = tuple(role for role in pause.missed if role not in step.to)
    told = pause.with_(missed=(*others, *missed))
    return state.with_(pause=told, pauses=max(state.pauses, step.key.number))


def bounced(state: State, role: Role, now: datetime) -> State:
    """Return the state after mail to somebody failed: a recent letter that they have not answered has not arrived."""
    last, pause, active = state.last_letters.get(role), state.pause, state.active
    heard = side_of(active, role).heard if active and role in PAIR else None
    if last is None or now - last > GIVES_UP or (heard and heard > last):
        return state
    if pause and pause.told and role in participants(state) and role not in pause.missed:
        state = state.with_(pause=pause.with_(missed=(*pause.missed, role)))
    return letter_lost(_agreement_lost(state, role, now), role)


def _agreement_lost(state: State, role: Role, now: datetime) -> State:
    """Return the state in which an agreement that may have come back is somebody's first letter when sent again."""
    agreeing = state.agreeing if state.phase is Phase.AGREEING else None
    if agreeing is None or not agreeing.asked or now - agreeing.asked > GIVES_UP or role in agreeing.accepted:
        return state
    kept = tuple(one for one in PAIR if one in (*agreeing.kept_back, role))
    return state.with_(agreeing=agreeing.with_(kept_back=kept))


def letter_lost(state: State, role: Role) -> State:
    """Return the state in which the last letter to somebody may not have reached them, if it said that they begin, that
    it goes on after all, or goodbye."""
    active = state.active
    if active and (one := active.missed.get(role)):
        state = state.with_(active=active.with_(missed={**active.missed, role: one.with_(lost=True)}))
    return goodbye_lost(state, role)


def goodbye_lost(state: State, role: Role) -> State:
    """Return the state in which the closing letter may not have reached somebody: they are told again, and also if the
    end is taken back, for they may have read it."""
    closing = state.closing
    if closing is None or not closing.asked or closing.lapsed or role in (*closing.thanked, *closing.lost):
        return state
    return state.with_(closing=closing.with_(lost=(*closing.lost, role)))


def kept_back(state: State, kept: Mapping[Role, tuple[StepKey, ...]], now: datetime) -> State:
    """Return the state after a hold that kept these letters back: of what still holds, each is told."""
    for role, steps in kept.items():
        of_kind = {step.kind: step for step in steps}
        state = goodbye_lost(state, role) if StepKind.CLOSING in of_kind else state
        state = _beginning_lost(state, role, of_kind)
        state = _break_lost(state, role, of_kind, now)
    return state


def _beginning_lost(state: State, role: Role, kept: Mapping[StepKind, StepKey]) -> State:
    """Return the state in which somebody has not read that they begin, or that it goes on after all; that they begin
    is not said by a letter about a break that followed."""
    active = state.active
    if active is None or not {*GOES_ON} & kept.keys():
        return state
    first = kept.get(StepKind.AGREED)
    one = active.missed.get(role) or (Missed(step=first) if first and active.welcomed else None)
    if one is None:
        return state
    missed = {**active.missed, role: one.with_(lost=True, kept_back=True)}
    return state.with_(active=active.with_(missed=missed))


def _break_lost(state: State, role: Role, kept: Mapping[StepKind, StepKey], now: datetime) -> State:
    """Return the state in which somebody has not read of the break, or that it is over, unless they are told of
    something else that says so."""
    pause = state.pause
    if pause and StepKind.PAUSED in kept and role not in pause.missed:
        return state.with_(pause=pause.with_(missed=(*pause.missed, role)))
    known = state.active.missed.get(role) if state.active else None
    is_told = known is not None and known.lost
    if StepKind.RESUMED not in kept or is_told or state.pause or state.phase not in pausing.PAUSABLE:
        return state
    return state.with_(unwelcomed={**state.unwelcomed, role: now})


def that_it_is_over(state: State) -> Step | None:
    """Return the step that welcomes those back whom a hold kept from it, unless a letter comes first that something
    begins, or goes on after all."""
    active = state.active if state.phase is Phase.ACTIVE else None
    is_later = active is not None and (active.reopened is not None or not active.welcomed)
    if not state.unwelcomed or state.phase not in pausing.PAUSABLE or is_later:
        return None
    begins = yet_to_begin(active)
    others = (*kept_from_asking(state), *begins, *state.unreachable)
    to = tuple(role for role in participants(state) if role in state.unwelcomed and role not in others)
    if not to:
        return None
    key, due = StepKey.of(StepKind.RESUMED, state.pauses + 1), max(state.unwelcomed[role] for role in to)
    return Step(key=key, due=due, to=to, reason=Reason(code=ReasonCode.BREAK_OVER))


def known_to_be_over(state: State, step: Step, outcome: StepOutcome) -> State:
    """Return the state that welcomes nobody back who got a letter; what a relay refuses is not tried for ever."""
    told = {*outcome.written, *(step.to if step.kind is StepKind.RESUMED else ())}
    state = state.with_(unwelcomed={role: since for role, since in state.unwelcomed.items() if role not in told})
    return state.with_(pauses=max(state.pauses, step.key.number)) if step.kind is StepKind.RESUMED else state


def that_it_goes_on(state: State, active: Active) -> Step | None:
    """Return the step that tells somebody alone that they begin, or that it goes on after all."""
    for role in participants(state):
        missed = active.missed.get(role)
        is_late = missed and missed.step.kind is StepKind.AGREED and active.met is not None  # after their first meeting
        if missed and missed.lost and role not in state.unreachable and not is_late:
            number, reason = missed.step.number + 1, Reason(code=ReasonCode.BOTH_AGREED)
            if missed.step.kind is StepKind.REOPENED:
                number, reason = state.reopenings + 1, why_it_goes_on(missed, missed.by)
            key = StepKey.of(missed.step.kind, number)
            return Step(key=key, due=side_of(active, role).life, to=(role,), reason=reason)
    return None


def before_a_break(state: State) -> Step | None:
    """Return the step that tells somebody, before all about a break, that it goes on after all: their last letter said
    goodbye."""
    active = state.active if state.phase is Phase.ACTIVE else None
    step = that_it_goes_on(state, active) if active else None
    return step if step and step.key.kind is StepKind.REOPENED else None


def known_to_go_on(state: State, before: State, step: Step, outcome: StepOutcome) -> State:
    """Return the state that knows whom a letter that they begin, or that it goes on, did not reach."""
    if state.active is None:
        return state
    earlier = state.active.missed
    unread = _unsaid(state.active) if step.kind is StepKind.PAUSED else ()
    told = {*outcome.written, *(step.to if step.kind in GOES_ON else ())}  # what a relay refuses is not tried for ever
    missed = {role: one for role, one in earlier.items() if role not in told or role in unread}
    if step.kind is StepKind.AGREED:  # the next one has a number of its own
        missed = {role: one.with_(step=step.key) if one.step.kind is step.kind else one for role, one in missed.items()}
    if step.kind in GOES_ON:
        sent = [role for role in step.to if role in (*outcome.written, *outcome.unreachable)]
        missed |= {role: _missed(before.active, step, role, role in outcome.unreachable) for role in sent}
    state = state.with_(active=state.active.with_(missed=missed)) if missed != earlier else state
    return state.with_(reopenings=max(state.reopenings, step.key.number)) if step.kind is StepKind.REOPENED else state


def _unsaid(active: Active) -> tuple[Role, ...]:
    """Return who reads in no letter about a break what they have not been told: that they begin, or that it goes on."""
    goes_on = (role for role, one in active.missed.items() if one.step.kind is StepKind.REOPENED)
    return (*yet_to_begin(active), *goes_on)


def _missed(active: Active | None, step: Step, role: Role, lost: bool) -> Missed:
    again = active.missed.get(role) if active else None
    if active and active.reopened:
        by, settled_by, not_left = active.reopened_by, active.settled_by, active.not_left
        return Missed(step=step.key, lost=lost, by=by, settled_by=settled_by, not_left=not_left)
    return again.with_(step=step.key, lost=lost) if again else Missed(step=step.key, lost=lost)
