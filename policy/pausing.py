"""A break with a return date: while it lasts, the mentorship's clock is stopped.

Each of the two may be away until a different date, and HR may pause both: the break lasts until the last of them is
back. During a break, HR changes its return date. Leave from the roster is stored separately from what somebody asked
for: the later date of the two counts.
"""

from datetime import datetime, timedelta

from policy.absences import ahead, dated, limited, without
from policy.asking_letters import with_welcome_back
from policy.ends import keeps_end, later
from policy.participants import kept_from_asking, participants
from policy.standstills import shifted, stood_still
from policy.told import yet_to_begin
from schemas.failures import Failure
from schemas.messages import Answer, Step
from schemas.names import PAIR, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.rules import FURTHEST
from schemas.state import Pause, Seeking, State
from schemas.step_key import StepKey

PAUSABLE = (Phase.SEEKING, Phase.AGREEING, Phase.ACTIVE)
WORTH_A_LETTER = timedelta(days=1)  # if less of a break is left, only its end is announced


def upcoming(state: State, pause: Pause, now: datetime) -> Step:
    """Return the next step of a break, at its due time before courtesy: tell both, later welcome both back, or tell
    both that they can begin."""
    first = kept_from_asking(state)  # or their first letter is about a break; of a pair, perhaps both
    to = tuple(role for role in participants(state) if role not in first)
    if not pause.told and pause.until - now >= WORTH_A_LETTER:
        key = StepKey.of(StepKind.PAUSED, pause.number)
        return Step(key=key, due=pause.changed or pause.since, to=to, reason=_why(pause))
    unread = yet_to_begin(state.active) if state.phase is Phase.ACTIVE else {}
    number = 1 + max((one.step.number for one in unread.values()), default=0)
    is_first = state.phase is Phase.ACTIVE and state.active is not None and not state.active.welcomed
    if is_first or (unread and set(to) <= set(unread)):  # who have not begun cannot go on
        key, because = StepKey.of(StepKind.AGREED, number), ReasonCode.BOTH_AGREED
    else:
        key, because = StepKey.of(StepKind.RESUMED, pause.number), ReasonCode.BREAK_OVER
        to = tuple(role for role in to if role not in unread)
    return Step(key=key, due=pause.until, to=to, reason=Reason(code=because))


def _why(pause: Pause) -> Reason:
    """Return why both are told of a break: its date changed, somebody asked for it, or somebody is on leave."""
    if pause.changed:
        return Reason(code=ReasonCode.BREAK_CHANGED, until=pause.until)
    if pause.wished:
        return Reason(code=ReasonCode.BREAK_ASKED, until=pause.until)
    return Reason(code=ReasonCode.ON_LEAVE, who=tuple(pause.away), until=pause.until)


def still_away(state: State, now: datetime) -> dict[Role, datetime]:
    """Return who is away at present, and until when; nobody once a break is over, even before the letter about it."""
    return {role: back for role, back in (state.pause.away if state.pause else {}).items() if back > now}


def is_over(state: State, now: datetime) -> bool:
    """Whether a break is over, and only the letter that welcomes both back is still to come."""
    return state.pause is not None and not still_away(state, now)


def lasting(pause: Pause, now: datetime) -> Pause:
    """Return a break without those who are back, unless all are."""
    if pause.until <= now:
        return pause
    parts = {"absences": pause.absences, "leave": pause.leave}
    away = {name: {role: back for role, back in part.items() if back > now} for name, part in parts.items()}
    return pause.with_(**away)


def after(state: State, step: Step, now: datetime) -> State:
    """Return the state after both were told, or were welcomed back with every due time moved."""
    pause = state.pause
    if state.phase is Phase.SEEKING and _is_anothers_no(state.seeking):
        state = state.with_(seeking=state.seeking and state.seeking.with_(hinted=True))
    if step.kind is StepKind.PAUSED and pause:
        return state.with_(pause=pause.with_(told=True, told_until=pause.until))
    if state.active and pause and step.kind is StepKind.RESUMED:
        state = state.with_(active=with_welcome_back(state.active, step.key))
    return ended(state, now)


def _is_anothers_no(seeking: Seeking | None) -> bool:
    """Whether the mentee, who gets the letter, hears of a no that is not their own."""
    return seeking is not None and seeking.declined is not None and seeking.bowed_out is not Role.MENTEE


def pause(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state with a break begun or its date changed, or why this is rejected."""
    if state.phase not in PAUSABLE:
        return Failure.TOO_LATE
    if answer.role in PAIR and answer.role not in participants(state):
        return Failure.NOT_ASKED
    if answer.until is None or not now < answer.until <= latest(state, answer.role, now):
        return Failure.BAD_DATE
    return _asked_at(away(state, answer.role, answer.until, now), answer)


def is_asked_at(pause: Pause | None, answer: Answer) -> bool:
    """Whether this person asked for the break at the question of this answer."""
    if pause is None or answer.step is None or answer.role not in pause.absences:
        return False
    return pause.asked.get(answer.role) == answer.step


def taken_back(state: State, answer: Answer, now: datetime) -> State:
    """Return the state without the absence that somebody asked for at the question of this answer; leave stays."""
    if not state.pause:
        return state
    unasked = state.pause.with_(asked=without(state.pause.asked, answer.role))
    return _changed(state, state.pause, with_those_away(unasked, absences=without(unasked.absences, answer.role)), now)


def resume(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state with somebody's own break ended now; HR and the coordinator end the whole break."""
    if not state.pause:
        return Failure.NOT_PAUSED
    if answer.role in PAIR:
        return back(state, answer.role, now) if answer.role in state.pause.away else Failure.NOT_ASKED
    return _all_back(_overruling(state, state.pause, now), state.pause, now)


def away(state: State, role: Role, until: datetime, now: datetime) -> State:
    """Return the state with one role away until then; a role outside the pair pauses both, or changes the return date
    of the current break."""
    whose = role if role in PAIR else Role.HR
    if not state.pause:
        begun, known = _taking_in(state, now) if whose in PAIR else (state, {})
        return _begun(begun, now, leave=known, absences={whose: until})
    own_date = state.pause.absences.get(whose, now)
    began = state.pause.began if own_date > now else {**state.pause.began, whose: now}
    own = with_those_away(state.pause, absences={**state.pause.absences, whose: until}).with_(began=began)
    if whose in PAIR:
        own = own.with_(prolonged=tuple(one for one in own.prolonged if one is not whose))
        return _changed(state, state.pause, own, now)
    return _changed(_overruling(state, state.pause, until), state.pause, dated(state.pause, until, now), now)


def on_leave(state: State, role: Role, until: datetime, now: datetime) -> State:
    """Return the state with one of the pair on leave until then, from the roster; it replaces an earlier leave."""
    there, known = _taking_in(state, now)
    if not there.pause:
        return _begun(there, now, absences={}, leave={**known, role: until})
    return _changed(
        there, there.pause, with_those_away(there.pause, leave={**there.pause.leave, **known, role: until}), now
    )


def back(state: State, role: Role, now: datetime) -> State:
    """Return the state with one role back, also from leave; the break is over once nobody is away any more."""
    if not state.pause:
        return state
    pause = state.pause
    there = with_those_away(pause, absences=without(pause.absences, role), leave=without(pause.leave, role))
    return _changed(state, pause, there, now)


def back_from_leave(state: State, role: Role, now: datetime) -> State:
    """Return the state with the leave of one role over; a break that was asked for continues."""
    if not state.pause:
        return state
    pause, absences = state.pause, state.pause.absences
    left = without(absences, role) if role in pause.prolonged else absences
    return _changed(state, pause, with_those_away(pause, absences=left, leave=without(pause.leave, role)), now)


def ended(state: State, now: datetime) -> State:
    """Return the state with the break over and every time moved by its length."""
    pause = state.pause
    if not pause:
        return state
    over = max(pause.since, min(now, pause.until))
    length = over - pause.since  # ends are on their dates, also if the letter comes later
    moved = shifted(state.with_(pause=None), now - pause.since, length)  # an open question has the time that was left
    moved = stood_still(moved, pause.since, now, over)
    if state.ends is None or keeps_end(state, pause, over):
        return moved
    return moved.with_(ends=later(state.ends, length))


def latest(state: State, role: Role, now: datetime) -> datetime:
    """Return the latest return date allowed: counted from the start of an absence under way; for HR ten years."""
    if role not in PAIR:
        return now + FURTHEST
    length, pause = timedelta(days=state.rules.pause_max_days), state.pause
    own = pause.absences.get(role) if pause and role not in pause.prolonged else None
    if pause is None or own is None or own <= now:
        return now + length
    return max(own, pause.began.get(role, pause.since) + length)


def _begun(state: State, now: datetime, **away: dict[Role, datetime]) -> State:
    number = state.pauses + 1
    return state.with_(pauses=number, pause=Pause(since=now, number=number, **away))


def _taking_in(state: State, now: datetime) -> tuple[State, dict[Role, datetime]]:
    """Return the leave that was known before and counts in a break, and the state without it: while two agree, because
    the agreement waits for both."""
    there = participants(state) if state.phase is Phase.AGREEING else ()
    known = {role: state.leave[role] for role in there if role in state.leave}
    left = {role: back for role, back in state.leave.items() if role not in known}
    return (state.with_(leave=left) if known else state), ahead(known, now)


def with_those_away(pause: Pause, **away: dict[Role, datetime]) -> Pause:
    """Return a break with these who are away; HR's date is gone if the break now ends on another day."""
    there = pause.with_(**away)
    return there if not there.away or there.until == pause.until else there.with_(dated_by_hr=False)


def _overruling(state: State, pause: Pause, until: datetime) -> State:
    """Save which leave HR ends here before its time, because the roster still has its date."""
    ended = {role: back for role, back in pause.leave.items() if back > until}
    return state.with_(overruled={**state.overruled, **ended}) if ended else state


def _asked_at(state: State, answer: Answer) -> State:
    """Save at which question one of the two asked for a break, so that another answer to it ends the break."""
    if not state.pause or answer.role not in PAIR or answer.step is None:
        return state
    return state.with_(pause=state.pause.with_(asked={**state.pause.asked, answer.role: answer.step}))


def _changed(state: State, pause: Pause, changed: Pause, now: datetime) -> State:
    """Save who is away; if the return date differs from what both were told, tell them again."""
    if changed.away and changed.until == pause.until:
        return state.with_(pause=changed)
    if not changed.away or changed.until <= now:  # the others were back before, and the break lasted until now
        return _all_back(state, pause.with_(asked=changed.asked), now)
    if changed.until == pause.told_until:
        return state.with_(pause=changed.with_(told=True))
    if not pause.told:
        return state.with_(pause=changed)
    number = state.pauses + 1
    return state.with_(pauses=number, pause=changed.with_(told=False, changed=now, number=number))


def _all_back(state: State, pause: Pause, now: datetime) -> State:
    """End a break now; if nobody was told of it, as if it had never begun."""
    if not pause.is_announced:
        return ended(state, now)
    return state.with_(pause=pause.with_(absences=limited(pause.absences, now), leave=limited(pause.leave, now)))
