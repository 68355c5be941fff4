"""Booked meetings: the two are asked about one once its day is over, and nobody is late before.

Each of the two may name a day. What was said last counts.
"""

from datetime import UTC, date, datetime, time, timedelta

from policy.courtesy import next_day
from policy.ends import last_question_by, later
from schemas.booking import Booked, CalledOff
from schemas.messages import Answer
from schemas.names import Met
from schemas.reader import Reader
from schemas.reason import Reason, ReasonCode
from schemas.rules import FURTHEST
from schemas.state import Active, State

DAY = timedelta(days=1)
WEEKEND = timedelta(days=3)  # until the first working day after it


def awaited(state: State) -> Booked | None:
    """Return the meeting after which the two are asked: not one for which they would wait over a rhythm longer than
    usual, or until their goodbye."""
    active = state.active
    if active is None or not active.booked:
        return None
    last = last_question_by(state)
    usual, longest = active.next_check_in, 2 * timedelta(days=state.cadence_days)
    booked, latest = active.booked[-1], max(usual, later(active.prompted or active.agreed, longest))
    is_in_time = booked.over <= latest and (last is None or booked.over + WEEKEND < last)
    return booked if is_in_time else None


def awaited_until(state: State) -> list[datetime]:
    """Return when the day of that meeting is over; empty if there is none."""
    booked = awaited(state)
    return [booked.over] if booked else []


def still_to_come(state: State, now: datetime) -> Booked | None:
    """Return the meeting that was named last, if its day is not over and does not lie in a break, whenever the two are
    asked about it."""
    booked = state.active.booked[-1] if state.active and state.active.booked else None
    since = max(now, state.pause.until) if state.pause else now
    return booked if booked and booked.over > since else None


def why(booked: Booked) -> Reason:
    """Return the reason that a meeting is booked; its moment stands for the calendar day."""
    return Reason(code=ReasonCode.MEETING_BOOKED, who=(booked.role,), until=_noon(booked))


def day_over(state: State, now: datetime) -> date | None:
    """Return the day of the booked meeting that is asked about, because it is over and nobody has told of it; none that
    was moved, or lies in a break or a hold, of which neither is asked."""
    active = state.active
    booked = active.booked[-1] if active and active.booked and not (state.pause or state.hold) else None
    return booked.day if booked and booked.over <= now else None


def with_booked(state: State, answer: Answer, now: datetime, told: tuple[Booked, ...]) -> State:
    """Return the state with the day that an answer names, in place of any that the same person named before, and
    without those of which it has told; without one, another answer to the same question takes theirs back."""
    active = state.active
    if active is None:
        return state
    untold = tuple(one for one in active.booked if one not in told)
    others = _without_own(untold, answer, now)
    named = [one for one in _booked(answer, state.readers.get(answer.role), now) if one.over > now]
    booked, off = (*others, *named), None if named else _still_off(active, answer, now)
    if (booked, off) == (active.booked, active.off):
        return state
    about = answer.about if untold != active.booked else None  # the other one is asked about it, too
    return asked_in_time(state.with_(active=active.with_(booked=booked, off=off, about=about or active.about)), now)


def called_off(state: State, answer: Answer, now: datetime) -> State:
    """Return the state without the booked meeting that does not take place, whoever had named its day; without a day,
    it is the one that was named last. One that was moved since stays on its new day."""
    active = state.active
    if active is None or not active.booked:
        return state
    booked = active.booked[-1]
    if answer.booked_on not in (None, booked.day):
        moved = tuple(one for one in active.booked if one.day != answer.booked_on)
        return state.with_(active=active.with_(booked=moved))
    off = CalledOff(role=answer.role, day=booked.day, over=booked.over) if booked.over > now else active.off
    return asked_in_time(state.with_(active=active.with_(booked=(), off=off)), now)


def is_past(state: State, answer: Answer, now: datetime) -> bool:
    """Whether the day that an answer names is over, or was asked about."""
    day, today = answer.booked_on, _today(state.readers.get(answer.role), now)
    return day is None or day < today or (state.active is not None and state.active.about == day)


def is_off(state: State, now: datetime) -> CalledOff | None:
    """Return the meeting that was called off last, until its day is over."""
    off = state.active.off if state.active else None
    return off if off and off.over > now else None


def said_since(active: Active, moment: datetime) -> tuple[Booked, ...]:
    """Return the days that were named after the last one that is over by then; those before were moved to it."""
    over = [number for number, one in enumerate(active.booked) if one.over <= moment]
    return active.booked[over[-1] + 1 :] if over else active.booked


def asked_about(active: Active, now: datetime) -> Active:
    """Return the loop once the two are asked: about the day that was said last, if it is over; one that was moved to a
    later day is not. Until somebody reports a meeting, only the first of them counts for health, or a pair that never
    meets is never late."""
    over, left = [one for one in active.booked[-1:] if one.over <= now], said_since(active, now)
    if not over:
        return active.with_(about=None, booked=left) if active.about or left != active.booked else active
    expected = active.expected if is_missed(active) else over[-1].over
    return active.with_(booked=left, about=over[-1].day, expected=expected)


def is_missed(active: Active) -> bool:
    """Whether the day of a booked meeting is over, and no meeting was reported since."""
    return active.expected is not None and active.expected > (active.met or active.agreed)


def asked_in_time(state: State, now: datetime) -> State:
    """Return the state in which the next question still comes soon, once they no longer wait for a booked meeting."""
    active = state.active
    if active is None or active.next_check_in > now or awaited(state):
        return state
    soon = now + timedelta(days=state.cadence_days) / 2
    return state.with_(active=active.with_(next_check_in=soon))


def _still_off(active: Active, answer: Answer, now: datetime) -> CalledOff | None:
    """Return the meeting that was called off, unless they say that they have met on its day after all."""
    off = active.off
    return None if off and answer.met is Met.YES and off.over <= now + DAY else off


def _without_own(booked: tuple[Booked, ...], answer: Answer, now: datetime) -> list[Booked]:
    """Return the days without one's own word; one that it had moved comes back only if it is still to come."""
    left = [one for one in booked if not is_replaced(one, answer)]
    is_last = bool(booked) and booked[-1] not in left
    return [one for one in left if one.over > now] if is_last else left


def is_replaced(booked: Booked, answer: Answer) -> bool:
    """Whether a day is taken back: by another one, or by an answer to the same question that is not about that day."""
    is_same = booked.step == answer.step and booked.day != answer.about
    return booked.role is answer.role and (answer.booked_on is not None or is_same)


def _today(reader: Reader | None, now: datetime) -> date:
    return (now + timedelta(minutes=reader.minutes_at(now) if reader else 0)).date()


def _booked(answer: Answer, reader: Reader | None, now: datetime) -> list[Booked]:
    """Return the meeting that an answer books: its day is compared before it is counted with, which could overflow."""
    today = _today(reader, now)
    if answer.booked_on is None or not today <= answer.booked_on <= today + FURTHEST:
        return []
    noon = datetime.combine(answer.booked_on, time(12), UTC)
    there = noon - timedelta(minutes=reader.minutes_at(noon)) if reader else noon
    over = next_day(there, reader) if reader else noon + timedelta(hours=12)
    return [Booked(role=answer.role, step=answer.step, day=answer.booked_on, over=over)]


def _noon(booked: Booked) -> datetime:
    return datetime.combine(booked.day, time(12), UTC)
