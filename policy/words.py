"""What the machine says about itself: the card, the live card and receipts, in plain sentences.

Placeholders {mentee} and {mentor} become names where names may be known, and
roles where they may not.
"""

from datetime import datetime, timedelta

from policy import ladder
from policy.durations import every
from policy.engagement import judge, side_of
from policy.lifecycle import next_step
from policy.sentences import fill
from schemas.messages import Answer, Card, Step
from schemas.names import PAIR, AnswerKind, Choice, Phase, Role, StepKind
from schemas.state import State

STEPS = {
    StepKind.REQUEST: "ask {mentor}",
    StepKind.REQUEST_REMINDER: "remind {mentor} of the request",
    StepKind.NO_MENTOR: "tell the coordinator that nobody accepted",
    StepKind.WITHDRAWN: "end the search and say so",
    StepKind.AGREEMENT: "send the agreement",
    StepKind.AGREEMENT_REMINDER: "remind of the agreement",
    StepKind.AGREED: "send the agreement as it stands, and how to begin",
    StepKind.CHECK_IN: "ask both how it is going",
    StepKind.THANKS: "pass on what they wrote to each other",
    StepKind.REVIEW: "ask both to look back and adjust",
    StepKind.NUDGE: "ask gently whether all is well",
    StepKind.RHYTHM: "ask both whether the rhythm still suits",
    StepKind.TASK: "ask the coordinator to look after them",
    StepKind.LAST_NOTICE: "give last notice",
    StepKind.PAUSED: "confirm the break",
    StepKind.RESUMED: "welcome both back",
    StepKind.CLOSING: "begin the goodbye: last agenda and thanks",
    StepKind.FAREWELL: "say goodbye with a summary",
}
PHASES = {
    Phase.SEEKING: "looking for a mentor",
    Phase.AGREEING: "agreeing how to work together",
    Phase.ACTIVE: "under way",
    Phase.PAUSED: "taking a break",
    Phase.CLOSING: "saying goodbye",
    Phase.CLOSED: "closed",
}


def anonymous(sentence: str) -> str:
    """Return a sentence with roles in place of names, fit for Temporal."""
    return fill(sentence, {"mentee": "the mentee", "mentor": "the mentor"})


def card_of(state: State, now: datetime) -> Card:
    """Return a mentorship at a glance."""
    active = state.active
    return Card(
        revision=state.revision,
        phase=Phase.PAUSED if state.pause else state.phase,
        health=state.health,
        health_reason=judge(state, now).reason,
        waiting_for=waiting_for(state),
        next=next_step(state, now),
        mentor=state.mentor,
        cadence_days=state.cadence_days,
        cycle=active.cycle if active else 0,
        ends=state.ends,
        paused_until=state.pause.until if state.pause else None,
        outcome=state.outcome,
    )


def waiting_for(state: State) -> tuple[Role, ...]:
    """Return who has an open question before them."""
    match state.phase:
        case Phase.SEEKING if state.seeking and state.seeking.nobody_left:
            return (Role.COORDINATOR,)
        case Phase.SEEKING if state.seeking and state.seeking.asked and not state.seeking.declined:
            return (Role.MENTOR,)
        case Phase.AGREEING if state.agreeing and state.agreeing.asked:
            return tuple(role for role in PAIR if role not in state.agreeing.accepted)
        case Phase.ACTIVE if state.active and state.active.rung == 3:
            return (Role.COORDINATOR,)
        case Phase.ACTIVE if state.active:
            return tuple(role for role in PAIR if side_of(state.active, role).unanswered)
        case Phase.CLOSING if state.closing and state.closing.asked:
            return tuple(role for role in PAIR if role not in state.closing.thanked)
        case _:
            return ()


def answer_by(state: State) -> datetime | None:
    """Return until when the open question can be answered."""
    rules, active = state.rules, state.active
    match state.phase:
        case Phase.SEEKING if state.seeking and state.seeking.nobody_left:
            return state.seeking.nobody_left + timedelta(days=rules.no_mentor_days)
        case Phase.SEEKING if state.seeking and state.seeking.asked:
            return state.seeking.asked + timedelta(days=rules.reply_days)
        case Phase.AGREEING if state.agreeing and state.agreeing.asked:
            return state.agreeing.asked + timedelta(days=rules.agreement_days)
        case Phase.ACTIVE if active:
            rung = ladder.upcoming(state, active) if active.rung else None
            return rung.due if rung else active.next_check_in
        case Phase.CLOSING if state.closing:
            return state.closing.until
        case _:
            return None


def summary(step: Step) -> str:
    """Return a step as the label of its timer or activity: what, and why."""
    return anonymous(f"{STEPS[step.kind]} ({step.key}): {step.reason}")[:180]


def live_card(card: Card) -> str:
    """Return the card as the Markdown that operators see in the Temporal UI."""
    waiting = ", ".join(f"the {role}" for role in card.waiting_for) or "nobody"
    lines = [
        f"**{PHASES[card.phase].capitalize()}** · {card.health.replace('_', ' ')}: {card.health_reason}",
        "",  # Markdown wants it before a list
        f"- Waiting for: {waiting}",
        f"- Rhythm: {every(card.cadence_days)}; {card.cycle} check-in{'' if card.cycle == 1 else 's'} so far",
    ]
    if card.next:
        lines.append(f"- Next: {STEPS[card.next.kind]}, {card.next.due:%Y-%m-%d %H:%M} UTC, because {card.next.reason}")
    if card.ends:
        lines.append(f"- Ends: {card.ends:%Y-%m-%d}")
    if card.outcome:
        lines.append(f"- Outcome: {card.outcome.replace('_', ' ')}")
    if card.phase is not Phase.CLOSED:
        lines.append("- To step in: send the update `pause`, `resume` or `close`, or use the console.")
    return anonymous("\n".join(lines))


def receipt(answer: Answer, state: State) -> str:
    """Return one sentence for the person who answered: what their word changed."""
    match answer.kind, answer.choice:
        case AnswerKind.ACCEPT, _:
            return "You took it on. An agreement to look at together comes next."
        case AnswerKind.DECLINE, _:
            return "You passed this time; nobody else learns why."
        case ((AnswerKind.AGREE | AnswerKind.AMEND), _) if state.phase is Phase.ACTIVE:
            return "You have both agreed, so you can begin."
        case AnswerKind.AGREE, _:
            return "You agreed; your partner is asked too."
        case AnswerKind.AMEND, _:
            return "Your changes are kept; your partner is asked to look at them."
        case AnswerKind.CHECK_IN, _:
            return "Your answer is kept."
        case AnswerKind.ADJUST, Choice.CADENCE:
            return f"From now on we ask {every(state.cadence_days)}."
        case (AnswerKind.PAUSE, _) | (_, Choice.PAUSE) if state.pause:
            return f"A break until {state.pause.until:%-d %B %Y}; you hear nothing from us until then."
        case AnswerKind.RESUME, _:
            return "Welcome back; everything goes on where it stopped."
        case _, Choice.EXTEND if state.ends:
            return f"You have more time together: until {state.ends:%-d %B %Y}."
        case (AnswerKind.CLOSE, _) | (_, Choice.CLOSE) | (_, Choice.REMATCH):
            return "We bring this to a good end, with thanks and without blame."
        case AnswerKind.THANK, _:
            return "Your thanks are passed on with the farewell."
        case _:
            return "All stays as it is."
