"""What answers change in an active pair: meetings, words, rhythm, breaks, the end."""

from datetime import datetime, timedelta

from policy import booking
from policy.activity import alive, counts_from
from policy.asking_letters import PROMPTS, is_earlier_prompt, last_prompt
from policy.closing import ENDING, begin_closing
from policy.engagement import partner_of, side_of, with_look_back, with_side
from policy.ladder import off_ladder
from policy.pausing import pause
from policy.reopening import extended
from policy.replaced_answers import (
    replaceable_end,
    replaceable_rhythm,
    with_end_before,
    with_rhythm_before,
    without_earlier,
)
from policy.reported import corrected_report, with_meeting, without_meeting
from policy.reports import is_overtaken, with_overtaken
from policy.told_days import told_days, untold_again, without_replaced
from schemas.booking import Booked
from schemas.failures import Failure
from schemas.messages import Answer
from schemas.names import PAIR, Choice, Met, Role, StepKind
from schemas.state import Active, Side, State
from schemas.step_key import StepKey


def hear_check_in(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Apply an answer to "did you meet, how was it": a meeting counts for both, words wait for the partner."""
    if state.active and is_overtaken(state.active, answer):
        return _of_an_earlier_meeting(alive(state, answer.role, now), answer, now)
    corrected = corrected_report(state, answer)
    adds = corrected is not None and answer.met is Met.YES
    if corrected and not adds:
        state = untold_again(state, answer, corrected)
    state = alive(without_meeting(state, answer, now), answer.role, now, about=answer.about)
    active = state.active
    if active is None:
        return Failure.NOT_ASKED
    before = side_of(active, answer.role)
    side = before.with_(note=_note(before, answer))
    if _has_not_met_since_the_break(answer) and side_of(active, partner_of(answer.role)).met is Met.YES:
        side = side.with_(met=None) if corrected else side
    else:
        side = _with_report(side, state, answer, adds)
    active = with_side(active, answer.role, side)
    told = told_days(active, answer, corrected if adds else None, now)
    if answer.met is Met.YES:
        active = with_meeting(active, answer, before.low, now, corrected, told)
    return _with_words_and_day(state, active, answer, now, () if adds else told)


def _of_an_earlier_meeting(state: State, answer: Answer, now: datetime) -> State:
    """Return the state after what somebody says of a meeting before one that they have reported since: the later one
    stands, with the days of which it told."""
    if state.active is None:
        return state
    active = with_overtaken(state.active, answer, _is_low(answer, state), now)
    side = side_of(active, answer.role)
    active = with_side(active, answer.role, side.with_(note=_note(side, answer)))
    return _with_words_and_day(state, active, answer, now, ())


def _with_words_and_day(state: State, active: Active, answer: Answer, now: datetime, told: tuple[Booked, ...]) -> State:
    """Return the state with words to pass on and the day that an answer names, without the days of which it told."""
    heard = state.with_(active=_with_thanks(active, state, answer.role, now))
    return without_replaced(booking.with_booked(heard, answer, now, told), answer)


def hear_adjust(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Apply an answer to a review or to a question about the rhythm."""
    heard = alive(_to_replace(state, answer, now), answer.role, now)
    state = with_look_back(heard, state, answer.step, now)
    match answer.choice:
        case Choice.CADENCE if answer.cadence_days and 1 <= answer.cadence_days <= 366:
            chosen = _with_cadence(state, answer.role, answer.cadence_days, now)
            return replaceable_rhythm(chosen, state, answer, now)
        case Choice.PAUSE:
            return pause(state, answer, now)
        case Choice.EXTEND:
            return replaceable_end(_extended(state, answer.step, now), state, answer, now)
        case Choice.REMATCH | Choice.CLOSE:
            return begin_closing(state, ENDING[answer.choice], now, answer.role)
        case Choice.CALL_OFF:
            return booking.called_off(state, answer, now)
        case _:
            return state


def hear_decide(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Apply the coordinator's decision on a task: give time, or end the mentorship kindly."""
    active = state.active
    match answer.choice:
        case Choice.REMATCH | Choice.CLOSE:
            return begin_closing(state, ENDING[answer.choice], now, answer.role)
        case _ if active:
            soon = _soon(state, active, now)
            return state.with_(active=off_ladder(active).with_(next_check_in=soon, held=soon, looked_back=now))
        case _:
            return Failure.NOT_ASKED


def _to_replace(state: State, answer: Answer, now: datetime) -> State:
    """Return the state without what this answer replaces: the same wish, or by going on as before, all of them."""
    match answer.choice:
        case Choice.CONTINUE:
            return without_earlier(state, answer, now)
        case Choice.CADENCE:
            return with_rhythm_before(state, answer, now)
        case Choice.EXTEND:
            return with_end_before(state, answer, now)
        case _:
            return state


def _has_not_met_since_the_break(answer: Answer) -> bool:
    """Whether somebody who is welcomed back has not met again yet, which says nothing of a meeting before the break,
    unless the page asked about the day of that one."""
    asked_back = answer.step is not None and answer.step.kind is StepKind.RESUMED and answer.about is None
    return asked_back and answer.met in (None, Met.NO)


def _with_report(side: Side, state: State, answer: Answer, adds: bool) -> Side:
    """Return a side with an answer to "did you meet"; one to an earlier letter answers the latest question only if
    nothing else did, and adding to an earlier report never does."""
    is_old = state.active is not None and is_earlier_prompt(state.active, answer.step)
    low = _is_low(answer, state) if answer.met is Met.YES else side.low
    if is_old and (side.met or adds):
        return side.with_(low=low)
    return side.with_(met=answer.met or Met.NO, about=answer.about, low=low)


def _note(side: Side, answer: Answer) -> StepKey | None:
    """Return the question whose answer has words for the partner; answering it again without words removes them."""
    if answer.note:
        return answer.step
    return None if side.note == answer.step else side.note


def _is_low(answer: Answer, state: State) -> bool:
    return answer.rating is not None and answer.rating <= state.rules.low_rating


def _with_thanks(active: Active, state: State, answers: Role, now: datetime) -> Active:
    """Schedule passing words on once both have answered the latest prompt, unless the words were removed."""
    sides = [side_of(active, role) for role in PAIR]
    answered = bool(side_of(active, partner_of(answers)).met)
    ready = answered and any(side.note for side in sides)
    if not ready or active.thanked == last_prompt(active):
        return active.with_(thanks_since=None)
    soon = now + timedelta(minutes=state.rules.undo_minutes)
    return active.with_(thanks_since=active.thanks_since or soon)


def _soon(state: State, active: Active, now: datetime) -> datetime:
    """Return when the next question is due after the coordinator gave time: a full rhythm from now."""
    return max(active.next_check_in, now + timedelta(days=state.cadence_days))


def _with_cadence(state: State, role: Role, days: int, now: datetime) -> State:
    """Set another rhythm: it counts as set by one of them until the other chooses the same."""
    active = state.active
    if active is None:
        return state
    soon = max((active.prompted or active.agreed) + timedelta(days=days), now + timedelta(days=1))
    if days > state.cadence_days:  # never sooner than without the change
        soon = max(soon, active.next_check_in)
    agreed = days == state.cadence_days and active.rhythm_by is not role
    by = None if agreed else role
    since = counts_from(active, now) if days < state.cadence_days else active.rhythm_since
    chosen = active.with_(next_check_in=soon, held=None, rhythm_by=by, rhythm_since=since)
    return state.with_(cadence_days=days, active=chosen)


def _extended(state: State, step: StepKey | None, now: datetime) -> State:
    """Extend the time once per review, even if both ask for it, or one of them several times."""
    active = state.active
    if active is None or state.ends is None:
        return state
    prompt = step.number if step and step.kind in PROMPTS else active.cycle
    return extended(state, active, now) if prompt > active.extended else state
