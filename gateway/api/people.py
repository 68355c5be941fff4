"""The roster: people as the HR platform knows them, under its own ids, and news about them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from fastapi import APIRouter, Path, Query, Response
from uuid_utils.compat import uuid7

from gateway.api.idempotency import REPLAYED, IdempotencyKey, reused
from gateway.http.dependencies import WithServices
from gateway.http.merge_patch import MERGE_PATCH_BODY, changed
from gateway.http.pagination import after_external_id, cursor_of, shown
from gateway.http.problems import invalid, not_found
from gateway.http.strict_json import StrictRoute
from gateway.security.api_keys import Caller, Key, Organisation
from intake.idempotency import first_made, once, remember
from intake.news import Recorded, record_changes, record_news, recorded
from schemas.api import ExternalId, NewsIn, PageQuery, PersonIn
from schemas.shown import Fault, NewsOut, PeopleOut, PersonOut
from store import queries
from store.pool import Connection, within

router = APIRouter(prefix="/v1/people", tags=["people"], route_class=StrictRoute)
ById = Annotated[ExternalId, Path(description="the HR platform's own id of this person")]
PROFILE = 32_000  # so that a page of two hundred people stays a few megabytes
zones = lru_cache(available_timezones)


@router.put(
    "/{external_id:path}", response_model=PersonOut, responses={201: {"model": PersonOut, "description": "added"}}
)
async def put_person(external_id: ById, person: PersonIn, caller: Caller, services: WithServices) -> Response:
    """Add a person, or replace all that is known of them; their mentorships learn what concerns them."""
    _check(person)
    async with within(services.pool, caller.organisation) as connection:
        before = await queries.people.lock(connection, external_id=external_id)
        row = await _put(connection, caller, external_id, person, before)
    return shown(_person(row), 201 if row["fresh"] else 200)


@router.patch("/{external_id:path}", response_model=PersonOut, openapi_extra=MERGE_PATCH_BODY)
async def patch_person(external_id: ById, change: dict[str, Any], caller: Caller, services: WithServices) -> Response:
    """Change what is named about a person and leave the rest (JSON merge patch, RFC 7396); `null` clears a field.

    Their mentorships learn what concerns them.
    """
    async with within(services.pool, caller.organisation) as connection:
        before = await queries.people.lock(connection, external_id=external_id)
        if before is None:
            raise not_found("person")
        person = changed(PersonIn, {name: before[name] for name in PersonIn.model_fields}, change)
        _check(person)
        row = await _put(connection, caller, external_id, person, before)
    return shown(_person(row))


@router.post("/{external_id:path}/news", status_code=202, response_model=NewsOut)
async def post_news(
    external_id: ById,
    news: NewsIn,
    caller: Caller,
    services: WithServices,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Say that somebody has left, is away until a date, is back, or moved; each open mentorship of theirs is told."""
    if news.time_zone:
        _check_zone(news.time_zone)
    key = once(idempotency_key, f"news about {external_id}", news)
    with reused():
        async with within(services.pool, caller.organisation) as connection:
            first = await first_made(connection, caller.organisation, key)
            if first:
                kept = await recorded(connection, first["news"])
            else:
                kept = await _record(connection, caller, external_id, news)
                await remember(connection, caller.organisation, key, news=kept.id)
    ids = tuple(dict.fromkeys(row.mentorship for row in kept.rows))
    return shown(NewsOut(id=kept.id, kind=news.kind, mentorships=ids), 202, REPLAYED if first else {})


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


async def _put(
    connection: Connection, caller: Key, external_id: str, person: PersonIn, before: Mapping[str, Any] | None
) -> Mapping[str, Any]:
    """Write a person, and in the same transaction the news that lies in the change."""
    row: Mapping[str, Any] = await queries.people.put(
        connection, id=uuid7(), organisation=caller.organisation, external_id=external_id, **dict(person)
    )
    if before:
        await record_changes(connection, caller.organisation, before, row, caller.id)
    return row


async def _record(connection: Connection, caller: Key, external_id: str, news: NewsIn) -> Recorded:
    person = await queries.people.lock(connection, external_id=external_id)
    if person is None:
        raise not_found("person")
    if news.until and news.until <= datetime.now(UTC):
        raise invalid(Fault(detail="choose a day to come", pointer="/until"))
    if news.time_zone:
        await queries.people.move(connection, id=person["id"], time_zone=news.time_zone)
    return await record_news(connection, caller.organisation, person["id"], news.kind, news.until, caller.id)


def _check(person: PersonIn) -> None:
    _check_zone(person.time_zone)
    if len(json.dumps(person.profile)) > PROFILE:
        raise invalid(Fault(detail=f"keep the profile below {PROFILE:,} characters of JSON", pointer="/profile"))


def _check_zone(time_zone: str) -> None:
    if time_zone not in zones():
        raise invalid(Fault(detail="name a zone of the IANA database, such as Europe/Lisbon", pointer="/time_zone"))


def _person(row: Mapping[str, Any]) -> PersonOut:
    return PersonOut(**{name: row[name] for name in PersonOut.model_fields})
