"""The roster: people under the HR platform's own ids, and news about them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from starlette.convertors import Convertor, register_url_convertor
from uuid_utils.compat import uuid7

from gateway.api.days import check_days
from gateway.api.described import CHANGING, KEYED, LOOKING, refusals
from gateway.api.idempotency import REPLAYED, IdempotencyKey, reused
from gateway.api.roster_bodies import NewsIn, PersonIn
from gateway.http.dependencies import WithServices
from gateway.http.merge_patch import body_of, changed
from gateway.http.pagination import after_external_id, cursor_of, shown
from gateway.http.problems import not_found
from gateway.http.strict_json import StrictRoute
from gateway.security.api_keys import Caller, Key, Organisation
from intake.idempotency import first_made, once, remember
from intake.news import Recorded, record_changes, record_news, recorded
from schemas.api import PageQuery
from schemas.shown import NewsOut, PeopleOut, PersonOut
from schemas.texts import ABOUT_PEOPLE, ExternalId
from store import queries
from store.pool import Connection, within


class ExternalIds(Convertor[str]):
    """Path converter for ids of people, which may contain slashes; a path that ends in `/news` or so is about that."""

    regex = rf"(?![\s\S]+/(?:{'|'.join(ABOUT_PEOPLE)})\Z)[\s\S]*"

    def convert(self, value: str) -> str:
        """Return the id that a path contains."""
        return value

    def to_string(self, value: str) -> str:
        """Return an id for use in a path."""
        return value


register_url_convertor("person", ExternalIds())
router = APIRouter(prefix="/v1/people", tags=["people"], route_class=StrictRoute)
ById = Annotated[ExternalId, Path(description="Your own id of this person.")]


@router.put(
    "/{external_id:person}",
    operation_id="putPerson",
    summary="Add or replace a person",
    response_model=PersonOut,
    responses={
        200: {"description": "The person existed and was replaced."},
        201: {"model": PersonOut, "description": "The person was added."},
        **refusals(*CHANGING),
    },
)
async def put_person(external_id: ById, person: PersonIn, caller: Caller, services: WithServices) -> Response:
    """Add a person, or replace all their data. Fields that are left out take their defaults, except `active`.

    The ids are yours. Repeating the request changes nothing, and takes back no news: whoever has left comes back only
    with `active` set to true, and whoever has moved keeps the new time zone until you send a third one. Open
    mentorships of the person are notified of a new time zone, of a new address, and of a person who has left or come
    back.
    """
    async with within(services.pool, caller.organisation) as connection:
        before = await queries.people.lock(connection, external_id=external_id)
        person, moved_from = _as_news_said(person, before) if before else (person, None)
        row = await _put(connection, caller, external_id, person, before, moved_from)
    return shown(_person(row), 201 if row["fresh"] else 200)


@router.patch(
    "/{external_id:person}",
    operation_id="changePerson",
    summary="Change a person",
    response_model=PersonOut,
    responses={200: {"description": "The person as they are now."}, **refusals(*CHANGING, "not-found")},
    openapi_extra=body_of(PersonIn, "PersonChange"),
)
async def patch_person(external_id: ById, change: dict[str, Any], caller: Caller, services: WithServices) -> Response:
    """Change the fields that you send and leave the others as they are (JSON merge patch, RFC 7396).

    `null` gives a field its default again; `profile` is merged name by name. Open mentorships of the person are
    notified as after a PUT.
    """
    async with within(services.pool, caller.organisation) as connection:
        before = await queries.people.lock(connection, external_id=external_id)
        if before is None:
            raise not_found("person")
        person = changed(PersonIn, {name: before[name] for name in PersonIn.model_fields}, change)
        moved_from = None if "time_zone" in change else before["moved_from"]
        row = await _put(connection, caller, external_id, person, before, moved_from)
    return shown(_person(row))


@router.post(
    "/{external_id:path}/news",
    operation_id="reportNews",
    summary="Report news about a person",
    status_code=202,
    response_model=NewsOut,
    responses={
        202: {"description": "Saved. The mentorships listed receive it within seconds."},
        **refusals(*CHANGING, *KEYED, "not-found"),
    },
)
async def post_news(
    external_id: ById,
    news: NewsIn,
    caller: Caller,
    services: WithServices,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Report that a person has left, is away until a date, is back, has moved, or can or cannot be reached by email.

    Each open mentorship in which they are mentee, mentor, asked to be the mentor, or coordinator is notified.
    """
    key = once(idempotency_key, f"news about {external_id}", news)
    with reused():
        async with within(services.pool, caller.organisation) as connection:
            first = await first_made(connection, caller.organisation, key)
            if first:
                kept = await recorded(connection, first["news"])
            else:
                check_days({"/until": news.until}, datetime.now(UTC))
                kept = await _record(connection, caller, external_id, news)
                await remember(connection, caller.organisation, key, news=kept.id)
    ids = tuple(dict.fromkeys(row.mentorship for row in kept.rows))
    return shown(NewsOut(id=kept.id, kind=news.kind, mentorships=ids), 202, REPLAYED if first else {})


@router.delete(
    "/{external_id:path}/not-before",
    operation_id="clearNotBefore",
    summary="Let a mentor be asked again",
    response_model=PersonOut,
    responses={200: {"description": "The person as they are now."}, **refusals(*LOOKING, "not-found")},
)
async def clear_not_before(external_id: ById, caller: Caller, services: WithServices) -> Response:
    """End what a mentor asked for with a no: not to be asked again before a day (`not_before`).

    Do so if they tell you that they are ready earlier. From then on they are proposed, and asked by name, as before.
    Repeating the request changes nothing.
    """
    async with within(services.pool, caller.organisation) as connection:
        person = await queries.people.lock(connection, external_id=external_id)
        if person is None:
            raise not_found("person")
        await queries.not_before.clear(connection, person=person["id"], key=caller.id)
        row = await queries.people.one(connection, external_id=external_id)
    return shown(_person(row))


@router.get(
    "/{external_id:person}",
    operation_id="getPerson",
    summary="Show a person",
    response_model=PersonOut,
    responses={200: {"description": "The person."}, **refusals(*LOOKING, "not-found")},
)
async def get_person(external_id: ById, organisation: Organisation, services: WithServices) -> Response:
    """Show one person."""
    async with within(services.pool, organisation) as connection:
        row = await queries.people.one(connection, external_id=external_id)
    if row is None:
        raise not_found("person")
    return shown(_person(row))


@router.get(
    "",
    operation_id="listPeople",
    summary="List people",
    response_model=PeopleOut,
    responses={200: {"description": "A page of people."}, **refusals(*LOOKING)},
)
async def list_people(
    query: Annotated[PageQuery, Query()], organisation: Organisation, services: WithServices
) -> Response:
    """List all people, by external id.

    Pass `next_cursor` of one page as the `cursor` of the next. It is null on the last page.
    """
    after = after_external_id(query.cursor)
    async with within(services.pool, organisation) as connection:
        rows = [row async for row in queries.people.page(connection, after=after, size=query.limit + 1)]
    items = tuple(_person(row) for row in rows[: query.limit])
    more = cursor_of(items[-1].external_id) if len(rows) > query.limit else None
    return shown(PeopleOut(items=items, next_cursor=more))


def _as_news_said(person: PersonIn, before: Mapping[str, Any]) -> tuple[PersonIn, str | None]:
    """Return a person who is sent again, as news left them, and the time zone from which news said they moved."""
    kept = {} if "active" in person.model_fields_set else {"active": before["active"]}
    if person.time_zone == before["moved_from"]:
        return person.model_copy(update={**kept, "time_zone": before["time_zone"]}), before["moved_from"]
    return person.model_copy(update=kept), None


async def _put(
    connection: Connection,
    caller: Key,
    external_id: str,
    person: PersonIn,
    before: Mapping[str, Any] | None,
    moved_from: str | None,
) -> Mapping[str, Any]:
    """Save a person, and in the same transaction the news that follows from the change."""
    row: Mapping[str, Any] = await queries.people.put(
        connection,
        id=uuid7(),
        organisation=caller.organisation,
        external_id=external_id,
        moved_from=moved_from,
        **dict(person),
    )
    if before:
        await record_changes(connection, caller.organisation, before, row, caller.id)
    return row


async def _record(connection: Connection, caller: Key, external_id: str, news: NewsIn) -> Recorded:
    person = await queries.people.lock(connection, external_id=external_id)
    if person is None:
        raise not_found("person")
    if news.time_zone:
        await queries.people.move(connection, id=person["id"], time_zone=news.time_zone)
    return await record_news(connection, caller.organisation, person["id"], news.kind, news.until, caller.id)


def _person(row: Mapping[str, Any]) -> PersonOut:
    return PersonOut(**{name: row[name] for name in PersonOut.model_fields})
