"""The roster: people as the HR platform knows them, under its own ids."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import available_timezones

from fastapi import APIRouter, Path, Query, Response
from uuid_utils.compat import uuid7

from gateway.http.dependencies import WithServices
from gateway.http.merge_patch import MERGE_PATCH_BODY, changed
from gateway.http.pagination import after_external_id, cursor_of, shown
from gateway.http.problems import invalid, not_found
from gateway.http.strict_json import StrictRoute
from gateway.security.api_keys import Organisation
from schemas.api import ExternalId, PageQuery, PersonIn
from schemas.shown import Fault, PeopleOut, PersonOut
from store import queries
from store.pool import Connection, within

router = APIRouter(prefix="/v1/people", tags=["people"], route_class=StrictRoute)
ById = Annotated[ExternalId, Path(description="the HR platform's own id of this person")]
PROFILE = 32_000  # so that a page of two hundred people stays a few megabytes
zones = lru_cache(available_timezones)


@router.put(
    "/{external_id:path}", response_model=PersonOut, responses={201: {"model": PersonOut, "description": "added"}}
)
async def put_person(
    external_id: ById, person: PersonIn, organisation: Organisation, services: WithServices
) -> Response:
    """Add a person, or replace all that is known of them."""
    _check(person)
    async with within(services.pool, organisation) as connection:
        row = await _put(connection, organisation, external_id, person)
    return shown(_person(row), 201 if row["fresh"] else 200)


@router.patch("/{external_id:path}", response_model=PersonOut, openapi_extra=MERGE_PATCH_BODY)
async def patch_person(
    external_id: ById, change: dict[str, Any], organisation: Organisation, services: WithServices
) -> Response:
    """Change what is named about a person and leave the rest (JSON merge patch, RFC 7396); `null` clears a field."""
    async with within(services.pool, organisation) as connection:
        before = await queries.people.lock_by_external_id(connection, external_id=external_id)
        if before is None:
            raise not_found("person")
        person = changed(PersonIn, {name: before[name] for name in PersonIn.model_fields}, change)
        _check(person)
        row = await _put(connection, organisation, external_id, person)
    return shown(_person(row))


@router.get("/{external_id:path}", response_model=PersonOut)
async def get_person(external_id: ById, organisation: Organisation, services: WithServices) -> Response:
    """Show one person."""
    async with within(services.pool, organisation) as connection:
        row = await queries.people.one(connection, external_id=external_id)
    if row is None:
        raise not_found("person")
    return shown(_person(row))


@router.get("", response_model=PeopleOut)
async def list_people(
    query: Annotated[PageQuery, Query()], organisation: Organisation, services: WithServices
) -> Response:
    """List people by external id."""
    after = after_external_id(query.cursor)
    async with within(services.pool, organisation) as connection:
        rows = [row async for row in queries.people.page(connection, after=after, size=query.limit + 1)]
    items = tuple(_person(row) for row in rows[: query.limit])
    more = cursor_of(items[-1].external_id) if len(rows) > query.limit else None
    return shown(PeopleOut(items=items, next_cursor=more))


async def _put(connection: Connection, organisation: UUID, external_id: str, person: PersonIn) -> Mapping[str, Any]:
    row: Mapping[str, Any] = await queries.people.put(
        connection, id=uuid7(), organisation=organisation, external_id=external_id, **dict(person)
    )
    return row


def _check(person: PersonIn) -> None:
    if person.time_zone not in zones():
        raise invalid(Fault(detail="name a zone of the IANA database, such as Europe/Lisbon", pointer="/time_zone"))
    if len(json.dumps(person.profile)) > PROFILE:
        raise invalid(Fault(detail=f"keep the profile below {PROFILE:,} characters of JSON", pointer="/profile"))


def _person(row: Mapping[str, Any]) -> PersonOut:
    return PersonOut(**{name: row[name] for name in PersonOut.model_fields})
