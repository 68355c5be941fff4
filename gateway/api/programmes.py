"""Programmes and their rules; rules are versioned, and a mentorship keeps the version it began with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Path, Query, Response
from uuid_utils.compat import uuid7

from gateway.api.described import CHANGING, KEYED, LOOKING, refusals
from gateway.api.idempotency import REPLAYED, IdempotencyKey, reused
from gateway.api.programme_contacts import FOR_CONCERNS, Contacts, named_in
from gateway.http.dependencies import WithServices
from gateway.http.pagination import OLDEST, after_id, cursor_of, shown
from gateway.http.problem_types import NAME_TAKEN_DETAIL
from gateway.http.problems import Problem, invalid, not_found
from gateway.http.strict_json import StrictRoute
from gateway.security.api_keys import Caller, Key, Organisation, Scope
from intake.idempotency import first_made, once, remember
from intake.news import record_coordinator
from schemas.api import PageQuery, ProgrammeChange, ProgrammeIn, RulesIn
from schemas.shown import Fault, ProgrammeOut, ProgrammesOut
from store import queries
from store.pool import Connection, within

router = APIRouter(prefix="/v1/programmes", tags=["programmes"], route_class=StrictRoute)
ById = Annotated[UUID, Path(description="The id of the programme.")]


@router.post(
    "",
    operation_id="createProgramme",
    summary="Create a programme",
    status_code=201,
    response_model=ProgrammeOut,
    responses={201: {"description": "The programme was created."}, **refusals(*CHANGING, *KEYED, "name-taken")},
)
async def post_programme(
    programme: ProgrammeIn, organisation: Organisation, services: WithServices, idempotency_key: IdempotencyKey = None
) -> Response:
    """Create a programme, with rules of its own or with the defaults."""
    key = once(idempotency_key, "programme", programme)
    with reused(), _name_taken():
        async with within(services.pool, organisation) as connection:
            first = await first_made(connection, organisation, key)
            id = first["programme"] if first else await found(connection, organisation, uuid7(), programme)
            if not first:
                await remember(connection, organisation, key, programme=id)
            founded = await _programme(connection, id)
    return shown(founded, 201, {"Location": f"/v1/programmes/{id}", **(REPLAYED if first else {})})


@router.patch(
    "/{id}",
    operation_id="changeProgramme",
    summary="Change a programme",
    response_model=ProgrammeOut,
    responses={
        200: {"description": "The programme as it is now."},
        **refusals(*CHANGING, "not-found", "name-taken"),
    },
)
async def patch_programme(id: ById, change: ProgrammeChange, caller: Caller, services: WithServices) -> Response:
    """Change the name of a programme, its contacts, or how it addresses people. Fields that are left out do not change.

    From then on, open mentorships write to the new coordinator and use the new form of address. To change
    `safeguarding` or `safeguarding_deputy`, the key needs the scope `confidential` as well.
    """
    with _name_taken():
        async with within(services.pool, caller.organisation) as connection:
            await queries.programmes.lock(connection, id=id)
            await _programme(connection, id)
            await _replace(connection, caller, id, change)
            if change.name:
                await queries.programmes.rename(connection, id=id, name=change.name)
            if "formality" in change.model_fields_set:
                await queries.programmes.address(connection, id=id, formality=change.formality)
            return shown(await _programme(connection, id))


@router.get(
    "/{id}",
    operation_id="getProgramme",
    summary="Show a programme",
    response_model=ProgrammeOut,
    responses={200: {"description": "The programme."}, **refusals(*LOOKING, "not-found")},
)
async def get_programme(id: ById, organisation: Organisation, services: WithServices) -> Response:
    """Show a programme with the current version of its rules."""
    async with within(services.pool, organisation) as connection:
        return shown(await _programme(connection, id))


@router.get(
    "",
    operation_id="listProgrammes",
    summary="List programmes",
    response_model=ProgrammesOut,
    responses={200: {"description": "A page of programmes."}, **refusals(*LOOKING)},
)
async def list_programmes(
    query: Annotated[PageQuery, Query()], organisation: Organisation, services: WithServices
) -> Response:
    """List programmes, oldest first.

    Pass `next_cursor` of one page as the `cursor` of the next. It is null on the last page.
    """
    after = after_id(query.cursor, OLDEST)
    async with within(services.pool, organisation) as connection:
        rows = [row async for row in queries.programmes.page(connection, after=after, size=query.limit + 1)]
    items = tuple(ProgrammeOut(**row) for row in rows[: query.limit])
    more = cursor_of(items[-1].id) if len(rows) > query.limit else None
    return shown(ProgrammesOut(items=items, next_cursor=more))


@router.put(
    "/{id}/rules",
    operation_id="replaceRules",
    summary="Replace the rules of a programme",
    response_model=ProgrammeOut,
    responses={
        200: {"description": "The programme with its rules as they are now."},
        **refusals(*CHANGING, "not-found"),
    },
)
async def put_rules(id: ById, rules: RulesIn, organisation: Organisation, services: WithServices) -> Response:
    """Replace the rules by a new version, for mentorships that begin from now on. Rules left out take their defaults.

    A mentorship keeps the version that it began with. Sending the same rules again changes nothing.
    """
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


@contextmanager
def _name_taken() -> Iterator[None]:
    """Raise a problem if another programme already has the name."""
    try:
        yield
    except asyncpg.UniqueViolationError:
        raise Problem(409, "name-taken", NAME_TAKEN_DETAIL) from None


async def found(connection: Connection, organisation: UUID, id: UUID, programme: ProgrammeIn) -> UUID:
    """Save a new programme with the first version of its rules, and return its id."""
    await queries.programmes.put(
        connection,
        id=id,
        organisation=organisation,
        name=programme.name,
        **dict(await named_in(connection, programme, Contacts())),
        formality=programme.formality,
        rules=programme.rules.whole(),
        now=datetime.now(UTC),
    )
    return id


async def _replace(connection: Connection, caller: Key, id: UUID, change: ProgrammeChange) -> None:
    """Give a programme other contacts; its open mentorships are notified of another coordinator."""
    now = Contacts(**await queries.programmes.contacts(connection, id=id))
    contacts = await named_in(connection, change, now)
    if now == contacts:
        return
    if any(getattr(now, name) != getattr(contacts, name) for name in FOR_CONCERNS):
        caller.require(Scope.CONFIDENTIAL)  # whoever is named learns of every concern that waits
    if now.coordinator != contacts.coordinator:
        await _check_apart(connection, id, contacts.coordinator)
    await queries.programmes.set_contacts(connection, id=id, **dict.fromkeys(FOR_CONCERNS))  # they may change places
    if await queries.programmes.set_coordinator(connection, id=id, coordinator=contacts.coordinator):
        await record_coordinator(connection, caller.organisation, id, contacts.coordinator, caller.id)
    await queries.programmes.set_contacts(connection, id=id, **{name: getattr(contacts, name) for name in FOR_CONCERNS})


async def _check_apart(connection: Connection, id: UUID, coordinator: UUID | None) -> None:
    """Raise a problem if the coordinator takes part in the programme: they would read their partner's private notes."""
    if await queries.programmes.takes_part(connection, programme=id, person=coordinator):
        detail = (
            "This person takes part in an open mentorship of the programme, and would read what is said to its "
            "coordinator in confidence. Choose somebody else."
        )
        raise invalid(Fault(detail=detail, pointer="/coordinator"))


async def _programme(connection: Connection, id: UUID) -> ProgrammeOut:
    row = await queries.programmes.one(connection, id=id)
    if row is None:
        raise not_found("programme")
    return ProgrammeOut(**row)
