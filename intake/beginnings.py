"""Start a mentorship: write all its rows in one transaction, or refuse and say why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import compress
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from activities.finding import Wanted, find
from activities.state_row import state_row
from activities.time_zones import clock_of
from intake.idempotency import Once, first_made, remember
from policy.beginning import Hindrance, Member, Start, first_state, first_terms, hindrances, may_be_asked
from schemas.later import must_know
from schemas.names import Role
from schemas.request import CandidateWords, Request, Terms
from schemas.rules import Rules
from schemas.state import State
from schemas.value import Value
from store import queries, seats
from store.pool import Connection

HISTORY_BUDGET = 60  # events of one run, unless the settings say otherwise


class Asked(CandidateWords):
    """A mentor to ask, and why this one."""

    mentor: UUID


class Beginning(Value):
    """A search: a mentee, and mentors in the order to ask them; or a pair: the one mentor is given."""

    programme: UUID
    mentee: UUID
    mentors: tuple[Asked, ...]
    propose: int = 0  # in a search without mentors: how many to find and ask at most
    pair: bool = False
    request: Request
    terms: Terms | None = None


@dataclass(frozen=True)
class Begun:
    """A mentorship as it began, with its people and programme; `told` says whether its workflow has started."""

    state: State
    terms: Terms
    roll: Mapping[str, Any] = field(default_factory=dict)  # a row of queries.mentorships.roll; empty when replayed
    asked: tuple[Asked, ...] = ()  # whom to ask, as given or found
    told: bool = False
    replayed: bool = False


class CannotBegin(Exception):
    """A person or the programme does not allow this mentorship to start."""

    def __init__(self, found: Sequence[Hindrance]) -> None:
        super().__init__("cannot begin")
        self.hindrances = tuple(found)


class AlreadyOpen(Exception):
    """The mentee has a mentorship in this programme that is not closing yet."""

    def __init__(self, mentorship: UUID) -> None:
        super().__init__("already open")
        self.mentorship = mentorship


class MentorFull(Exception):
    """The given mentor has no place; `places` are rows of queries.seats.occupied."""

    def __init__(self, mentor: Mapping[str, Any], places: Sequence[Mapping[str, Any]]) -> None:
        super().__init__("mentor full")
        self.mentor = mentor
        self.places = tuple(places)


async def begin(
    connection: Connection,
    organisation: UUID,
    beginning: Beginning,
    *,
    once: Once | None = None,
    history_budget: int = HISTORY_BUDGET,
    id: UUID | None = None,
) -> Begun:
    """Save a mentorship with its candidates, first terms and place; its workflow is started afterwards.

    It gets a new id, unless one is given. The transaction should begin with
    `queries.programmes.keep`, so that nobody changes who runs the programme meanwhile.

    Raises KeyReused, CannotBegin, AlreadyOpen or MentorFull; the transaction must then be
    rolled back, which happens when the exception leaves `within`.
    """
    if first := await first_made(connection, organisation, once):
        return await _replayed(connection, first["mentorship"])
    now = datetime.now(UTC)
    if beginning.propose:
        beginning = beginning.model_copy(update={"mentors": await _found(connection, beginning, now)})
    whom = {"programme": beginning.programme, "mentee": beginning.mentee}
    roll = await queries.mentorships.roll(connection, **whom, people=_people(beginning))
    start = _start(organisation, beginning, roll, history_budget, now, id or uuid7())
    if beginning.propose:
        able = may_be_asked(start)
        beginning = beginning.model_copy(update={"mentors": tuple(compress(beginning.mentors, able))})
        start = replace(start, asked=tuple(compress(start.asked, able)))
    if found := hindrances(start, now):
        raise CannotBegin(found)
    if open_now := await queries.mentorships.open_of(connection, **whom):  # one at a time, not counting closing ones
        raise AlreadyOpen(open_now)
    asked = () if beginning.pair else beginning.mentors
    begun = Begun(first_state(start, now), first_terms(start), roll, asked)
    await _record(connection, beginning, begun)
    if beginning.pair:
        await _seat(connection, organisation, beginning.mentors[0].mentor, begun.state.mentorship)
    await remember(connection, organisation, once, mentorship=begun.state.mentorship)
    return begun


async def _found(connection: Connection, beginning: Beginning, now: datetime) -> tuple[Asked, ...]:
    """Return the mentors who fit best at present, with the reasons for each in the words of its readers."""
    hours = beginning.request.hours_a_month
    wanted = Wanted(beginning.programme, beginning.mentee, hours_a_month=hours)
    found = await find(connection, wanted, now, beginning.propose)
    if found is None:
        return ()
    ranked = found.shortlist.ranked
    return tuple(Asked(mentor=one.mentor.id, **found.words(one).model_dump()) for one in ranked)


async def _seat(connection: Connection, organisation: UUID, mentor: UUID, mentorship: UUID) -> None:
    if await seats.take(connection, organisation, mentor, mentorship):
        return
    places = [dict(row) async for row in queries.seats.occupied(connection, mentor=mentor)]
    raise MentorFull(await queries.people.by_id(connection, id=mentor), places)


async def _record(connection: Connection, beginning: Beginning, begun: Begun) -> None:
    await queries.mentorships.put(
        connection,
        **state_row(begun.state, begun.state.started),
        organisation=begun.state.organisation,
        programme=beginning.programme,
        rules_version=begun.state.rules_version,
        mentee=beginning.mentee,
        request=beginning.request,
        candidates=[{**one.model_dump(mode="json"), "rank": rank} for rank, one in enumerate(begun.asked, start=1)],
        terms=begun.terms,
        drafted_by=(Role.HR if beginning.terms else Role.MENTEE).value,
    )


async def _replayed(connection: Connection, mentorship: UUID) -> Begun:
    first = await queries.mentorships.begun(connection, id=mentorship)
    told = first["told_at"] is not None
    what = f"mentorship {mentorship}"
    state = must_know(State.model_validate, first["started"], what)
    return Begun(state, must_know(Terms.model_validate, first["terms"], what), told=told, replayed=True)


def _people(beginning: Beginning) -> list[UUID]:
    return [beginning.mentee, *(one.mentor for one in beginning.mentors)]


def _start(
    organisation: UUID, beginning: Beginning, roll: Mapping[str, Any], history_budget: int, now: datetime, id: UUID
) -> Start:
    members = {UUID(id): member_of(row, now) for id, row in roll["people"].items()}
    return Start(
        organisation=organisation,
        programme=beginning.programme,
        mentorship=id,
        rules=Rules.model_validate(roll["rules"]) if roll["rules"] else None,
        rules_version=roll["rules_version"] or 0,
        history_budget=history_budget,
        mentee=members.get(beginning.mentee),
        asked=tuple(members.get(one.mentor) for one in beginning.mentors),
        pair=beginning.pair,
        apart=frozenset(roll["apart"]),
        propose=beginning.propose,
        coordinator=member_of(roll["coordinator"], now) if roll["coordinator"] else None,
        request=beginning.request,
        terms=beginning.terms,
    )


def member_of(row: Mapping[str, Any], now: datetime) -> Member:
    """Return a person of the roster as a participant."""
    known = {name: row[name] for name in ("active", "mentee", "mentor")}
    away = datetime.fromisoformat(row["away_until"]) if row["away_until"] else None
    return Member(UUID(row["id"]), clock_of(row["time_zone"], now), **known, away=away)
