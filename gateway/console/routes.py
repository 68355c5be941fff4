"""`/console`: sign in with an API key, look at an organisation's mentorships, step in."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from gateway import views
from gateway.access import Keyring
from gateway.console.commands import command
from gateway.console.session import Operator, operator_of, sign_in, sign_out
from gateway.console.showing import show
from gateway.desk import AtDesk, Desk
from gateway.nonces import is_pressed, issue, keep
from gateway.pages.form import Form
from gateway.paging import OLDEST, cursor_of
from gateway.presses import TooLarge, address_of, fields_of, is_too_often
from gateway.problems import Problem
from gateway.rendering import HEADERS, PageRoute, note, page
from gateway.telling import Told, say
from gateway.timeline import timeline_of
from schemas.api import MentorshipsQuery
from schemas.ids import workflow_id
from store import queries
from store.pool import within

SIGN_IN = "/console/sign-in"
WRONG = "That key is not in use. Copy all of it, from rk_ on; whoever runs this service makes one with `rapport key`."
AGAIN = "Please press once more: this page was open for a long time, or was opened elsewhere. Nothing was done yet."
SEVERAL_TIMES = "That was tried very often in the last minute. Please wait a minute."
PAGE = 50

router = APIRouter(prefix="/console", include_in_schema=False, route_class=PageRoute)


@router.get("/sign-in")
async def ask_for_key(request: Request, desk: AtDesk) -> Response:
    """Ask for an API key."""
    return _page(request, desk, "sign_in", {})


@router.post("/sign-in")
async def take_key(request: Request, desk: AtDesk) -> Response:
    """Sign in whoever shows a good key."""
    if is_too_often(request, f"sign-in {address_of(request)}"):
        return _page(request, desk, "sign_in", {"problem": SEVERAL_TIMES}, 429)
    fields = await _fields(request)
    if not is_pressed(request, desk.settings, "sign_in", fields):
        return _page(request, desk, "sign_in", {"problem": AGAIN}, 403)
    keyring: Keyring = request.app.state.keyring
    key = await keyring.open(fields.get("key", "").strip())
    if key is None:
        return _page(request, desk, "sign_in", {"problem": WRONG}, 401)
    response = _to("/console")
    sign_in(response, desk.settings, key)
    return response


@router.post("/sign-out")
async def leave(request: Request, desk: AtDesk) -> Response:
    """Sign out, if the press comes from our own page."""
    response = _to(SIGN_IN)
    if request.headers.get("sec-fetch-site", "same-origin") == "same-origin":
        sign_out(response, desk.settings)
    return response


@router.get("")
async def list_mentorships(request: Request, desk: AtDesk) -> Response:
    """List the organisation's mentorships, newest first, by phase, health and programme."""
    if (operator := await operator_of(request, desk)) is None:
        return _to(SIGN_IN)
    try:
        query = _query(request)
        items, more = await views.page(desk.pool, operator.organisation, query)
    except (ValueError, Problem):
        return page(note("We cannot show that list", "Please start again from /console."), 422)
    async with within(desk.pool, operator.organisation) as connection:
        programmes = [row async for row in queries.programmes.page(connection, after=OLDEST, size=200)]
    cursor = cursor_of(items[-1].id) if more else ""
    older = request.url.include_query_params(cursor=cursor).query if more else ""
    facts = {"operator": operator, "items": items, "older": older, "query": query, "programmes": programmes}
    return _page(request, desk, "mentorships", facts)


@router.get("/mentorships/{id}")
async def show_mentorship(id: UUID, request: Request, desk: AtDesk) -> Response:
    """Show one mentorship: where it stands, what comes next and why, and all that happened."""
    if (operator := await operator_of(request, desk)) is None:
        return _to(SIGN_IN)
    return await _mentorship(request, desk, operator, id)


@router.post("/mentorships/{id}/{name}")
async def step_in(id: UUID, name: str, request: Request, desk: AtDesk) -> Response:
    """Pause, resume or close, by the same path as everybody's answers."""
    if (operator := await operator_of(request, desk)) is None:
        return _to(SIGN_IN)
    form = Form(await _fields(request))
    if not is_pressed(request, desk.settings, str(id), form.fields):
        return await _mentorship(request, desk, operator, id, 403, problem=AGAIN)
    try:
        await views.one(desk.pool, operator.organisation, id)
        answer = command(name, form, id)
    except (KeyError, Problem):
        return _nothing()
    if form.problems:
        return await _mentorship(request, desk, operator, id, 422, problem=" ".join(form.problems.values()))
    told = await say(desk, operator.organisation, answer)
    return await _mentorship(request, desk, operator, id, 409 if told.state == "refused" else 200, told=told)


async def _mentorship(
    request: Request,
    desk: Desk,
    operator: Operator,
    id: UUID,
    status: int = 200,
    problem: str = "",
    told: Told | None = None,
) -> Response:
    try:
        mentorship = await views.one(desk.pool, operator.organisation, id)
        timeline = await timeline_of(desk.pool, operator.organisation, id)
    except Problem:
        return _nothing()
    async with within(desk.pool, operator.organisation) as connection:
        confided = [row async for row in queries.console.confided(connection, mentorship=id)]
    facts = {"operator": operator, "it": mentorship, "timeline": timeline.items, "confided": confided, "told": told}
    return _page(
        request, desk, "mentorship", {**facts, "engine": _engine(desk, id), "problem": problem}, status, str(id)
    )


def _engine(desk: Desk, id: UUID) -> str:
    """Return where Temporal's own UI shows the workflow; nothing where we are not told of one."""
    ui, workflow = desk.settings.temporal_ui.rstrip("/"), quote(workflow_id(id), safe="")
    return f"{ui}/namespaces/{desk.client.namespace}/workflows/{workflow}" if ui else ""


def _query(request: Request) -> MentorshipsQuery:
    """Return what is asked for; an empty filter asks for everything."""
    given = {name: value for name, value in request.query_params.items() if value}
    return MentorshipsQuery.model_validate({**given, "limit": PAGE})


async def _fields(request: Request) -> dict[str, str]:
    try:
        return await fields_of(request)
    except (TooLarge, ValueError):
        return {}


def _page(
    request: Request, desk: Desk, name: str, facts: dict[str, Any], status: int = 200, subject: str = ""
) -> Response:
    nonce = issue(request, desk.settings, subject or name)
    response = page(show(name, nonce.field, facts), status)
    keep(response, desk.settings, nonce)
    return response


def _nothing() -> Response:
    return page(note("There is no such mentorship here", "It may belong to another organisation."), 404)


def _to(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303, HEADERS)
