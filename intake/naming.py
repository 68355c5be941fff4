"""Whether mentors can be named for a search under way: the checks of a beginning, and whose turn in it is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from intake.beginnings import member_of
from policy.beginning import Member, Obstacle, Start, hindrances
from schemas.request import Request
from schemas.rules import Rules
from schemas.state import Candidate, State
from store import queries
from store.pool import Connection


@dataclass(frozen=True)
class Named:
    """The mentors in the order in which they were named, and why some of them cannot be asked, by their place."""

    members: tuple[Member | None, ...]
    obstacles: Mapping[int, Obstacle]

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Those of them whom the roster has, with what the workflow needs to know."""
        return tuple(Candidate(person=one.id, reader=one.reader) for one in self.members if one)


async def look_at(
    connection: Connection, state: State, mentee: UUID, request: Request, mentors: Sequence[UUID], now: datetime
) -> Named:
    """Return what the roster, the programme and this search say about mentors."""
    people = [mentee, *mentors]
    roll = await queries.mentorships.roll(connection, programme=state.programme, mentee=mentee, people=people)
    members = {UUID(id): member_of(row, now) for id, row in roll["people"].items()}
    start = Start(
        organisation=state.organisation,
        programme=state.programme,
        mentorship=state.mentorship,
        rules=Rules.model_validate(roll["rules"]),
        rules_version=state.rules_version,
        history_budget=state.history_budget,
        mentee=members.get(mentee),
        asked=tuple(members.get(one) for one in mentors),
        pair=False,
        coordinator=member_of(roll["coordinator"], now) if roll["coordinator"] else None,
        request=request,
        terms=None,
        apart=frozenset(roll["apart"]),
    )
    over = queries.matching.turns_over(
        connection, mentorship=state.mentorship, rank=state.requests, people=list(mentors)
    )
    asked = {row["person"] async for row in over}
    found = {mentors.index(one): Obstacle.ASKED for one in asked}
    others = {place: one.obstacle for one in hindrances(start, now) if isinstance(place := one.part[-1], int)}
    return Named(start.asked, {**found, **others})
