"""What matching may know about a person: traits, experiences, and whom they are kept apart from."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Response

from gateway.api.described import CHANGING, LOOKING, refusals
from gateway.api.skills import vocabulary_of, with_kept_names
from gateway.http.dependencies import WithServices
from gateway.http.pagination import shown
from gateway.http.problems import invalid, not_found
from gateway.http.strict_json import StrictRoute
from gateway.security.api_keys import Organisation
from schemas.later import must_know
from schemas.shown import Fault
from schemas.texts import ExternalId
from schemas.traits import Experiences, Traits
from schemas.traits_in import BlocksIn, ExperiencesIn, TraitsIn
from store import queries
from store.news import record_blocks
from store.pool import Connection, within

router = APIRouter(prefix="/v1/people", tags=["matching"], route_class=StrictRoute)
ById = Annotated[ExternalId, Path(description="Your own id of this person.")]
CHANGED: dict[int | str, dict[str, Any]] = {
    200: {"description": "As it is now."},
    **refusals(*CHANGING, "not-found"),
}
LOOKED_AT: dict[int | str, dict[str, Any]] = {
    200: {"description": "As it is now."},
    **refusals(*LOOKING, "not-found", "later-release"),
}


@router.put(
    "/{external_id:path}/traits",
    operation_id="putTraits",
    summary="Replace what matching knows about a person",
    response_model=Traits,
    responses=CHANGED,
)
async def put_traits(
    external_id: ById, traits: TraitsIn, organisation: Organisation, services: WithServices
) -> Response:
    """Replace what a person seeks and offers. What is left out is unknown, and counts neither for nor against them.

    Skills are names of your list (`PUT /v1/skills`); upper and lower case make no difference.
    """
    async with within(services.pool, organisation) as connection:
        person = _found(await queries.matching.traits(connection, external_id=external_id))["id"]
        kept = with_kept_names(Traits.model_validate(traits.model_dump()), await vocabulary_of(connection))
        await queries.matching.put_traits(
            connection, person=person, organisation=organisation, traits=kept.model_dump_json()
        )
    return shown(kept)


@router.get(
    "/{external_id:path}/traits",
    operation_id="getTraits",
    summary="Show what matching knows about a person",
    response_model=Traits,
    responses=LOOKED_AT,
)
async def get_traits(external_id: ById, organisation: Organisation, services: WithServices) -> Response:
    """Show what a person seeks and offers."""
    async with within(services.pool, organisation) as connection:
        row = _found(await queries.matching.traits(connection, external_id=external_id))
    return shown(must_know(Traits.model_validate_json, row["traits"] or "{}", f"the traits of {row['id']}"))


@router.put(
    "/{external_id:path}/experiences",
    operation_id="putExperiences",
    summary="Replace a person's experiences",
    response_model=Experiences,
    responses=CHANGED,
)
async def put_experiences(
    external_id: ById, experiences: ExperiencesIn, organisation: Organisation, services: WithServices
) -> Response:
    """Replace what a person seeks and offers of their own life, with their consent; `{}` takes it back at once.

    It is kept apart and read only to rank mentors. It counts only if one seeks what the other offers, and only in
    programmes whose rules say so (`matching.experience`). It never rules anybody out.
    """
    kept = Experiences.model_validate(experiences.model_dump())
    async with within(services.pool, organisation) as connection:
        person = _found(await queries.matching.experiences(connection, external_id=external_id))["id"]
        await queries.matching.put_experiences(connection, person=person, organisation=organisation, experiences=kept)
    return shown(kept)


@router.get(
    "/{external_id:path}/experiences",
    operation_id="getExperiences",
    summary="Show a person's experiences",
    response_model=Experiences,
    responses=LOOKED_AT,
)
async def get_experiences(external_id: ById, organisation: Organisation, services: WithServices) -> Response:
    """Show what a person seeks and offers of their own life."""
    async with within(services.pool, organisation) as connection:
        row = _found(await queries.matching.experiences(connection, external_id=external_id))
    return shown(must_know(Experiences.model_validate, row["experiences"] or {}, f"the experiences of {row['id']}"))


@router.put(
    "/{external_id:path}/blocks",
    operation_id="putBlocks",
    summary="Say with whom a person is not to be paired",
    response_model=BlocksIn,
    responses=CHANGED,
)
async def put_blocks(
    external_id: ById, blocks: BlocksIn, organisation: Organisation, services: WithServices
) -> Response:
    """Replace the people with whom this person is not to be paired, in either direction.

    From then on none of them is asked to be the mentor of the other, neither as a proposal nor by name; a request that
    is out, and a pair that has begun, stay as they are. A list left out stays as it is. Nobody named here learns of it:
    their own data do not show it, and a shortlist counts it only together with other private reasons.
    """
    async with within(services.pool, organisation) as connection:
        person = _found(await queries.people.lock(connection, external_id=external_id))["id"]
        for said_by, name in (("person", "own"), ("coordinator", "coordinator")):
            if name not in blocks.model_fields_set:
                continue
            others = await _people(connection, f"/{name}", getattr(blocks, name), external_id)
            row = {"person": person, "organisation": organisation, "said_by": said_by, "others": others}
            new = [block["other"] async for block in queries.matching.block(connection, **row)]
            await record_blocks(connection, organisation, person, new)
        row = await queries.matching.blocks(connection, external_id=external_id)
    return shown(_blocks(row))


@router.get(
    "/{external_id:path}/blocks",
    operation_id="getBlocks",
    summary="Show with whom a person is not to be paired",
    response_model=BlocksIn,
    responses=LOOKED_AT,
)
async def get_blocks(external_id: ById, organisation: Organisation, services: WithServices) -> Response:
    """Show what this person, and the coordinator about them, has said; never what others said about them."""
    async with within(services.pool, organisation) as connection:
        return shown(_blocks(_found(await queries.matching.blocks(connection, external_id=external_id))))


def _found(row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    if row is None:
        raise not_found("person")
    return row


def _blocks(row: Mapping[str, Any]) -> BlocksIn:
    return BlocksIn(own=tuple(row["own"]), coordinator=tuple(row["coordinator"]))


async def _people(connection: Connection, pointer: str, names: tuple[str, ...], own: str) -> list[UUID]:
    """Return the ids of people; raises Problem 422 for those who are not in the roster, and for the person's own."""
    ids = {row["external_id"]: row["id"] async for row in queries.people.known(connection, external_ids=list(names))}
    faults = [
        Fault(detail=_wanting(name, own), pointer=f"{pointer}/{number}")
        for number, name in enumerate(names)
        if name == own or name not in ids
    ]
    if faults:
        raise invalid(*faults)
    return [ids[name] for name in names]


def _wanting(name: str, own: str) -> str:
    if name == own:
        return f"{name} is this person. Name somebody else."
    return f"No person has the external id {name}. Add the person first: PUT /v1/people/{{external_id}}."
