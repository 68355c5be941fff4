"""Turn one row of Postgres into the data of a step's letters; pure functions."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from activities.letter_names import letter_name
from activities.recipients import Recipient
from activities.terms import of_terms
from activities.words_left import has_waiting, words_for, words_of_partner
from policy.agreeing import is_out, unshown
from policy.another_mentor import may_want_another
from policy.booking import still_to_come
from policy.card import answer_by, named_until, waiting_for
from policy.ending import is_parted
from policy.ends import foreseen
from policy.engagement import partner_of, side_of
from policy.finding import finds_next, goes_on, has_used_up_its_turns
from policy.ladder import only_other_silent
from policy.lifecycle import begins_later, next_step
from policy.looking_back import is_asked
from policy.meetings_told import meetings_told
from policy.more_time import longer_until
from policy.pausing import lasting
from policy.reached import Before, is_introduced_late, left_unaware
from policy.reminders import is_last, nth_of
from policy.reported import told_before
from policy.staying_in_touch import reminded_on
from policy.told import decided_by
from policy.told_late import reason_of
from policy.untold import chosen_by_partner
from schemas.letter import Letter, Summary
from schemas.meeting_told import as_told
from schemas.messages import Order, Step
from schemas.names import PAIR, Phase, Role, StepKind
from schemas.people import Person
from schemas.request import Request
from schemas.state import Pause, State
from schemas.step_key import StepKey

PROGRAMME = ("organisation", "programme", "formality", "safeguarded")
AS_IT_IS = (*PROGRAMME, "why_you", "reason_for_mentor", "reason_for_mentee")
NO_WORDS = "there are no words to pass on"
UNAWARE = "no letter about it had reached them"
ENOUGH_LETTERS = "had as many letters this week as the programme allows"


@dataclass(frozen=True)
class LetterData:
    """What a step's letters are made from: the order, the state after it, and the row."""

    order: Order
    after: State
    people: dict[Role, Recipient]
    row: dict[str, Any]
    left_out: tuple[Role, ...] = ()  # who is not asked this time, because they had enough letters this week

    @cached_property
    def earlier(self) -> Before:
        """The earlier letters to the two; empty if there were none, or if it does not matter."""
        earlier = self.row.get("before") or {}
        return {Role(role): [(StepKey(key), *how) for key, *how in letters] for role, letters in earlier.items()}


def hindrance_of(role: Role, data: LetterData) -> str:
    """Return why a step has no letter for one person; empty if it has."""
    if hindrance := data.people[role].hindrance:
        return hindrance
    if data.order.step.kind is StepKind.THANKS and not any(words_of_partner(role, "thanks", data.row).values()):
        return NO_WORDS  # they were withdrawn, or passed on before
    if data.earlier and role in left_unaware(data.order.state, data.order.step, data.earlier):
        return UNAWARE
    return ENOUGH_LETTERS if role in data.left_out else ""


def letter_for(role: Role, data: LetterData, link: str) -> Letter:
    """Return the data of the letter to one person."""
    row, step, before, after = data.row, data.order.step, data.order.state, data.after
    persons = {one: recipient.person for one, recipient in data.people.items()}
    name = letter_name(step, before, role)
    return Letter(
        name=name,
        to=persons[role],
        role=role,
        mentee=persons[Role.MENTEE],
        mentor=persons.get(Role.MENTOR),
        coordinator=_coordinator(data),
        link=link,
        now=data.order.now,
        reason=reason_of(step, role, before),
        answer_by=_answer_by(role, data),
        request=Request.model_validate(row["request"]),
        **{name: row[name] for name in AS_IT_IS},
        **of_terms(row, after, data.order.now),
        introduced_late=is_introduced_late(before, step, role, data.earlier),
        **_standing(after),
        **_of_meetings(after, data.order.now),
        more_until=_more_until(role, data),
        **_of_questions(role, after),
        following=begins_later(after, role, data.order.now) or next_step(after, data.order.now),
        **_of_pause(after.pause and lasting(after.pause, data.order.now)),
        only_partner_silent=only_other_silent(after, role),
        apart=row["apart"] or is_parted(after),
        reminds_on=reminds_on(data),
        begun_anew=row["begun_anew"],
        by_default=bool(after.active and after.active.by_default),
        **({} if is_parted(after) else words_for(role, name, row)),
        own_thanks=has_waiting(role, "thanks", row),
        summary=_summary(data),
        **_of_end(role, after),
        nth=nth_of(before, step),
        last_reminder=is_last(before, step),
        **_of_search(data),
        **_of_partner(partner_of(role), data),
    )


def reminds_on(data: LetterData) -> datetime | None:
    """Return when both are reminded of each other after this farewell, if they are."""
    is_farewell = data.order.step.kind is StepKind.FAREWELL
    written = all(_is_written_to(role, data) for role in PAIR)
    return reminded_on(data.after, data.row["in_touch"], data.order.now) if is_farewell and written else None


def _of_questions(role: Role, after: State) -> dict[str, Any]:
    """Return whose answer is awaited, and which letter's question the reader has not answered."""
    question = side_of(after.active, role).question if after.active and role in PAIR else None
    return {"waited_for": waiting_for(after), "open_question": question.key.kind if question else None}


def _answer_by(role: Role, data: LetterData) -> datetime | None:
    step = data.order.step
    is_address = step.kind is StepKind.UNREACHABLE
    return _address_by(step, data.after) if is_address else named_until(data.after, step, role, data.order.now)


def _address_by(step: Step, after: State) -> datetime | None:
    """Return how long a pair that has not begun waits for a working address; None if its owner has agreed already."""
    agreeing = after.agreeing if after.phase is Phase.AGREEING else None
    return answer_by(after) if agreeing and not set(step.reason.who) <= set(agreeing.accepted) else None


def _of_search(data: LetterData) -> dict[str, bool]:
    """Return the facts about the search for a mentor, and about a pair to whom no agreement has gone out yet."""
    has_yet_to_agree = _is_agreement_to_come(data.after)
    return {
        "given": data.order.state.seeking is None and not data.order.state.candidates,
        "asked_before": bool(data.row["asked_before"]),
        "last_candidate": not goes_on(data.after),
        "finds_next": finds_next(data.after),
        "turns_used_up": has_used_up_its_turns(data.after),
        "said_yes": has_yet_to_agree and data.after.seeking is not None,
        "brought_together": has_yet_to_agree and data.after.seeking is None,
    }


def _is_agreement_to_come(after: State) -> bool:
    """Whether a mentor has said yes, or the programme has named a pair, and no agreement has gone out yet."""
    return after.phase is Phase.AGREEING and after.agreeing is not None and not is_out(after.agreeing)


def _standing(after: State) -> dict[str, Any]:
    """Return the pair's phase, rhythm and dates."""
    return {
        "phase": after.phase,
        "cadence_days": after.cadence_days,
        "ends": foreseen(after),
        "duration_days": after.rules.duration_days,
        "until": after.pause.until if after.pause else None,
        "unreached": tuple(after.unreachable),
    }


def _of_end(role: Role, after: State) -> dict[str, Any]:
    """Return how and by whom it ends, whether its day has moved, and whether its page asks how it was."""
    outcome = after.outcome or (after.closing.outcome if after.closing else "")
    known = {"outcome": outcome, "ended_by": decided_by(after, role), "may_want_another": may_want_another(after, role)}
    return {**known, "end_moved": bool(after.active and after.active.end_moved), "asks_back": is_asked(after, role)}


def _more_until(role: Role, data: LetterData) -> datetime | None:
    """Return until when the two have time if the reader of a closing letter asks for more, and it is not too late."""
    may_ask = data.order.step.kind is StepKind.CLOSING and not data.row["begun_anew"]
    return longer_until(data.after, role, data.order.step.key, data.order.now) if may_ask else None


def _of_meetings(after: State, now: datetime) -> dict[str, Any]:
    """Return since when and about which meeting the letter asks, and the day of the next one if it is known."""
    active, next_one = after.active, still_to_come(after, now)
    if active is None:
        return {}
    return {
        "booked_on": active.about,
        "met_since": told_before(active),
        "meets_on": next_one.day if next_one else None,
    }


def _of_pause(pause: Pause | None) -> dict[str, Any]:
    """Return who asked for a break, who is on leave, and whether HR set its date."""
    if pause is None:
        return {}
    on_leave = tuple(role for role in pause.away if role not in pause.wished)
    asked = tuple(role for role in pause.wished if role is not Role.HR or pause.by_hr)
    return {"away": tuple(pause.away), "asked": asked, "on_leave": on_leave, "dated_by_hr": pause.dated_by_hr}


def _of_partner(partner: Role, data: LetterData) -> dict[str, bool]:
    """Return the facts about the other person of the pair."""
    order, after = data.order, data.after
    return {
        **chosen_by_partner(order.state, order.step, partner_of(partner), order.now)._asdict(),
        "partner_agreed": bool(after.agreeing and partner in after.agreeing.accepted),
        "partner_written": partner in order.step.to and _is_written_to(partner, data),
        "partner_gone": partner in after.gone,
        "partner_unreached": partner in (unshown(after) if after.phase is Phase.AGREEING else after.unreachable),
    }


def _is_written_to(role: Role, data: LetterData) -> bool:
    return role in data.people and not hindrance_of(role, data)


def _coordinator(data: LetterData) -> Person | None:
    """Return the programme's coordinator, if mail reaches them."""
    one = data.people.get(Role.COORDINATOR)
    return one.person if one and not one.hindrance else None


def _summary(data: LetterData) -> Summary | None:
    if not (counted := data.row["summary"]):
        return None
    active, goals = data.after.active, (data.row["terms"] or {}).get("goals", ())
    started = (active and active.began) or counted["started"] or data.order.now
    meetings = meetings_told(as_told(counted["told"]))
    return Summary(started=started, meetings=meetings, check_ins=counted["check_ins"], goals=goals)
