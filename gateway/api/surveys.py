"""What people said at the end of a programme's mentorships: numbers that tell of nobody, and who would be a mentor."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from gateway.api.described import LOOKING, refusals
from gateway.api.views import name_of
from gateway.http.dependencies import WithServices
from gateway.http.pagination import after_external_id, cursor_of, shown
from gateway.http.problems import not_found
from gateway.http.strict_json import StrictRoute
from gateway.security.api_keys import Organisation
from policy.looking_back import LEAST
from schemas.api import PageQuery
from schemas.names import Role
from schemas.survey import AgainOut, SurveyOut, SurveySideOut, VolunteerOut, VolunteersOut, WorthOut
from store import queries
from store.pool import Connection, within

router = APIRouter(prefix="/v1/programmes", tags=["programmes"], route_class=StrictRoute)
ById = Annotated[UUID, Path(description="The id of the programme.")]
NOBODY: Mapping[str, Any] = {"asked": 0, "answered": 0, "worth": None, "again": None}


@router.get(
    "/{id}/survey",
    operation_id="getSurvey",
    summary="Show what people said at the end",
    response_model=SurveyOut,
    responses={200: {"description": "The numbers."}, **refusals(*LOOKING, "not-found")},
)
async def get_survey(id: ById, organisation: Organisation, services: WithServices) -> Response:
    """Show how mentees and mentors judged the mentorships of a programme that have ended.

    New answers are counted once those of at least five people wait, one of each, so that nobody finds out what one
    person said by looking before and after their answer, or the end of their mentorship. A question is null while
    answers of fewer than five people are counted. Whoever changes a counted answer, or takes it back, shows what it
    was: their page says so. Where all say the same, the numbers tell that of each of them.
    """
    async with within(services.pool, organisation) as connection:
        await _check_known(connection, id)
        return shown(survey_of(await numbers(connection, id)))


@router.get(
    "/{id}/volunteers",
    operation_id="listVolunteers",
    summary="List who would be a mentor",
    response_model=VolunteersOut,
    responses={200: {"description": "A page of people."}, **refusals(*LOOKING, "not-found")},
)
async def list_volunteers(
    id: ById, query: Annotated[PageQuery, Query()], organisation: Organisation, services: WithServices
) -> Response:
    """List who said at the end of a mentorship of this programme that they would be a mentor, by external id.

    They may take it back at any time, on the page of any of their mentorships of this programme. Whoever has left is
    not listed.
    """
    after = after_external_id(query.cursor)
    async with within(services.pool, organisation) as connection:
        await _check_known(connection, id)
        found = queries.surveys.volunteers(connection, programme=id, after=after, size=query.limit + 1)
        rows = [row async for row in found]
    items = tuple(volunteer(row) for row in rows[: query.limit])
    more = cursor_of(items[-1].external_id) if len(rows) > query.limit else None
    return shown(VolunteersOut(items=items, next_cursor=more))


async def numbers(connection: Connection, programme: UUID | None) -> list[Mapping[str, Any]]:
    """Count what can be counted by now, and return the numbers of one programme or of each."""
    await queries.surveys.one_look_at_a_time(connection)
    await queries.surveys.count(connection, programme=programme, least=LEAST)
    return [row async for row in queries.surveys.numbers(connection, programme=programme, least=LEAST)]


def volunteer(row: Mapping[str, Any]) -> VolunteerOut:
    """Return somebody who would be a mentor."""
    known = {name: row[name] for name in VolunteerOut.model_fields if name != "name"}
    return VolunteerOut(name=name_of(row), **known)


async def _check_known(connection: Connection, id: UUID) -> None:
    if await queries.programmes.one(connection, id=id) is None:
        raise not_found("programme")


def survey_of(rows: Iterable[Mapping[str, Any]]) -> SurveyOut:
    """Return the numbers of one programme."""
    sides = {row["role"]: row for row in rows}
    mentees, mentors = (_side(sides.get(role, NOBODY)) for role in (Role.MENTEE, Role.MENTOR))
    return SurveyOut(mentees=mentees, mentors=mentors)


def _side(row: Mapping[str, Any]) -> SurveySideOut:
    worth, again = row["worth"], row["again"]
    return SurveySideOut(
        asked=row["asked"],
        answered=row["answered"],
        worth=_worth(worth) if worth else None,
        again=AgainOut(**dict(zip(AgainOut.model_fields, again, strict=True))) if again else None,
    )


def _worth(counts: Sequence[int]) -> WorthOut:
    answers = sum(counts)
    total = sum(worth * count for worth, count in enumerate(counts, 1))
    return WorthOut(answers=answers, average=round(total / answers, 1), counts=tuple(counts))
