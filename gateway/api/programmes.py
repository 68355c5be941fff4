"""Programmes and their rules; rules are versioned, and a mentorship keeps the version it began with."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Query, Response
from uuid_utils.compat import uuid7

from gateway.http.dependencies import WithServices
from gateway.http.pagination import OLDEST, after_id, cursor_of, shown
from gateway.http.problems import Problem, invalid, not_found
from gateway.http.strict_json import StrictRoute
from gateway.security.api_keys import Organisation
from schemas.api import PageQuery, ProgrammeIn, RulesIn
from schemas.shown import Fault, ProgrammeOut, ProgrammesOut
from store import queries
from store.pool import Connection, within

router = APIRouter(prefix="/v1/programmes", tags=["programmes"], route_class=StrictRoute)


@router.post("", status_code=201, response_model=ProgrammeOut)
async def post_programme(programme: ProgrammeIn, organisation: Organisation, services: WithServices) -> Response:
    """Found a programme; rules that are left out take their defaults."""
    id = uuid7()
    try:
        async with within(services.pool, organisation) as connection:
            await queries.programmes.put(
                connection,
                id=id,
                organisation=organisation,
                name=programme.name,
                coordinator=await _coordinator(connection, programme.coordinator),
                rules=programme.rules.whole(),
                now=datetime.now(UTC),
            )
            founded = await _programme(connection, id)
    except asyncpg.UniqueViolationError:
        detail = "A programme of this name exists already. Choose another name, or use that one (GET /v1/programmes)."
        raise Problem(409, "name-taken", detail) from None
    return shown(founded, 201, {"Location": f"/v1/programmes/{id}"})


@router.get("/{id}", response_model=ProgrammeOut)
async def get_programme(id: UUID, organisation: Organisation, services: WithServices) -> Response:
    """Show a programme with its current rules."""
    async with within(services.pool, organisation) as connection:
        return shown(await _programme(connection, id))


@router.get("", response_model=ProgrammesOut)
async def list_programmes(
    query: Annotated[PageQuery, Query()], organisation: Organisation, services: WithServices
) -> Response:
    """List programmes, oldest first."""
    after = after_id(query.cursor, OLDEST)
    async with within(services.pool, organisation) as connection:
        rows = [row async for row in queries.programmes.page(connection, after=after, size=query.limit + 1)]
    items = tuple(ProgrammeOut(**row) for row in rows[: query.limit])
    more = cursor_of(items[-1].id) if len(rows) > query.limit else None
    return shown(ProgrammesOut(items=items, next_cursor=more))


@router.put("/{id}/rules", response_model=ProgrammeOut)
async def put_rules(id: UUID, rules: RulesIn, organisation: Organisation, services: WithServices) -> Response:
    """Replace the rules by a new version, for mentorships that begin from now on; the same rules change nothing."""
    whole = rules.whole()
    async with within(services.pool, organisation) as connection:
        await queries.programmes.lock(connection, id=id)
        programme = await _programme(connection, id)
        if programme.rules != whole:
            version = await queries.programmes.advance(connection, id=id)
            await queries.programmes.put_rules(
                connection, programme=id, organisation=organisation, version=version, rules=whole
            )
            programme = await _programme(connection, id)
    return shown(programme)


async def _programme(connection: Connection, id: UUID) -> ProgrammeOut:
    row = await queries.programmes.one(connection, id=id)
    if row is None:
        raise not_found("programme")
    return ProgrammeOut(**row)


async def _coordinator(connection: Connection, external_id: str | None) -> UUID | None:
    if external_id is None:
        return None
    id: UUID | None = await queries.programmes.coordinator(connection, external_id=external_id)
    if id is None:
        detail = "nobody active has this external id: add the person first (PUT /v1/people/…)"
        raise invalid(Fault(detail=detail, pointer="/coordinator"))
    return id
