"""`/console`: sign in with an API key, look at an organisation's mentorships, step in."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from gateway.api import views
from gateway.api.timeline import timeline_of
from gateway.console.commands import command
from gateway.console.render import show
from gateway.http.dependencies import WithServices
from gateway.http.forms import SIGN_INS, TooLarge, fields_of, has_failed_too_often, is_failing_too_often
from gateway.http.html import HEADERS, PageRoute, note, page
from gateway.http.pagination import OLDEST, cursor_of
from gateway.http.problems import Problem
from gateway.pages.form_fields import Form
from gateway.security.api_keys import Keyring, Scope
from gateway.security.csrf import field_for, is_pressed
from gateway.security.sessions import Operator, keep_seed, operator_of, seed_before, sign_in, sign_out
from intake.services import Services
from intake.telling import Told, say
from schemas.api import MentorshipsQuery
from schemas.ids import workflow_id
from store import queries
from store.pool import within

SIGN_IN = "/console/sign-in"
WRONG = (
    "That key is not in use. Copy all of it, from rk_ on; whoever runs this service makes one with `rapport key new`."
)
CLOSED = "That key may not sign in here. Have one made with the scope `console`: `rapport key new … --scope console`."
LOOK_ONLY = "You are signed in with a key that may look but not step in: it lacks the scope `write`."
AGAIN = "Please press once more: this page was open for a long time, or was opened elsewhere. Nothing was done yet."
SEVERAL_TIMES = "That was tried very often in the last minute. Please wait a minute."
PAGE = 50

router = APIRouter(prefix="/console", include_in_schema=False, route_class=PageRoute)


@router.get("/sign-in")
async def ask_for_key(request: Request, services: WithServices) -> Response:
    """Ask for an API key."""
    return _sign_in(request, services)


@router.post("/sign-in")
async def take_key(request: Request, services: WithServices) -> Response:
    """Sign in whoever shows a good key."""
    if has_failed_too_often(request, SIGN_INS):
        return _sign_in(request, services, SEVERAL_TIMES, 429)
    fields = await _fields(request)
    if not is_pressed(request, services.settings, fields, "sign_in", seed_before(request, services.settings)):
        return _sign_in(request, services, AGAIN, 403)
    keyring: Keyring = request.app.state.keyring
    key = await keyring.open(fields.get("key", "").strip())
    if key is None:
        is_failing_too_often(request, SIGN_INS)
        return _sign_in(request, services, WRONG, 401)
    if Scope.CONSOLE not in key.scopes:
        return _sign_in(request, services, CLOSED, 403)
    response = _to("/console")
    sign_in(response, services.settings, key)
    return response


@router.post("/sign-out")
async def leave(request: Request, services: WithServices) -> Response:
    """Sign out, if the press comes from our own page."""
    response = _to(SIGN_IN)
    if request.headers.get("sec-fetch-site", "same-origin") == "same-origin":
        sign_out(response, services.settings)
    return response


@router.get("")
async def list_mentorships(request: Request, services: WithServices) -> Response:
    """List the organisation's mentorships, newest first, by phase, health and programme."""
    if (operator := await operator_of(request, services)) is None:
        return _to(SIGN_IN)
    try:
        query = _query(request)
        items, more = await views.page(services.pool, operator.organisation, query)
    except (ValueError, Problem):
        return page(note("We cannot show that list", "Please start again from /console."), 422)
    async with within(services.pool, operator.organisation) as connection:
        programmes = [row async for row in queries.programmes.page(connection, after=OLDEST, size=200)]
    cursor = cursor_of(items[-1].id) if more else ""
    older = request.url.include_query_params(cursor=cursor).query if more else ""
    facts = {"operator": operator, "items": items, "older": older, "query": query, "programmes": programmes}
    return page(show("mentorships", "", facts))


@router.get("/mentorships/{id}")
async def show_mentorship(id: UUID, request: Request, services: WithServices) -> Response:
    """Show one mentorship: where it stands, what comes next and why, and all that happened."""
    if (operator := await operator_of(request, services)) is None:
        return _to(SIGN_IN)
    return await _mentorship(services, operator, id)


@router.post("/mentorships/{id}/{name}")
async def step_in(id: UUID, name: str, request: Request, services: WithServices) -> Response:
    """Pause, resume or close, by the same path as everybody's answers."""
    if (operator := await operator_of(request, services)) is None:
        return _to(SIGN_IN)
    form = Form(await _fields(request))
    if not is_pressed(request, services.settings, form.fields, operator.seed, str(id)):
        return await _mentorship(services, operator, id, 403, problem=AGAIN)
    if not operator.may_step_in:
        return await _mentorship(services, operator, id, 403, problem=LOOK_ONLY)
    try:
        await views.one(services.pool, operator.organisation, id)
        answer = command(name, form, id, operator.key.id)
    except (KeyError, Problem):
        return _nothing()
    if form.problems:
        return await _mentorship(services, operator, id, 422, problem=" ".join(form.problems.values()))
    told = await say(services, operator.organisation, answer)
    return await _mentorship(services, operator, id, 409 if told.state == "refused" else 200, told=told)


async def _mentorship(
    services: Services,
    operator: Operator,
    id: UUID,
    status: int = 200,
    problem: str = "",
    told: Told | None = None,
) -> Response:
    try:
        mentorship = await views.one(services.pool, operator.organisation, id)
        timeline = await timeline_of(services.pool, operator.organisation, id)
    except Problem:
        return _nothing()
    confided = await _confided(services, operator, id)
    facts = {"operator": operator, "it": mentorship, "timeline": timeline.items, "confided": confided, "told": told}
    nonce = field_for(services.settings, operator.seed, str(id))
    return page(show("mentorship", nonce, {**facts, "engine": _engine(services, id), "problem": problem}), status)


async def _confided(services: Services, operator: Operator, id: UUID) -> list[Any]:
    """Return what was said in confidence, to a session that may read it."""
    if not operator.may_read_confidences:
        return []
    async with within(services.pool, operator.organisation) as connection:
        return [row async for row in queries.console.confided(connection, mentorship=id)]


def _engine(services: Services, id: UUID) -> str:
    """Return where Temporal's own UI shows the workflow; nothing where we are not told of one."""
    ui, workflow = services.settings.temporal_ui.rstrip("/"), quote(workflow_id(id), safe="")
    return f"{ui}/namespaces/{services.client.namespace}/workflows/{workflow}" if ui else ""


def _query(request: Request) -> MentorshipsQuery:
    """Return what is asked for; an empty filter asks for everything."""
    given = {name: value for name, value in request.query_params.items() if value}
    return MentorshipsQuery.model_validate({**given, "limit": PAGE})


async def _fields(request: Request) -> dict[str, str]:
    try:
        return await fields_of(request)
    except (TooLarge, ValueError):
        return {}


def _sign_in(request: Request, services: Services, problem: str = "", status: int = 200) -> Response:
    seed = seed_before(request, services.settings)
    nonce = field_for(services.settings, "sign_in", seed)
    response = page(show("sign_in", nonce, {"problem": problem}), status)
    keep_seed(response, services.settings, seed)
    return response


def _nothing() -> Response:
    return page(note("There is no such mentorship here", "It may belong to another organisation."), 404)


def _to(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303, HEADERS)
