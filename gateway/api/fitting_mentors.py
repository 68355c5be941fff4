"""The mentors who fit a mentee best, found at the moment of asking."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from activities.finding import Found, Wanted, find
from gateway.api.described import LOOKING, refusals
from gateway.http.dependencies import WithServices
from gateway.http.pagination import shown
from gateway.http.problems import invalid, not_found
from gateway.http.strict_json import StrictRoute
from gateway.security.api_keys import Organisation
from pairing.ranking import Ranked
from schemas.shortlist import FittingMentor, MentorsQuery, ShortlistOut
from schemas.shown import Fault
from schemas.texts import ExternalId
from store import queries
from store.pool import within

router = APIRouter(prefix="/v1/people", tags=["matching"], route_class=StrictRoute)
ById = Annotated[ExternalId, Path(description="Your own id of the mentee.")]


@router.get(
    "/{external_id:path}/mentors",
    operation_id="findMentors",
    summary="Find mentors for a mentee",
    response_model=ShortlistOut,
    responses={200: {"description": "The mentors who fit best at present."}, **refusals(*LOOKING, "not-found")},
)
async def find_mentors(
    external_id: ById, query: Annotated[MentorsQuery, Query()], organisation: Organisation, services: WithServices
) -> Response:
    """Rank the mentors of your roster for a mentee by the programme's rules (`matching`), with reasons in sentences.

    Nobody is asked, and no place is held. `ruled_out` says how many mentors each hard rule ruled out. Reasons that are
    private, such as a block or an earlier no, are counted together.
    """
    async with within(services.pool, organisation) as connection:
        ids = {
            row["external_id"]: row["id"] async for row in queries.people.known(connection, external_ids=[external_id])
        }
        if external_id not in ids:
            raise not_found("person")
        wanted = Wanted(query.programme, ids[external_id])
        found = await find(connection, wanted, datetime.now(UTC), query.limit)
    if found is None:
        detail = "No programme has this id. GET /v1/programmes lists yours."
        raise invalid(Fault(detail=detail, parameter="programme"))
    return shown(_shortlist(found))


def _shortlist(found: Found) -> ShortlistOut:
    items = tuple(_mentor(found, ranked) for ranked in found.shortlist.ranked)
    return ShortlistOut(items=items, ruled_out=found.shortlist.shown)


def _mentor(found: Found, ranked: Ranked) -> FittingMentor:
    person, words = found.people[ranked.mentor.id], found.words(ranked)
    reasons, against = found.for_coordinator(ranked)
    return FittingMentor(
        external_id=person["external_id"],
        name=f"{person['given_name']} {person['family_name']}".strip(),
        fit=ranked.word,
        places=ranked.mentor.places,
        reason_for_mentee=words.reason_for_mentee,
        reason_for_mentor=words.reason_for_mentor,
        reasons=tuple(reasons),
        against=tuple(against),
    )
