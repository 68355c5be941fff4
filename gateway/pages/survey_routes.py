"""`/a/{token}/survey`: three questions about how it was, behind the link of a goodbye. GET and HEAD only read."""

from typing import Any

from fastapi import APIRouter, Request, Response

from gateway.http.dependencies import WithServices
from gateway.http.html import page
from gateway.pages.afterwards import asks
from gateway.pages.context import Standing
from gateway.pages.form_fields import Form
from gateway.pages.readers import ReadersRoute
from gateway.pages.survey import not_asked, shown, survey_in
from gateway.pages.visits import submitted, visit
from gateway.security.csrf import field_for, is_pressed
from intake.services import Services
from intake.surveys import Survey, answered, save
from store.pool import within

PURPOSE = "survey"
TAKE_BACK = "take_back"

router = APIRouter(include_in_schema=False, route_class=ReadersRoute)


@router.api_route("/a/{token}/survey", methods=["GET", "HEAD"])
async def look(token: str, request: Request, services: WithServices) -> Response:
    """Show who reads the answers, the questions, and what the reader has answered."""
    standing = await visit(token, request, services)
    if isinstance(standing, Response):
        return standing
    kept = await _answered(standing, services)
    if not asks(standing):
        return _closed(standing, kept, request, services, 410 if kept.is_empty else 200)
    return _form(standing, kept, request, services)


@router.post("/a/{token}/survey")
async def press(token: str, request: Request, services: WithServices) -> Response:
    """Save the answers in place of those before, or take them back."""
    found = await submitted(token, request, services)
    if isinstance(found, Response):
        return found
    standing, fields = found
    before = await _answered(standing, services)
    if not asks(standing):
        return await _take_back(standing, before, fields, request, services)
    if not is_pressed(request, services.settings, fields, PURPOSE, str(standing.link)):
        return _form(standing, before, request, services, 403, given=fields, again=True)
    form = Form(fields, standing.say)
    said = Survey() if fields.get("choice") == TAKE_BACK else survey_in(form)
    if said.is_empty and before.is_empty and not form.problems:
        form.problems["worth"] = standing.tell("survey.empty")
    if form.problems:
        return _form(standing, before, request, services, 422, given=fields, problems=form.problems)
    await _save(standing, said, services)
    return _form(standing, said, request, services, done="taken_back" if said.is_empty else "sent")


async def _take_back(
    standing: Standing, kept: Survey, fields: dict[str, str], request: Request, services: Services
) -> Response:
    """Delete what is kept where nothing is asked any more; anything else is not taken, and its words are shown."""
    if fields.get("choice") != TAKE_BACK:
        return _closed(standing, kept, request, services, 409, words=Form(fields, standing.say).text("words"))
    if not is_pressed(request, services.settings, fields, PURPOSE, str(standing.link)):
        return _closed(standing, kept, request, services, 403, again=not kept.is_empty)
    if not kept.is_empty:
        await _save(standing, Survey(), services)
    return _closed(standing, Survey(), request, services, done="taken_back")


async def _answered(standing: Standing, services: Services) -> Survey:
    async with within(services.pool, standing.organisation_id) as connection:
        return await answered(connection, standing.mentorship, standing.reader.id)


async def _save(standing: Standing, said: Survey, services: Services) -> None:
    await save(services, standing.organisation_id, standing.mentorship, standing.reader.id, standing.role, said)


def _form(
    standing: Standing, survey: Survey, request: Request, services: Services, status: int = 200, **known: Any
) -> Response:
    nonce = field_for(services.settings, PURPOSE, str(standing.link))
    return page(shown(standing, survey, action=request.url.path, nonce=nonce, **known), status)


def _closed(
    standing: Standing, kept: Survey, request: Request, services: Services, status: int = 200, **known: Any
) -> Response:
    nonce = field_for(services.settings, PURPOSE, str(standing.link))
    return page(not_asked(standing, kept, action=request.url.path, nonce=nonce, **known), status)
