"""The card, a summary of a mentorship when it is read: its status, whose answer it waits for, what comes next."""

from datetime import datetime, timedelta

from policy.durations import counted, every
from policy.ending import carried_out
from policy.ends import goodbye_length, last_question_by
from policy.engagement import judge, side_of
from policy.finding import has_used_up_its_turns
from policy.holding import shown_phase
from policy.ladder import has_coordinator
from policy.last_step import ends_on
from policy.leave import goodbye_until
from policy.lifecycle import next_step
from policy.participants import kept_from_asking, participants
from policy.pausing import is_over, still_away
from policy.reaching import readers_of
from policy.reasons import ROLES, all_of, anonymous, because, dated, sentence, what_of
from policy.sentences import capitalised
from policy.standstills import by_calendar
from schemas.messages import Card, Step
from schemas.names import PAIR, UNBEGUN, Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.state import Active, State

DAY = timedelta(days=1)
PART_OF_A_NIGHT = timedelta(hours=3)  # shorter than the time between two days' hours for letters
PHASES = {
    Phase.SEEKING: "looking for a mentor",
    Phase.AGREEING: "agreeing how to work together",
    Phase.ACTIVE: "under way",
    Phase.PAUSED: "taking a break",
    Phase.CLOSING: "saying goodbye",
    Phase.CLOSED: "closed",
}
BACK = "back from a break"  # which is over, and the letter that says so waits for good hours
ON_HOLD = "on hold by the programme"
BEING_ENDED = "being ended"  # before it began, so nobody says goodbye
LAPSING = "asked one last time whether to continue"
# In both, nobody is asked any more, and there is no coordinator who could decide.
NOBODY_LEFT = "looking for a mentor, with nobody left to ask"
TURNS_USED_UP = "looking for a mentor, in a search that asks nobody else"


def card_of(state: State, now: datetime) -> Card:
    """Return the card of a mentorship at `now`."""
    state = carried_out(state)
    judgement, following = judge(state, now), next_step(state, now)
    health = judgement.health if state.phase is Phase.ACTIVE else state.health
    is_late = following and state.postponed and state.postponed.key == following.key
    waiting_for, since, by = _waiting(state)
    away = still_away(state, now)
    return Card(
        as_of=now,
        phase=shown_phase(state),
        standing=_standing(state, now),
        health=None if state.phase is Phase.CLOSED else health,
        health_reasons=judgement.reasons,
        waiting_for=waiting_for,
        waiting_since=by_calendar(state, since) if since and waiting_for else None,
        answer_by=by if by and now < by else None,  # it may have passed, if the next letter reached nobody
        next=following,
        readers=readers_of(state, following) if following else (),
        delayed=state.postponed.because if is_late and state.postponed else None,
        mentor=state.mentor,
        cadence_days=state.cadence_days,
        cycle=state.active.cycle if state.active else 0,
        ends=ends_on(state, now),
        paused_until=max(away.values(), default=None),
        away=away,
        outcome=state.outcome,
    )


def due_since(state: State, as_of: datetime, now: datetime) -> datetime | None:
    """Return when the next step is due; if that is now, since when, given when the state was saved: long past if no
    worker takes steps.

    What nobody took within its hours comes in the next ones, whether workers are back or not: until then it is not due.
    """
    following = next_step(state, now)
    if following is None or following.due > now:
        return following.due if following else None
    moment = now
    while as_of < moment and now - moment < DAY:
        moment = max(as_of, moment - PART_OF_A_NIGHT)
        before = next_step(state, moment)
        if before and before.due > moment:
            return before.due
    first = next_step(state, as_of)
    return min(first.due, following.due) if first else None


def waiting_for(state: State) -> tuple[Role, ...]:
    """Return who has an open question; during a break, nobody."""
    return _waiting(state)[0]


def answer_by(state: State) -> datetime | None:
    """Return until when the open question can be answered; None if there is none."""
    return _waiting(state)[2]


def until_of(state: State, role: Role) -> datetime | None:
    """Return until when one role can answer its question; in the check-in loop, the two may have different times."""
    active = state.active
    is_tasked = active and active.tasked and has_coordinator(state)
    if state.phase is Phase.ACTIVE and active and not is_tasked and role in PAIR:
        question = side_of(active, role).question
        return question.until if question else None
    return answer_by(state)


def named_until(state: State, step: Step, role: Role, now: datetime) -> datetime | None:
    """Return until when a letter says that its reader, or whoever is waited for, can answer; never a time that is over.

    The letter after a break or an end asks no old question again of which hardly any time is left.
    """
    until = until_of(state, role) or answer_by(state)
    is_old = state.phase is Phase.ACTIVE and step.kind in (StepKind.REOPENED, StepKind.RESUMED)
    if until is None or until <= now:
        return None
    return None if is_old and until - now < DAY else until


def is_ahead(card: Card) -> bool:
    """Whether the reason for the next step only comes true by then; a break may be over before the letter about it."""
    step = card.next
    is_back = step is not None and step.reason.code is ReasonCode.BREAK_OVER and card.paused_until is None
    return step is not None and step.due > card.as_of and not is_back


def live_card(card: Card) -> str:
    """Return the card as Markdown for operators, for the current details in the Temporal UI."""
    lines = [
        f"**{capitalised(card.standing or PHASES[card.phase])}**{_fares(card)}",
        "",  # Markdown needs it before a list
        f"- As of {dated(card.as_of)}",
        f"- Waiting for: {_waiting_line(card)}",
        f"- Rhythm: {every(card.cadence_days)}; {counted(card.cycle, 'question')} about how it is going so far",
    ]
    if card.next:
        why = because(card.next, card.as_of if is_ahead(card) else card.next.due)
        lines.append(f"- Next: {what_of(card.next, card.readers)}, on {dated(card.next.due)}, {why}")
    if card.delayed:
        lines.append(f"- Later than planned, because {sentence(card.delayed)}")
    if card.paused_until:
        lines.append(f"- Break until {dated(card.paused_until)}{_whose(card)}")
    if card.ends:
        lines.append(f"- Ends: {dated(card.ends)}")
    if card.outcome:
        lines.append(f"- Outcome: {card.outcome.replace('_', ' ')}")
    if card.phase is not Phase.CLOSED:
        is_resumed = card.paused_until or card.phase is not Phase.PAUSED  # nor on hold, nor once a break is over
        updates = "`pause`, `resume` or `close`" if is_resumed else "`pause` or `close`"
        lines.append(f"- To step in: send the update {updates}, or use the console.")
    return anonymous("\n".join(lines))


def _standing(state: State, now: datetime) -> str:
    if state.hold:
        return ON_HOLD
    if state.pause:
        return BACK if is_over(state, now) else PHASES[Phase.PAUSED]
    if state.phase is Phase.CLOSING and state.closing and state.closing.lapsed:
        return LAPSING
    if state.phase is Phase.CLOSING and state.closing and state.closing.was in UNBEGUN:
        return BEING_ENDED
    search = state.seeking if state.phase is Phase.SEEKING else None
    if search and search.nobody_left and not search.named and not has_coordinator(state):
        return TURNS_USED_UP if has_used_up_its_turns(state) else NOBODY_LEFT
    return PHASES[state.phase]


Waiting = tuple[tuple[Role, ...], datetime | None, datetime | None]  # for whom, since when, until when
NOBODY: Waiting = ((), None, None)


def _waiting(state: State) -> Waiting:
    if state.pause or state.hold:
        return NOBODY
    match state.phase:
        case Phase.SEEKING:
            return _waiting_for_mentor(state)
        case Phase.AGREEING if state.agreeing and state.agreeing.asked:
            until = state.agreeing.asked + timedelta(days=state.rules.agreement_days)
            done = (*state.agreeing.accepted, *kept_from_asking(state))
            return _present(state, done), state.agreeing.asked, until
        case Phase.ACTIVE if state.active:
            return _waiting_in_loop(state, state.active)
        case Phase.CLOSING if state.closing and state.closing.asked and not set(PAIR) & {*state.gone}:
            return _present(state, state.closing.thanked), state.closing.asked, goodbye_until(state, state.closing)
        case _:
            return NOBODY


def _waiting_for_mentor(state: State) -> Waiting:
    seeking, rules = state.seeking, state.rules
    is_settled = seeking and (seeking.decided or seeking.named)
    if seeking and seeking.nobody_left and (is_settled or seeking.handed_over or not has_coordinator(state)):
        return NOBODY  # another coordinator is asked only with the next step
    if seeking and seeking.nobody_left:
        return (Role.COORDINATOR,), seeking.nobody_left, seeking.nobody_left + timedelta(days=rules.no_mentor_days)
    if seeking and seeking.asked and not seeking.declined and not kept_from_asking(state):
        return (Role.MENTOR,), seeking.asked, seeking.asked + timedelta(days=rules.reply_days)
    return NOBODY


def _waiting_in_loop(state: State, active: Active) -> Waiting:
    if active.tasked and has_coordinator(state):
        return (Role.COORDINATOR,), active.tasked, _decide_by(state, active.tasked)
    sides = {role: question for role in _present(state) if (question := side_of(active, role).question)}
    if not sides:
        return NOBODY
    questions = sides.values()
    return tuple(sides), min(one.asked for one in questions), max(one.until for one in questions)


def _decide_by(state: State, tasked: datetime) -> datetime:
    """Until when the coordinator can decide on a pair: until the last notice, or without one until the goodbye."""
    by, last = tasked + timedelta(days=state.rules.task_days), last_question_by(state)
    return state.ends - goodbye_length(state) if state.ends and last and by >= last else by


def _present(state: State, done: tuple[Role, ...] = ()) -> tuple[Role, ...]:
    """Return who takes part, can be reached and still has to answer."""
    return tuple(role for role in participants(state) if role not in (*state.unreachable, *done))


def _fares(card: Card) -> str:
    return f" · {card.health.replace('_', ' ')}: {all_of(card.health_reasons)}" if card.health else ""


def _whose(card: Card) -> str:
    """Say who is away during a break; HR may pause both, and each of the two may be away until a different date."""
    away = [f"{ROLES[role]} is away until {dated(until)}" for role, until in card.away.items() if role in PAIR]
    return "; ".join(["", *away])


def _waiting_line(card: Card) -> str:
    if not card.waiting_for:
        return "nobody"
    who = " and ".join(ROLES[role] for role in card.waiting_for)
    since = f", since {dated(card.waiting_since)}" if card.waiting_since else ""
    return f"{who}{since}" + (f", until {dated(card.answer_by)}" if card.answer_by else "")
