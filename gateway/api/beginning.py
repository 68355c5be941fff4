"""Taking a new mentorship: checks, one transaction, and one answer however often the same request comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import asyncpg
from uuid_utils.compat import uuid7

from gateway.api.drafting import check, first_state, first_terms, full
from gateway.api.views import Row, row_of, view
from gateway.http.problems import Problem
from intake.services import Services
from intake.starting import Start, start
from policy.words import card_of
from schemas.api import MentorshipIn
from schemas.names import Role
from schemas.shown import MentorshipOut
from schemas.state import State
from store import queries
from store.pool import Connection, within

NOTED = "It is saved, and begins as soon as Temporal takes it; there is no need to send it again."
BEGUN = "It is under way."


@dataclass(frozen=True)
class Begun:
    """How a mentorship began: the row its view is made from, and the state its workflow starts with."""

    row: Row
    state: State
    told: bool = False
    replayed: bool = False

    def shown(self, start: Start) -> MentorshipOut:
        """Return the view of it, now that its workflow is started or not."""
        says = BEGUN if start else f"{NOTED} {start.trouble}".strip()
        return view(self.row).model_copy(update={"under_way": bool(start), "says": says})


async def begin(
    services: Services, organisation: UUID, body: MentorshipIn, key: str | None
) -> tuple[MentorshipOut, bool]:
    """Begin a mentorship; return its view and whether this is the answer to an earlier, equal request.

    Raises Problem 422 when the request names what does not exist, or uses a key for
    another body; 409 when the mentee has one already or the mentor is full.
    """
    begun = await _recorded(services, organisation, body, key)
    return begun.shown(Start() if begun.told else await start(services, begun.state)), begun.replayed


async def _recorded(services: Services, organisation: UUID, body: MentorshipIn, key: str | None) -> Begun:
    try:
        async with within(services.pool, organisation) as connection:
            if earlier := await _earlier(connection, body, key):
                return earlier
            return await _record(connection, organisation, body, key, services.settings.history_budget)
    except asyncpg.UniqueViolationError:
        async with within(services.pool, organisation) as connection:
            if earlier := await _earlier(connection, body, key):
                return earlier
            open_now = await queries.mentorships.open_of(connection, programme=body.programme, mentee=body.mentee)
    detail = (
        f"This mentee has an open mentorship in the programme: /v1/mentorships/{open_now}. Close it first, or use it."
    )
    raise Problem(409, "mentorship-open", detail)


async def _record(
    connection: Connection, organisation: UUID, body: MentorshipIn, key: str | None, budget: int
) -> Begun:
    now, id = datetime.now(UTC), uuid7()
    asked = [candidate.external_id for candidate in body.asked]
    roll = await queries.mentorships.roll(connection, programme=body.programme, people=[body.mentee, *asked])
    check(body, roll, now)
    if body.mentor:
        await _check_room(connection, roll["people"][body.mentor])
    state = first_state(id, organisation, body, roll, now, budget)
    begun = Begun(_row(body, roll, state), state)
    await queries.mentorships.put(connection, **_columns(begun, body), key=key, body_hash=_hash(body))
    return begun


async def _check_room(connection: Connection, mentor: Mapping[str, Any]) -> None:
    await queries.people.lock(connection, id=UUID(mentor["id"]))
    if refusal := full(mentor, await queries.mentorships.occupied(connection, mentor=UUID(mentor["id"]))):
        raise refusal


def _row(body: MentorshipIn, roll: Mapping[str, Any], state: State) -> Row:
    """Return what queries.mentorships.views will return of a mentorship that is about to be written."""
    people, card = roll["people"], card_of(state, state.started)
    ranked = [] if body.mentor else [(people[one.external_id], one.why) for one in body.asked]
    return {
        "id": state.mentorship,
        "card": card,
        "request": body.request,
        "rules_version": state.rules_version,
        "created_at": state.started,
        "updated_at": state.started,
        "told_at": None,
        "programme": state.programme,
        "programme_name": roll["programme_name"],
        "mentee": people[body.mentee],
        "mentor": people[body.mentor] if body.mentor else None,
        "coordinator": roll["coordinator"],
        "candidates": [{**person, "rank": rank, "why": why} for rank, (person, why) in enumerate(ranked, start=1)],
        "terms": first_terms(body, state),
        "terms_version": 1,
    }


def _columns(begun: Begun, body: MentorshipIn) -> dict[str, Any]:
    row, state = begun.row, begun.state
    return {
        "id": state.mentorship,
        "organisation": state.organisation,
        "programme": state.programme,
        "rules_version": state.rules_version,
        "mentee": UUID(row["mentee"]["id"]),
        "mentor": state.mentor,
        "request": row["request"],
        "phase": row["card"].phase.value,
        "health": row["card"].health.value,
        "revision": row["card"].revision,
        "card": row["card"],
        "started": state.model_dump(mode="json", exclude_unset=True),
        "now": state.started,
        "candidates": [{"rank": one["rank"], "person": one["id"], "why": one["why"]} for one in row["candidates"]],
        "terms": row["terms"],
        "drafted_by": (Role.HR if body.terms else Role.MENTEE).value,
    }


async def _earlier(connection: Connection, body: MentorshipIn, key: str | None) -> Begun | None:
    """Return how the first request with this key was answered; raises Problem 422 if its body was another one."""
    first = await queries.mentorships.replay(connection, key=key) if key else None
    if first is None:
        return None
    if first["body_hash"] != _hash(body):
        detail = "This Idempotency-Key was used for another body. Send the same body again, or choose a new key."
        raise Problem(422, "key-reused", detail)
    state = State.model_validate(first["started"])
    row = dict(await row_of(connection, first["id"]))
    mentor = row["mentor"] if state.mentor else None
    row |= {"card": card_of(state, state.started), "mentor": mentor, "terms": first["terms"], "terms_version": 1}
    row |= {"updated_at": row["created_at"]}
    return Begun(row, state, told=first["told_at"] is not None, replayed=True)


def _hash(body: MentorshipIn) -> bytes:
    """Digest what was said; spacing and the order of names make no difference."""
    return sha256(body.model_dump_json(exclude_unset=True).encode()).digest()
