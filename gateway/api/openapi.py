"""The API's description: OpenAPI 3.1 at /openapi.json, and Swagger UI at /docs, served without other hosts."""

from copy import deepcopy
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from fastapi.openapi.utils import get_openapi
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from gateway.api.completing import complete
from gateway.api.examples import Example, examples

router = APIRouter(include_in_schema=False)
ASSETS = "/docs/assets"
SUMMARY = "Mentorships by email, from the first request to the goodbye."
ABOUT = """Add your people, create a programme, begin mentorships, and see their status.

**Authentication.** Send an API key as `Authorization: Bearer rk_…`. On this page, press *Authorize* and paste it.

**Examples.** They work unchanged on a local stack that was just started (`make run`). Run those of one
mentorship from top to bottom: a break must begin before it can end.

**Dates.** For a day, send a date such as `2027-03-01`, which means noon UTC on that day, or a date
and time with its offset from UTC. Responses always contain dates and times in UTC.

**Retries.** `PUT`, `PATCH` and `DELETE` are safe to repeat. Every `POST` takes an `Idempotency-Key`.

**202 Accepted** means saved: Rapport acts on it as soon as the current step is done, or Temporal and its worker are
back. Do not send it again.

**Errors** are problem documents ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)): `type` is for programs, `detail`
says what to do, and `errors` points to each value that is not valid.
"""
TAGS = [
    {"name": "people", "description": "Your people, under your own ids, and news about them."},
    {"name": "matching", "description": "What people seek and offer, and the mentors who fit best."},
    {"name": "programmes", "description": "Programmes and their rules: what happens when."},
    {"name": "mentorships", "description": "Begin mentorships, see their status and what comes next, step in."},
    {"name": "operation", "description": "For those who run the service. No API key is needed."},
]
PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rapport API</title><link rel="icon" href="data:,"><link rel="stylesheet" href="{ASSETS}/swagger-ui.css"></head>
<body><main id="api"><noscript>The description itself is at <a href="/openapi.json">/openapi.json</a>.</noscript></main>
<script src="{ASSETS}/swagger-ui-bundle.js"></script><script src="/docs/begin.js"></script></body></html>
"""
BEGIN = """SwaggerUIBundle({url: "/openapi.json", dom_id: "#api", deepLinking: true, persistAuthorization: false,
  presets: [SwaggerUIBundle.presets.apis], defaultModelsExpandDepth: 0, validatorUrl: null%s});
"""
ONLY_TO_READ = ", supportedSubmitMethods: []"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@router.get("/docs")
async def docs() -> Response:
    """Serve Swagger UI, where calls can be tried out."""
    return HTMLResponse(PAGE, headers={"Content-Security-Policy": CSP})


def describe(app: FastAPI, described: FastAPI) -> None:
    """Make an app serve the description of an app's API, its own or another one's, and the files of Swagger UI."""
    app.mount(ASSETS, StaticFiles(directory=str(files("fastapi_offline").joinpath("static"))), "docs-assets")

    def openapi() -> dict[str, Any]:
        return description(described, datetime.now(UTC))

    @app.get("/docs/begin.js", include_in_schema=False)
    async def begin() -> Response:
        """Serve the script that starts Swagger UI: a separate file, so that the CSP needs no inline scripts."""
        return Response(BEGIN % ("" if app is described else ONLY_TO_READ), media_type="text/javascript")

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend the description


def description(app: FastAPI, now: datetime) -> dict[str, Any]:
    """Return the description of an app's API, with examples whose dates are in the future."""
    schema = deepcopy(_bare(app))
    shown = examples(now)
    for operations in schema["paths"].values():
        for operation in operations.values():
            if operation["operationId"] in shown:
                _exemplify(operation, shown[operation["operationId"]])
    return schema


def _bare(app: FastAPI) -> dict[str, Any]:
    """Return the description without examples; it never changes, so it is made once."""
    made: dict[str, Any] | None = getattr(app.state, "described", None)
    if made is None:
        made = get_openapi(
            title="Rapport API",
            version="1",
            summary=SUMMARY,
            description=ABOUT,
            routes=app.routes,
            tags=TAGS,
            servers=app.servers or None,
        )
        complete(made)
        app.state.described = made
    return made


def _exemplify(operation: dict[str, Any], example: Example) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in example.parameters:
            parameter["example"] = example.parameters[parameter["name"]]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content["examples"] = {
            summary.lower().replace(" ", "-"): {"summary": summary, "value": body}
            for summary, body in example.bodies.items()
        }
