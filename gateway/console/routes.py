"""`/console`: see an organisation's mentorships, and step in. Each POST redirects to a page that can be reloaded."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response

from gateway.api.timeline import timeline_of
from gateway.api.views import one, row_of
from gateway.console import sign_in
from gateway.console.commands import PROBLEMS, command
from gateway.console.contacts import contacts, local_times
from gateway.console.listing import asked_for, listing, rematch_of
from gateway.console.render import show
from gateway.console.sign_in import fields, to, to_sign_in
from gateway.console.standing import Standing
from gateway.http.dependencies import WithServices
from gateway.http.html import PageRoute, note, page
from gateway.http.problems import Problem
from gateway.pages.form_fields import Form
from gateway.pages.speech import speech_of
from gateway.pages.unsaved import sent_to, unsaved
from gateway.security.csrf import field_for, is_pressed
from gateway.security.sessions import Operator, operator_of
from intake.answers import Kept
from intake.services import Services
from intake.telling import Told, say, standing_of
from schemas.ids import workflow_id
from schemas.names import AnswerKind, Phase
from store import queries
from store.pool import within


class ConsoleRoute(PageRoute):
    """A route whose page for while Postgres is down has the form that was sent, if one was."""

    async def away(self, request: Request) -> str:
        """Return that page; nobody has to find their words again."""
        fields = await sent_to(request)
        return unsaved(speech_of("en"), request.url.path, fields) if fields else await super().away(request)


router = APIRouter(prefix="/console", include_in_schema=False, route_class=ConsoleRoute)


@router.get("")
async def list_mentorships(request: Request, services: WithServices) -> Response:
    """List the organisation's mentorships, most urgent first; filter by name, phase, health and programme."""
    if (operator := await operator_of(request, services)) is None:
        return to_sign_in(request)
    try:
        query = asked_for(request.query_params)
    except ValueError:
        return page(note("We cannot show that list", "Please start again from /console."), 422)
    found = await listing(services.pool, operator.organisation, query, operator.may_read_confidences)
    has_docs = services.settings.operations_port is None
    return page(show("mentorships", "", {"operator": operator, "query": query, "found": found, "has_docs": has_docs}))


@router.get("/mentorships/{id}")
async def show_mentorship(id: UUID, request: Request, services: WithServices) -> Response:
    """Show one mentorship: its status, what comes next and why, and everything that happened."""
    if (operator := await operator_of(request, services)) is None:
        return to_sign_in(request)
    asked = request.query_params
    told = await _told(services, operator, id, asked.get("said", ""))
    return await _mentorship(services, operator, id, PROBLEMS.get(asked.get("problem", ""), ""), told)


@router.get("/mentorships/{id}/{name}")
async def redirect_back(id: UUID, name: str) -> Response:
    """Redirect a GET of a button's address to the mentorship."""
    return to(f"/console/mentorships/{id}")


@router.post("/mentorships/{id}/{name}")
async def step_in(id: UUID, name: str, request: Request, services: WithServices) -> Response:
    """Pause, resume or close, in the same way as all other answers."""
    here = f"/console/mentorships/{id}"
    if (operator := await operator_of(request, services)) is None:
        return to(f"{sign_in.SIGN_IN}?next={quote(here)}")
    form = Form(await fields(request))
    if not is_pressed(request, services.settings, form.fields, operator.seed, str(id)):
        return to(f"{here}?problem=again")
    if not operator.may_step_in:
        return to(f"{here}?problem=scope")
    try:
        await one(services.pool, operator.organisation, id)
        answer = command(name, form, id, operator.key.id)
    except (KeyError, Problem):
        return _nothing()
    if form.problems:
        return to(f"{here}?problem={next(iter(form.problems))}")
    told = await say(services, operator.organisation, answer)
    return to(f"{here}?said={told.answer_id}")


async def _mentorship(
    services: Services, operator: Operator, id: UUID, problem: str = "", told: Told | None = None
) -> Response:
    try:
        standing = await _standing(services, operator, id)
        timeline = await timeline_of(services.pool, operator.organisation, id)
    except Problem:
        return _nothing()
    people = contacts(standing)
    facts = {
        "operator": operator,
        "standing": standing,
        "it": standing.it,
        "clock": standing.clock,
        "people": people,
        "local_times": local_times(standing.it.next, people) if standing.it.next else [],
        "can_resume": standing.can(AnswerKind.RESUME),
        "begun_anew": await _begun_anew(services, operator, id) if standing.it.phase is Phase.CLOSING else None,
        "timeline": timeline.items,
        "confided": await _confided(services, operator, id),
        "looked_back": await _looked_back(services, operator, id),
        "engine": _engine(services, id),
        "told": told,
        "problem": problem,
    }
    return page(show("mentorship", field_for(services.settings, operator.seed, str(id)), facts))


async def _standing(services: Services, operator: Operator, id: UUID) -> Standing:
    async with within(services.pool, operator.organisation) as connection:
        return Standing(await row_of(connection, id), rematch=await rematch_of(connection, id))


async def _told(services: Services, operator: Operator, id: UUID, said: str) -> Told | None:
    """Return the current status of the answer that was just given here."""
    try:
        answer = UUID(said)
    except ValueError:
        return None
    async with within(services.pool, operator.organisation) as connection:
        row = await queries.console.said(connection, id=answer, mentorship=id)
    return standing_of(Kept(**row)) if row else None


async def _begun_anew(services: Services, operator: Operator, id: UUID) -> UUID | None:
    """Return the mentorship that the mentee has begun in the programme since, so that the end of this one is final."""
    async with within(services.pool, operator.organisation) as connection:
        another: UUID | None = await queries.console.begun_anew(connection, mentorship=id)
    return another


async def _confided(services: Services, operator: Operator, id: UUID) -> list[Any]:
    """Return the private notes, if the session may read them."""
    if not operator.may_read_confidences:
        return []
    async with within(services.pool, operator.organisation) as connection:
        return [row async for row in queries.console.confided(connection, mentorship=id)]


async def _looked_back(services: Services, operator: Operator, id: UUID) -> list[Any]:
    """Return what people said of it at the end in their own words, if the session may read that."""
    if not operator.may_read_confidences:
        return []
    async with within(services.pool, operator.organisation) as connection:
        return [row async for row in queries.surveys.words_of(connection, mentorship=id)]


def _engine(services: Services, id: UUID) -> str:
    """Return the address of the workflow in Temporal's UI; empty if no UI is configured."""
    ui, workflow = services.settings.temporal_ui.rstrip("/"), quote(workflow_id(id), safe="")
    return f"{ui}/namespaces/{services.client.namespace}/workflows/{workflow}" if ui else ""


def _nothing() -> Response:
    return page(note("There is no such mentorship here", "It may belong to another organisation."), 404)
