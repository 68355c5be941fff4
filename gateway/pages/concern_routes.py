"""`/a/{token}/concern`: where one of a pair raises a concern in confidence, and where its reader says what they do.

GET and HEAD only read. Behind the link of a letter to mentee or mentor is the form; behind the link of the letter that
such a concern brought, to the programme's contact, is what they can do.
"""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response

from gateway.http.dependencies import WithServices
from gateway.http.html import page
from gateway.pages.case import HOLD, TAKEN_UP, Case, shown
from gateway.pages.concern import LONGEST, NO, YES, Place, nowhere, shown_form
from gateway.pages.form_fields import Form
from gateway.pages.readers import ReadersRoute, kept_out, sent, unknown
from gateway.pages.reading import owner_of
from gateway.pages.render import note
from gateway.security.csrf import field_for, is_pressed
from intake.concerns import Decision, NewConcern, Raising, Reading, decide, hold, raise_concern, take_up
from intake.services import Services
from store import queries
from store.pool import within

PURPOSE = "concern"


class ConcernRoute(ReadersRoute):
    """A route whose page for a concern that could not be saved speaks of a concern."""

    def about(self, fields: Mapping[str, str]) -> str:
        """Return whose texts the page has: whoever reads a concern decides about it, and writes nothing."""
        return PURPOSE if fields.get("words") else super().about(fields)


router = APIRouter(include_in_schema=False, route_class=ConcernRoute)


@router.api_route("/a/{token}/concern", methods=["GET", "HEAD"])
async def look(token: str, request: Request, services: WithServices) -> Response:
    """Show who reads a concern and what happens then, before anything is sent; or, to its reader, what they can do."""
    found = await _visit(token, request, services)
    if isinstance(found, Response):
        return found
    if isinstance(found, Case):
        return _case(found, request, services)
    return page(note(found.say, "over"), 410) if found.over else _form(found, request, services)


@router.post("/a/{token}/concern")
async def press(token: str, request: Request, services: WithServices) -> Response:
    """Save a concern, or what its reader does about it; the same form again changes nothing."""
    found = await _visit(token, request, services)
    if isinstance(found, Response):
        return found
    fields = await sent(request, found.say)
    if isinstance(fields, Response):
        return fields
    if isinstance(found, Case):
        return await _done(found, fields, request, services)
    return await _raised(found, fields, request, services)


async def _visit(token: str, request: Request, services: Services) -> Place | Case | Response:
    """Return the data of a token; the same page for every token that is not valid."""
    link = services.links.read(token)
    if out := kept_out(request, link):
        return out
    found = await _read(services, link) if link else None
    if isinstance(found, Case) and found.kept_from:
        return page(note(found.say, found.kept_from), 410)
    return found or unknown(request)


async def _read(services: Services, link: UUID) -> Place | Case | None:
    organisation = await owner_of(services, link)
    if organisation is None:
        return None
    async with within(services.pool, organisation) as connection:
        if row := await queries.concerns.place(connection, link=link):
            return Place.of(dict(row))
        row = await queries.concerns.case(connection, link=link)
        return Case.of(dict(row)) if row else None


async def _raised(place: Place, fields: dict[str, str], request: Request, services: Services) -> Response:
    """Save a concern; where that cannot be, the page still has the words."""
    form = Form(fields, place.say)
    words = form.text("words", LONGEST)
    if place.over or place.contact is None:
        return page(nowhere(place, words), 410 if place.over else 409)
    if not is_pressed(request, services.settings, fields, PURPOSE, str(place.link)):
        return _form(place, request, services, 403, given=fields, alert=place.say("page.press_again"))
    if fields.get("readers") != place.read_by:
        return _form(place, request, services, 409, given=fields, alert=place.tell("readers_changed"))
    if not words:
        form.problems["words"] = place.tell("empty")
    stop = form.one_of("stop", (YES, NO), place.tell("stop_missing")) if place.can_stop else NO
    if form.problems:
        return _form(place, request, services, 422, given=fields, problems=form.problems)
    concern = NewConcern(
        link=place.link,
        form=fields.get("form", ""),
        mentorship=place.mentorship,
        person=place.reader.id,
        role=place.role,
        words=words,
        readers=place.addresses,
        takes_part=place.takes_part,
        stops=stop == YES,
    )
    raised = await raise_concern(services, place.organisation_id, concern)
    if raised is Raising.DECIDED:
        anew = {**fields, "form": ""}
        return _form(place, request, services, 409, given=anew, alert=place.tell("decided_before"))
    return _form(place, request, services, sent=raised)


async def _done(case: Case, fields: dict[str, str], request: Request, services: Services) -> Response:
    """Record what the reader of a concern does about it, if it is among what they can do."""
    choice = fields.get("choice", "")
    if not is_pressed(request, services.settings, fields, PURPOSE, str(case.link)):
        return _case(case, request, services, 403, again=True)
    if choice not in case.choices:
        return _case(case, request, services, 200 if choice in case.done else 422)
    reading = Reading(concern=case.concern, mentorship=case.mentorship, person=case.reader.id)
    if choice == TAKEN_UP:
        await take_up(services, case.organisation_id, reading)
    elif choice == HOLD:
        await hold(services, case.organisation_id, reading)
    else:
        await decide(services, case.organisation_id, reading, cast(Decision, choice))
    after = await _read(services, case.link)
    case = after if isinstance(after, Case) else case
    return _case(case, request, services, chosen=choice if choice in case.done else "")


def _form(place: Place, request: Request, services: Services, status: int = 200, **known: Any) -> Response:
    nonce = field_for(services.settings, PURPOSE, str(place.link))
    form = str(known.get("given", {}).get("form") or uuid4())
    return page(shown_form(place, action=request.url.path, nonce=nonce, form=form, **known), status)


def _case(case: Case, request: Request, services: Services, status: int = 200, **known: Any) -> Response:
    nonce = field_for(services.settings, PURPOSE, str(case.link))
    return page(shown(case, action=request.url.path, nonce=nonce, **known), status)
