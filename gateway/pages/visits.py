"""Who comes in by a link to a page about a mentorship, and what they find."""

from fastapi import Request, Response

from gateway.http.html import page
from gateway.pages.context import Standing
from gateway.pages.readers import kept_out, sent, unknown
from gateway.pages.reading import read_standing
from gateway.pages.render import handed_over, note
from intake.services import Services


async def submitted(token: str, request: Request, services: Services) -> tuple[Standing, dict[str, str]] | Response:
    """Return the data of a token with the fields of the form that was sent to it, or the page that says why not."""
    standing = await visit(token, request, services)
    if isinstance(standing, Response):
        return standing
    fields = await sent(request, standing.say)
    return fields if isinstance(fields, Response) else (standing, fields)


async def visit(token: str, request: Request, services: Services) -> Standing | Response:
    """Return the data of a token; the same page for every token that is not valid."""
    link = services.links.read(token)
    if out := kept_out(request, link):
        return out
    standing = await read_standing(services, link) if link else None
    if standing and (standing.over or standing.handed_over):
        return page(note(standing.say, "over") if standing.over else handed_over(standing), 410)
    return standing or unknown(request)
