"""`/`: links to the API, its documentation and the console; programs get the same as JSON."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from gateway.console.render import show
from gateway.http.dependencies import WithServices
from gateway.http.html import page

VARY = {"Vary": "Accept"}

router = APIRouter(include_in_schema=False)


@router.get("/")
async def land(request: Request, services: WithServices) -> Response:
    """Show what this service is, with links to its parts."""
    has_docs = services.settings.operations_port is None
    if "text/html" in request.headers.get("accept", ""):
        return page(show("landing", "", {"has_docs": has_docs}), headers=VARY)
    places = {"service": "Rapport", "api": "/v1", "console": "/console"}
    described = {"docs": "/docs", "openapi": "/openapi.json"} if has_docs else {}
    return JSONResponse(places | described, headers=VARY)
