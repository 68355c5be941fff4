"""More mentors for a search, named over HTTP: who they are, and why somebody cannot be named."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from gateway.api import views
from gateway.api.beginning import NOBODY, wanting
from gateway.http.problems import invalid
from gateway.security.api_keys import Key
from intake.answers import NewAnswer
from intake.idempotency import Once, first_made
from intake.naming import Named, look_at
from intake.services import Services
from policy.naming import MOST
from schemas.api import CandidateIn, MentorsIn
from schemas.names import AnswerKind, Phase, Role
from schemas.request import Request
from schemas.shown import Fault
from schemas.state import State
from store import queries
from store.pool import Connection, within


async def naming(services: Services, caller: Key, id: UUID, body: MentorsIn, key: Once | None) -> NewAnswer:
    """Return the answer that names these mentors; raises Problem 404 or 422, unless it was accepted before.

    Raises LaterRelease where nobody could see here what it changes.
    """
    async with within(services.pool, caller.organisation) as connection:
        row = await views.shown_row_of(connection, id)
        state, request = State.model_validate(row["state"]), Request.model_validate(row["request"])
        ids = await _ids_of(connection, body.mentors)
        named = await look_at(connection, state, UUID(row["mentee"]["id"]), request, ids, datetime.now(UTC))
        is_open = state.phase is Phase.SEEKING and state.ending is None
        if is_open and not await first_made(connection, caller.organisation, key):
            _check(state, body.mentors, named)
    words = {
        str(person): one.model_dump(exclude={"external_id"}) for person, one in zip(ids, body.mentors, strict=True)
    }
    return NewAnswer(
        mentorship=id,
        role=Role.HR,
        key=caller.id,
        kind=AnswerKind.NAME,
        said={"named": named.candidates},
        words={"mentors": words, "reason": body.reason},
    )


async def _ids_of(connection: Connection, mentors: Sequence[CandidateIn]) -> list[UUID]:
    """Return the people's own ids; whoever is not in the roster gets NOBODY."""
    names = [one.external_id for one in mentors]
    known = {row["external_id"]: row["id"] async for row in queries.people.known(connection, external_ids=names)}
    return [known.get(name, NOBODY) for name in names]


def _check(state: State, mentors: Sequence[CandidateIn], named: Named) -> None:
    faults = [
        Fault(detail=wanting(why, mentors[place].external_id, "mentor"), pointer=f"/mentors/{place}/external_id")
        for place, why in sorted(named.obstacles.items())
    ]
    if faults:
        raise invalid(*faults)
    known = {one.person for one in state.candidates}
    more = sum(one.person not in known for one in named.candidates)
    if len(state.candidates) + more > MOST:
        detail = f"A search holds at most {MOST} mentors at a time, and this one has {len(state.candidates)}."
        raise invalid(Fault(detail=detail, pointer="/mentors"))
