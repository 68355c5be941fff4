"""`/a/{token}`: GET and HEAD only read; POST answers, and its page is the result."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, Request, Response

from gateway.http.dependencies import WithServices
from gateway.http.forms import hide_tokens
from gateway.http.html import page
from gateway.pages import certificate_routes, concern_routes, survey_routes
from gateway.pages.asking_again import promised
from gateway.pages.context import Standing
from gateway.pages.effects import is_overtaken
from gateway.pages.final import made_final
from gateway.pages.form_fields import Form
from gateway.pages.held import held
from gateway.pages.late import kept_late, seemingly_late, settled, settled_for_good
from gateway.pages.naming import on_leave, with_named
from gateway.pages.options import asked_about, asked_by_letter
from gateway.pages.outlook import comes_next, stands
from gateway.pages.questions import is_open, question_of
from gateway.pages.readers import ReadersRoute
from gateway.pages.reading import read_standing
from gateway.pages.render import Notice, show
from gateway.pages.replies import reply
from gateway.pages.said import receipt, refused, thanks
from gateway.pages.visits import submitted, visit
from gateway.security.csrf import field_for, is_pressed
from intake.services import Services
from intake.telling import Told, say
from schemas.state import State

HINTS = ("choice", "met")  # what a button in a mail may preselect


@asynccontextmanager
async def _lifespan(app: object) -> AsyncIterator[None]:
    hide_tokens()
    yield


router = APIRouter(include_in_schema=False, lifespan=_lifespan, route_class=ReadersRoute)
for each in (concern_routes, survey_routes, certificate_routes):
    router.include_router(each.router)  # before the routes below, which take any path


@router.api_route("/a/{token:path}", methods=["GET", "HEAD"])
async def look(token: str, request: Request, services: WithServices) -> Response:
    """Show the link's question, what was answered and the current status; change nothing."""
    standing = await visit(token, request, services)
    if isinstance(standing, Response):
        return standing
    hints = {name: request.query_params[name] for name in HINTS if name in request.query_params}
    return _page(standing, request, services, given=_hinted(standing, hints))


@router.post("/a/{token:path}")
async def press(token: str, request: Request, services: WithServices) -> Response:
    """Save the answer in the form and send it to the workflow; the same form again gives the same answer."""
    found = await submitted(token, request, services)
    if isinstance(found, Response):
        return found
    standing, fields = found
    question = question_of(standing)
    if question is None:
        return _page(standing, request, services)
    if not is_pressed(request, services.settings, fields, str(standing.link)):
        status = 403 if is_open(standing, question) else 200
        return _page(standing, request, services, status, given=fields, again=True)
    if is_overtaken(standing, question, fields):
        return _page(standing, request, services, 409, given=fields, overtaken=True)
    return await _answer(standing, question, fields, request, services)


async def _answer(
    standing: Standing, question: str, fields: dict[str, str], request: Request, services: Services
) -> Response:
    form = Form(fields, standing.say)
    answer = await with_named(services, standing, form, reply(question, form, standing))
    if form.problems:
        return _page(standing, request, services, 422, given=fields, problems=form.problems)
    late, for_good = settled(standing, question), settled_for_good(standing, answer.kind)
    told = await say(services, standing.organisation_id, answer.model_copy(update={"refused": for_good}))
    after = await read_standing(services, standing.link) or standing
    notice = _notice(after, told, standing.known, seems_late=late is not None)
    return _page(after, request, services, notice=notice)


def _notice(standing: Standing, told: Told, before: State, seems_late: bool) -> Notice:
    kept = standing.answered
    if told.state == "refused" or kept is None:
        because = kept_late(standing, kept, told.refused or "") if kept else [refused(standing, told.refused or "")]
        sentences = (*because, stands(standing), *made_final(standing), *comes_next(standing))
        return Notice(standing.tell("thanks.nothing"), sentences, good=False)
    if told.state == "noted":
        hints = seemingly_late(standing) if seems_late else [standing.tell("thanks.noted_hint")]
        return Notice(standing.tell("thanks.noted", name=standing.me), tuple(hints))
    is_in_state = kept.id in standing.state.heard  # of several presses at once, the state may tell of another
    first = receipt(standing, kept, before) if is_in_state else stands(standing)
    said = (first, *on_leave(standing, kept), *promised(standing, kept), *held(standing), *comes_next(standing))
    return Notice(thanks(standing, kept), said)


def _page(standing: Standing, request: Request, services: Services, status: int = 200, **shown: object) -> Response:
    nonce = field_for(services.settings, str(standing.link))
    return page(show(standing, action=request.url.path, nonce=nonce, **shown), status)  # type: ignore[arg-type]


def _hinted(standing: Standing, hints: dict[str, str]) -> dict[str, str]:
    """Return the hints with `met` as the choice too, because a nudge asks both questions in one; but no `met` where the
    page asks about another meeting by now than the letter."""
    if "met" not in hints:
        return hints
    if asked_about(standing) != asked_by_letter(standing):
        return {name: hint for name, hint in hints.items() if name != "met"}
    return {"choice": hints["met"], **hints}
