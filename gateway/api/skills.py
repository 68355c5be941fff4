"""The skills that an organisation speaks of, and the names in a person's traits checked against them."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Response

from gateway.api.described import CHANGING, LOOKING, refusals
from gateway.http.dependencies import WithServices
from gateway.http.faults import pointer
from gateway.http.pagination import shown
from gateway.http.problems import invalid
from gateway.http.strict_json import StrictRoute
from gateway.security.api_keys import Organisation
from pairing.vocabulary import Names
from schemas.shown import Fault
from schemas.traits import Traits
from schemas.traits_in import VocabularyIn
from schemas.vocabulary import Vocabulary
from store import queries
from store.pool import Connection, within

router = APIRouter(prefix="/v1/skills", tags=["matching"], route_class=StrictRoute)


@router.put(
    "",
    operation_id="putSkills",
    summary="Replace your list of skills",
    response_model=Vocabulary,
    responses={200: {"description": "The list as it is now."}, **refusals(*CHANGING)},
)
async def put_skills(skills: VocabularyIn, organisation: Organisation, services: WithServices) -> Response:
    """Replace the list of skills that your people may seek and offer.

    To rename a skill, keep its former name in `also`: who named it before then goes on with the new one. A skill that
    is no longer on the list stays in the traits of those who named it. Each name, label and `also` is of one skill.
    """
    kept = Vocabulary.model_validate(skills.model_dump())
    async with within(services.pool, organisation) as connection:
        await queries.matching.put_vocabulary(connection, organisation=organisation, vocabulary=kept)
    return shown(kept)


@router.get(
    "",
    operation_id="listSkills",
    summary="Show your list of skills",
    response_model=Vocabulary,
    responses={200: {"description": "The list; empty at first."}, **refusals(*LOOKING)},
)
async def list_skills(organisation: Organisation, services: WithServices) -> Response:
    """Show the skills that your people may seek and offer, in your own order."""
    async with within(services.pool, organisation) as connection:
        return shown(await vocabulary_of(connection))


async def vocabulary_of(connection: Connection) -> Vocabulary:
    """Return the skills of the transaction's organisation."""
    return Vocabulary.model_validate(await queries.matching.vocabulary(connection) or {})


def with_kept_names(traits: Traits, vocabulary: Vocabulary) -> Traits:
    """Return traits with each skill by its kept name; raises Problem 422 for skills that are not on the list."""
    names = Names(vocabulary)
    if faults := [_unknown(names, path, skill) for path, skill in _skills(traits) if names.kept(skill) is None]:
        raise invalid(*faults)
    kept: dict[str, Any] = {name: _kept(names, getattr(traits, name)) for name in ("skills_sought", "skills_offered")}
    return traits.with_(**kept, wishes=traits.wishes.with_(topics=_kept(names, traits.wishes.topics)))


def _kept(names: Names, skills: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kept for skill in skills if (kept := names.kept(skill))))


def _skills(traits: Traits) -> Iterator[tuple[tuple[str | int, ...], str]]:
    lists: dict[tuple[str, ...], tuple[str, ...]] = {
        ("skills_sought",): traits.skills_sought,
        ("skills_offered",): traits.skills_offered,
        ("wishes", "topics"): traits.wishes.topics,
    }
    for path, skills in lists.items():
        for number, skill in enumerate(skills):
            yield (*path, number), skill


def _unknown(names: Names, path: tuple[str | int, ...], skill: str) -> Fault:
    close = names.close_to(skill)
    meant = f"Did you mean {close}? " if close else ""
    detail = f"Your list has no skill {skill}. {meant}GET /v1/skills shows the list, PUT /v1/skills replaces it."
    return Fault(detail=detail, pointer=pointer(path))
