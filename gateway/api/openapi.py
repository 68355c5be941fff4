"""The API's own description: OpenAPI 3.1 at /openapi.json, and Swagger UI at /docs without any foreign host."""

from importlib.resources import files
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from fastapi.openapi.utils import get_openapi
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from gateway.http.problems import MEDIA_TYPE
from schemas.shown import ProblemOut

router = APIRouter(include_in_schema=False)
ASSETS = "/docs/assets"
ABOUT = """Rapport carries mentorships from the first request to a graceful goodbye, by e-mail.

Keep the roster (`people`), found a programme, begin mentorships, and look at where they stand. Send an API key as
`Authorization: Bearer rk_…`. Every refusal is a problem document (RFC 9457) that says what to do. Answers `202` mean
"kept": Rapport acts as soon as the machinery behind it is back, and nothing need be sent again.
"""
PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rapport API</title><link rel="icon" href="data:,"><link rel="stylesheet" href="{ASSETS}/swagger-ui.css"></head>
<body><main id="api"><noscript>The description itself is at <a href="/openapi.json">/openapi.json</a>.</noscript></main>
<script src="{ASSETS}/swagger-ui-bundle.js"></script><script src="/docs/begin.js"></script></body></html>
"""
BEGIN = """SwaggerUIBundle({url: "/openapi.json", dom_id: "#api", deepLinking: true, persistAuthorization: false,
  presets: [SwaggerUIBundle.presets.apis]});
"""
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": ProblemOut, "description": "the body is not strict JSON"},
    401: {"model": ProblemOut, "description": "no API key that is in use"},
    403: {"model": ProblemOut, "description": "the key may not do this"},
    404: {"model": ProblemOut, "description": "nothing has this id"},
    409: {"model": ProblemOut, "description": "it does not fit how things stand"},
    408: {"model": ProblemOut, "description": "the body did not arrive in time"},
    413: {"model": ProblemOut, "description": "the body is larger than 1 MB"},
    415: {"model": ProblemOut, "description": "the body is not JSON"},
    422: {"model": ProblemOut, "description": "something in the request must be mended"},
    503: {"model": ProblemOut, "description": "the database is away, or the gateway is starting"},
}


@router.get("/docs")
async def docs() -> Response:
    """Show the description as a page one can try things out on."""
    return HTMLResponse(PAGE, headers={"Content-Security-Policy": CSP})


@router.get("/docs/begin.js")
async def begin() -> Response:
    """Start Swagger UI; a file of its own, so that no inline script need be allowed."""
    return Response(BEGIN, media_type="text/javascript")


def describe(app: FastAPI, described: FastAPI) -> None:
    """Have an app show the description of an app's API, itself or another one, and serve Swagger UI's files."""
    app.mount(ASSETS, StaticFiles(directory=str(files("fastapi_offline").joinpath("static"))), "docs-assets")

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(title="Rapport", version="1", description=ABOUT, routes=described.routes)
            app.openapi_schema = _with_problems(schema)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend the description


def _with_problems(schema: dict[str, Any]) -> dict[str, Any]:
    for operations in schema["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                content = response.get("content", {})
                if status >= "400" and "ProblemOut" in str(content):
                    response["content"] = {MEDIA_TYPE: content["application/json"]}
    return schema
