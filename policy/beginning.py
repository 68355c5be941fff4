"""How a mentorship begins: its checks, its first state, and the first draft of the terms."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from policy.editions import PRESENT
from policy.ends import soonest_end
from schemas.names import Phase, Role
from schemas.reader import Reader
from schemas.request import Goal, Request, Terms
from schemas.rules import FURTHEST, Rules
from schemas.state import NOBODY, Agreeing, Candidate, Seeking, State
from schemas.value import Value

GOAL = 300  # characters, see schemas.request.Line
GOALS = 8


class Obstacle(StrEnum):
    """Why a mentorship cannot begin."""

    UNKNOWN = "unknown"  # the id is unknown
    LEFT = "left"
    NOT_IN_ROLE = "not_in_role"  # in the roster, they are not a mentee, or not a mentor
    SAME_PERSON = "same_person"  # nobody can be their own mentor
    APART = "apart"  # somebody has said that the two are not to be paired
    COORDINATOR = "coordinator"  # would read their own partner's private notes
    ASKED = "asked"  # their turn in this search has come before
    TOO_SOON = "too_soon"  # the end date leaves no time for a goodbye
    TOO_FAR = "too_far"  # the end date is more than ten years away


class Hindrance(Value):
    """One obstacle and the part of the request that it concerns: `mentors`, 1 is the second candidate."""

    part: tuple[str | int, ...]
    obstacle: Obstacle
    days: int | None = None  # with TOO_SOON: the minimum


@dataclass(frozen=True)
class Member:
    """A participant, with data from the roster."""

    id: UUID
    reader: Reader
    active: bool = True
    mentee: bool = True
    mentor: bool = True
    away: datetime | None = None  # until when, by the roster


@dataclass(frozen=True)
class Start:
    """Everything that decides whether and how a mentorship begins; an unknown id is None."""

    organisation: UUID
    programme: UUID
    mentorship: UUID
    rules: Rules | None
    rules_version: int
    history_budget: int
    mentee: Member | None
    asked: tuple[Member | None, ...]  # mentors, in the order to ask them
    pair: bool  # a given pair: the mentor need not be asked
    coordinator: Member | None
    request: Request
    terms: Terms | None
    apart: frozenset[UUID] = frozenset()  # those of them who are not to be paired with the mentee
    propose: int = 0  # how many mentors are asked at most, in a search that finds them; 0 in any other


def hindrances(start: Start, now: datetime) -> tuple[Hindrance, ...]:
    """Return all obstacles; empty if the mentorship can begin."""
    found = [] if start.rules else [Hindrance(part=("programme",), obstacle=Obstacle.UNKNOWN)]
    found += _of_member(start, ("mentee",), start.mentee)
    for number, mentor in enumerate(start.asked):
        found += _of_member(start, ("mentor",) if start.pair else ("mentors", number), mentor)
    ends = start.terms.ends if start.terms else None
    if start.rules and ends and ends < soonest_end(start.rules, now):
        least = (soonest_end(start.rules, now) - now).days
        found.append(Hindrance(part=("terms", "ends"), obstacle=Obstacle.TOO_SOON, days=least))
    if ends and ends > now + FURTHEST:
        found.append(Hindrance(part=("terms", "ends"), obstacle=Obstacle.TOO_FAR))
    return tuple(found)


def may_be_asked(start: Start) -> tuple[bool, ...]:
    """Return for each mentor whether they may be asked; one who was found may have left a moment later."""
    return tuple(not _of_member(start, ("mentors", number), one) for number, one in enumerate(start.asked))


def first_state(start: Start, now: datetime) -> State:
    """Return the state that the workflow of a new mentorship begins with; `start` has no hindrances."""
    mentee, rules = start.mentee, start.rules
    if mentee is None or rules is None:
        raise ValueError("somebody or something that it needs is not there")
    mentors = [member for member in start.asked if member]
    mentor = mentors[0] if start.pair else None
    members = {Role.MENTEE: mentee, Role.MENTOR: mentor, Role.COORDINATOR: start.coordinator}
    begun = State(
        organisation=start.organisation,
        programme=start.programme,
        mentorship=start.mentorship,
        edition=PRESENT,
        rules=Rules.model_validate(rules.model_dump()),  # with every field set, so that later defaults change nothing
        rules_version=start.rules_version,
        history_budget=start.history_budget,
        started=now,
        cadence_days=_cadence(start.terms, rules),
        ends=start.terms.ends if start.terms else None,
        readers={role: member.reader for role, member in members.items() if member},
        leave={role: one.away for role, one in members.items() if one and one.away and one.away > now},
    )
    if mentor:
        return begun.with_(phase=Phase.AGREEING, mentor=mentor.id, agreeing=Agreeing(since=now))
    candidates = tuple(Candidate(person=member.id, reader=member.reader) for member in mentors)
    found_later = (Candidate(person=NOBODY, reader=mentee.reader),) * (start.propose - len(mentors))
    return begun.with_(candidates=candidates + found_later, proposes=start.propose > 0, seeking=Seeking(since=now))


def first_terms(start: Start) -> Terms:
    """Return the first draft of the agreement: HR's terms, completed from the request and the programme.

    It names an end date only if HR gave one; otherwise the end is counted from the day they agree.
    """
    request, given = start.request, start.terms or Terms()
    wished = request.short_term_goals + request.long_term_goals or (Goal.of(request.objective[:GOAL]),)
    return given.model_copy(
        update={
            "goals": given.goals or wished[:GOALS],
            "giving": given.giving or request.offer,
            "cadence_days": _cadence(start.terms, start.rules or Rules()),
        }
    )


def _cadence(terms: Terms | None, rules: Rules) -> int:
    """Return the rhythm in HR's terms, or else the programme's."""
    return terms.cadence_days if terms and "cadence_days" in terms.model_fields_set else rules.cadence_days


def _of_member(start: Start, part: tuple[str | int, ...], member: Member | None) -> list[Hindrance]:
    if member is None:
        obstacle = Obstacle.UNKNOWN
    elif not member.active:
        obstacle = Obstacle.LEFT
    elif not (member.mentee if part == ("mentee",) else member.mentor):
        obstacle = Obstacle.NOT_IN_ROLE
    elif part != ("mentee",) and start.mentee and member.id == start.mentee.id:
        obstacle = Obstacle.SAME_PERSON
    elif member.id in start.apart:
        obstacle = Obstacle.APART
    elif start.coordinator and member.id == start.coordinator.id:
        obstacle = Obstacle.COORDINATOR
    else:
        return []
    return [Hindrance(part=part, obstacle=obstacle)]
