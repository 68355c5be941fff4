"""`/console/goodbyes`: what people said at the end of their mentorships."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from gateway.api.surveys import numbers, survey_of, volunteer
from gateway.console.clocks import Clock
from gateway.console.render import show
from gateway.console.sign_in import to_sign_in
from gateway.http.dependencies import WithServices
from gateway.http.html import PageRoute, page
from gateway.security.sessions import Operator, operator_of
from intake.services import Services
from policy.looking_back import LEAST
from schemas.survey import SurveyOut, VolunteerOut
from store import queries
from store.pool import Connection, within

router = APIRouter(prefix="/console", include_in_schema=False, route_class=PageRoute)
MOST = 100  # texts on the page; each mentorship's page has its own
PEOPLE = 500  # who would be a mentor; the API lists all of them


@router.get("/goodbyes")
async def show_goodbyes(request: Request, services: WithServices) -> Response:
    """Show, for each programme, how mentorships that ended were judged; and the words, to those who may read them."""
    if (operator := await operator_of(request, services)) is None:
        return to_sign_in(request)
    return page(show("goodbyes", "", {"operator": operator, "least": LEAST, **await _found(services, operator)}))


async def _found(services: Services, operator: Operator) -> dict[str, Any]:
    async with within(services.pool, operator.organisation) as connection:
        programmes = await _programmes(connection)
        told = queries.surveys.latest_words(connection, most=MOST) if operator.may_read_confidences else None
        words = [row async for row in told] if told else []
        volunteers = await _volunteers(connection)
    return {"programmes": programmes, "volunteers": volunteers, "words": words, "clock": Clock()}


async def _volunteers(connection: Connection) -> list[tuple[str, VolunteerOut]]:
    """Return who said that they would be a mentor, each with the programme."""
    rows = queries.surveys.volunteers(connection, programme=None, after="", size=PEOPLE)
    return [(row["programme_name"], volunteer(row)) async for row in rows]


async def _programmes(connection: Connection) -> list[tuple[str, SurveyOut]]:
    """Return the numbers of each programme of which a mentorship has ended, by name."""
    rows = groupby(await numbers(connection, None), key=_programme)
    return [(name, survey_of(each)) for (name, _), each in rows]


def _programme(row: Mapping[str, Any]) -> tuple[str, UUID]:
    return row["name"], row["programme"]
