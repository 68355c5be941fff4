"""The health of a pair, measured against its own agreed cadence."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from policy.asking_letters import PROMPTS, is_of_a_later_one
from policy.booking import awaited_until, is_missed, still_to_come, why
from policy.durations import multiple
from policy.ends import later
from policy.standstills import by_calendar
from schemas.names import PAIR, Health, Met, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.state import Active, Question, Side, State
from schemas.step_key import StepKey

ABOUT_THE_WHOLE = (StepKind.REVIEW, StepKind.RHYTHM, StepKind.LAST_NOTICE)  # they do not ask about a meeting
WORSE = (Health.LATE, Health.QUIET, Health.AT_RISK)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Judgement:
    """A health and its reasons."""

    health: Health
    reasons: tuple[Reason, ...]


class HealthChanges(NamedTuple):
    """From when on the health is at least this bad if nobody answers; None while the clock is stopped."""

    late_at: datetime | None = None
    quiet_at: datetime | None = None
    at_risk_at: datetime | None = None


def side_of(active: Active, role: Role) -> Side:
    """Return one person's side of the loop."""
    return active.mentee if role is Role.MENTEE else active.mentor


def with_side(active: Active, role: Role, side: Side) -> Active:
    """Return the loop with a new side of one person."""
    return active.with_(**{role.value: side})


def partner_of(role: Role) -> Role:
    """Return the other person of the pair."""
    return Role.MENTOR if role is Role.MENTEE else Role.MENTEE


def silent(state: State) -> tuple[Role, ...]:
    """Return who left a delivered prompt unanswered; a letter that was not delivered does not count."""
    active = state.active
    if active is None:
        return ()
    return tuple(role for role in PAIR if side_of(active, role).unanswered and _is_reached(state, role))


def asked_on(state: State, role: Role) -> datetime | None:
    """Return when one of the two was asked what they can still answer, by the calendar."""
    question = side_of(state.active, role).question if state.active and role in PAIR else None
    return by_calendar(state, question.asked) if question else None


def last_question(state: State) -> StepKey | None:
    """Return the letter whose answer is waited for: the request, the agreement, or the latest one of the loop."""
    if state.phase is Phase.SEEKING and state.seeking and state.seeking.asked:
        return StepKey.of(StepKind.REQUEST, state.requests)
    if state.phase is Phase.AGREEING and state.agreeing and state.agreeing.asked:
        return StepKey.of(StepKind.AGREEMENT, state.agreeing.version)
    asked = [side_of(state.active, role).question for role in PAIR] if state.active else []
    return max((one for one in asked if one), key=lambda one: one.asked).key if any(asked) else None


def with_look_back(state: State, before: State, step: StepKey | None, now: datetime) -> State:
    """Return the state after an answer to a question that came in place of one about meetings: the rhythm that it took
    does not count, because nobody could report a meeting. The second answer to the same question adds nothing."""
    was, active = before.active, state.active
    if was is None or active is None or was.mentee.answered or was.mentor.answered:
        return state
    if step is None or step.kind not in ABOUT_THE_WHOLE or step != last_question(before):
        return state
    counted = min(now, _measured_from(before, was) + timedelta(days=state.cadence_days))
    return state.with_(active=active.with_(looked_back=counted))


def judge(state: State, now: datetime) -> Judgement:
    """Return the health of a mentorship at `now`, or when its clock was stopped. A closed one waits for nobody."""
    active, at = state.active, _clock(state, now)
    if state.phase is Phase.CLOSED:
        return Judgement(state.health, ())
    if active is None:
        return Judgement(Health.NEW, (Reason(code=ReasonCode.NOT_BEGUN),))
    reasons = [_meeting(state, active, at, now)]
    if booked := still_to_come(state, now):
        reasons.append(why(booked))
    if differing := _reported_by_one(active):
        reasons.append(differing)
    if _is_rated_low(active):
        reasons.append(Reason(code=ReasonCode.RATED_LOW))
    reasons += [reason for role in PAIR if (reason := _share(state, role, side_of(active, role), at, now))]
    return Judgement(_health(state, active, at), tuple(reasons))


def health_changes(state: State) -> HealthChanges:
    """Return when health gets worse by time alone, so that lists can evaluate it when they are read."""
    active = state.active
    if active is None or state.phase is not Phase.ACTIVE or state.pause or state.hold:
        return HealthChanges()
    turns = sorted(turn for turn in _turns(state, active) if turn >= _measured_from(state, active))
    health = {turn: _health(state, active, turn) for turn in turns}
    worse = [[turn for turn in turns if health[turn] in WORSE[number:]] for number in range(len(WORSE))]
    return HealthChanges(*(min(since, default=None) for since in worse))


def _turns(state: State, active: Active) -> list[datetime]:
    """Return every moment at which time alone may change the health."""
    rules, since = state.rules, _measured_from(state, active)
    asked_until = [until for side in (active.mentee, active.mentor) for until in _untils(side.question)]
    multiples = [since + multiple(state.cadence_days, times) for times in (rules.late, rules.quiet, rules.at_risk)]
    return [since, active.agreed + timedelta(days=rules.grace_days), *multiples, *asked_until]


def _untils(question: Question | None) -> list[datetime]:
    return [question.until, *_untils(question.before)] if question else []


def _since(active: Active) -> datetime:
    return active.met or active.agreed


def _measured_from(state: State, active: Active) -> datetime:
    """Return from when on multiples of the current rhythm count: nobody is late by it before it was chosen, nor for a
    meeting that nobody asked about, nor within time that a coordinator gave, nor before a booked one, unless the
    one before it did not take place either."""
    awaited = [] if is_missed(active) else awaited_until(state)
    starts = (_since(active), active.rhythm_since, active.looked_back, active.expected, *awaited)
    return max(one for one in starts if one)


def _clock(state: State, now: datetime) -> datetime:
    """Return `now`, or the time when a break, a goodbye or a hold stopped the clock."""
    stopped = state.pause or state.closing or state.hold
    return stopped.since if stopped else now


def _is_reached(state: State, role: Role) -> bool:
    return role not in state.unreachable and role not in state.gone


def _is_rated_low(active: Active) -> bool:
    """Whether one of them rated their last meeting low, and the other one has told of no later one since."""
    sides = ((active.mentee, active.mentor), (active.mentor, active.mentee))
    return any(own.low and not is_of_a_later_one(active, other.report, own.report) for own, other in sides)


def _health(state: State, active: Active, now: datetime) -> Health:
    rules, apart = state.rules, now - _measured_from(state, active)
    if active.met is None and now < active.agreed + timedelta(days=rules.grace_days):
        return Health.NEW
    missed = max((_overdue(side_of(active, role), now)[0] for role in silent(state)), default=0)
    is_quiet = apart >= multiple(state.cadence_days, rules.quiet)
    is_missing = is_quiet and missed >= rules.missed_check_ins
    if _is_rated_low(active) or is_missing or apart >= multiple(state.cadence_days, rules.at_risk):
        return Health.AT_RISK
    if is_quiet and (active.mentee.answered or active.mentor.answered):  # else nobody has said that they did not meet
        return Health.QUIET
    if apart >= multiple(state.cadence_days, rules.late):
        return Health.LATE
    return Health.ON_TRACK if active.met else Health.NEW


def _overdue(side: Side, now: datetime) -> tuple[int, int]:
    """Return how many prompts, and letters, were not answered in time."""
    in_time = side.question.open_at(now) if side.question else ()
    prompts = sum(key.kind in PROMPTS for key in in_time)
    return max(side.unanswered - prompts, 0), max(side.letters - len(in_time), 0)


def _meeting(state: State, active: Active, at: datetime, now: datetime) -> Reason:
    """Return how long ago they last met, or began, by the calendar."""
    began = active.reported if active.met else active.began
    days = max((now - began if began else at - _since(active)) // DAY, 0)
    if active.met:
        code = ReasonCode.MET_AGO if days else ReasonCode.MET_TODAY
    else:
        is_new = at - _since(active) < timedelta(days=state.rules.grace_days)
        code = ReasonCode.JUST_BEGUN if is_new else ReasonCode.NO_MEETING
    cadence, by = state.cadence_days, active.rhythm_by
    if code not in (ReasonCode.MET_AGO, ReasonCode.NO_MEETING):
        return Reason(code=code, cadence_days=cadence, set_by=by)
    stopped = state.pause or state.hold
    running = now - (stopped.since if stopped else now)
    paused = max((running + _since(active) - (began or _since(active))) // DAY, 0) or None
    return Reason(code=code, days=days, paused=paused, cadence_days=cadence, set_by=by)


def _reported_by_one(active: Active) -> Reason | None:
    """Return a reason if one of the two reports a meeting and the other says that there was none."""
    if active.mentee.about != active.mentor.about:
        return None  # they speak of different meetings
    said = {role: side_of(active, role).met for role in PAIR}
    alone = tuple(role for role, met in said.items() if met is Met.YES)
    denying = (Met.NO,) if active.mentee.about is None else (Met.NO, Met.BOOKED)  # a new day in place of a booked one
    if len(alone) != 1 or said[partner_of(alone[0])] not in denying:
        return None
    return Reason(code=ReasonCode.REPORTED_BY_ONE, who=alone)


def _share(state: State, role: Role, side: Side, at: datetime, now: datetime) -> Reason | None:
    """Return the reason about one of the two, whose clock shows `at`; None before they were asked anything."""
    if role in state.gone:
        return Reason(code=ReasonCode.HAS_LEFT, who=(role,))
    if role in state.unreachable:
        return Reason(code=ReasonCode.UNREACHABLE, who=(role,))
    if side.question is None:
        return Reason(code=ReasonCode.ANSWERED, who=(role,)) if side.answered else None
    count = _overdue(side, at)[1]
    if at >= side.question.until:
        return Reason(code=ReasonCode.NOT_ANSWERED, who=(role,), count=count)
    until = _answer_by(state, side.question)
    days = (now - by_calendar(state, side.question.asked)) // DAY
    return _asked(role, until, count, days) if until else None


def _answer_by(state: State, question: Question) -> datetime | None:
    """Return until when a question can be answered: later by the length of a break; None on hold, and during a goodbye,
    unless an answer would cancel it."""
    if state.hold:
        return None
    if state.pause:
        return later(state.pause.until, question.until - state.pause.since)
    is_over = state.closing is not None and not state.closing.lapsed
    return None if is_over else question.until


def _asked(role: Role, until: datetime, before: int, days: int) -> Reason:
    """Return the reason for a letter of so many days ago that can be answered, as `before` earlier ones were not."""
    again = Reason(code=ReasonCode.ASKED_AGAIN, who=(role,), count=before, until=until)
    return again if before else Reason(code=ReasonCode.ASKED, who=(role,), days=max(days, 0), until=until)
