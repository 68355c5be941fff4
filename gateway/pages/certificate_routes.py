"""`/a/{token}/certificate`: a page to print, behind the link of a farewell. It only reads."""

from fastapi import APIRouter, Request, Response

from gateway.http.dependencies import WithServices
from gateway.http.html import page
from gateway.pages.afterwards import certifies
from gateway.pages.certificate import none, shown
from gateway.pages.readers import ReadersRoute
from gateway.pages.visits import visit

router = APIRouter(include_in_schema=False, route_class=ReadersRoute)


@router.api_route("/a/{token}/certificate", methods=["GET", "HEAD"])
async def look(token: str, request: Request, services: WithServices) -> Response:
    """Show the certificate; with the goals of the two if the reader adds them."""
    standing = await visit(token, request, services)
    if isinstance(standing, Response):
        return standing
    if not certifies(standing):
        return page(none(standing, request.url.path), 410)
    return page(shown(standing, request.url.path, with_goals=request.query_params.get("goals") == "yes"))
