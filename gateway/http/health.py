"""Health checks and metrics."""

import asyncio
import time

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import PlainTextResponse

from gateway.http.dependencies import WithServices
from gateway.http.metrics import Metrics
from gateway.http.pagination import shown
from gateway.http.problem_types import problem_content, responses
from gateway.http.readiness import CHECKED_WITHIN, FAILURES, NOT_OURS, checks
from intake.services import Services
from intake.workers import workers_of
from schemas.serving import Alive, Ready
from store import queries
from store.pool import sweeping

alive = APIRouter(tags=["operation"])
router = APIRouter(tags=["operation"])


@alive.get(
    "/healthz",
    operation_id="getHealth",
    summary="Is the process alive?",
    response_model=Alive,
    responses={200: {"description": "It is."}},
)
async def healthz() -> Response:
    """Liveness check: answers without checking anything else. Restart the process if it does not answer."""
    return shown(Alive())


@router.get(
    "/readyz",
    operation_id="getReadiness",
    summary="Can it serve?",
    response_model=Ready,
    responses={
        200: {"description": "All checks pass, except perhaps `signing_key` and `workers`."},
        503: {
            "model": Ready,
            "description": "A check failed: `checks` says which. Or the service is starting.",
            "content": problem_content("starting"),
        },
        **dict(responses(("failed",))),
    },
)
async def readyz(services: WithServices) -> Response:
    """Readiness check: says, check by check, whether Postgres and Temporal can be reached and are set up.

    While only Temporal is down, answers are saved and sent later. The checks `signing_key`
    and `workers` do not count for the status.
    """
    found = await checks(services)
    holds = {check.name: check.ok for check in found}
    ready = all(ok for name, ok in holds.items() if name not in NOT_OURS)
    body = Ready(
        status="ready" if ready else "not ready",
        postgres=holds["postgres"] and holds["writable"],
        temporal=holds["temporal"],
        checks=found,
    )
    return shown(body, 200 if ready else 503)


@router.get(
    "/metrics",
    operation_id="getMetrics",
    summary="Numbers for Prometheus",
    response_class=PlainTextResponse,
    responses={
        200: {"description": "Metrics in Prometheus' text format."},
        **dict(responses(("failed", "starting"))),
    },
)
async def metrics(request: Request, services: WithServices) -> Response:
    """Return metrics in Prometheus' text format; while Postgres or Temporal is down, what comes from it is missing."""
    numbers: Metrics = request.app.state.metrics
    numbers.observe(services.condition)
    if numbers.is_due(time.monotonic()):
        await asyncio.gather(_count(numbers, services), _look_at_workers(numbers, services))
    return Response(numbers.text(), media_type=CONTENT_TYPE_LATEST)


async def _count(numbers: Metrics, services: Services) -> None:
    try:
        async with asyncio.timeout(CHECKED_WITHIN):
            await _count_in_postgres(numbers, services)
    except FAILURES:
        numbers.forget()


async def _look_at_workers(numbers: Metrics, services: Services) -> None:
    try:
        async with asyncio.timeout(CHECKED_WITHIN):
            found = await workers_of(await services.temporal())
    except FAILURES:
        numbers.waiting.clear()
        return
    numbers.waiting.labels("decisions").set(found.decisions)
    numbers.waiting.labels("steps").set(found.steps)


async def _count_in_postgres(numbers: Metrics, services: Services) -> None:
    async with sweeping(services.pool) as connection:
        backlog = [row async for row in queries.intake.backlog(connection)]
        troubled = await queries.intake.troubled(connection)
        standings = [row async for row in queries.intake.standings(connection)]
        letters = [row async for row in queries.intake.letters(connection)]
    for row in backlog:
        numbers.untold.labels(row["what"]).set(row["count"])
        numbers.untold_seconds.labels(row["what"]).set(max(row["seconds"] or 0, 0))
    for what, count in troubled.items():
        numbers.troubled.labels(what).set(count)
    numbers.count_letters({row["state"]: row["count"] for row in letters})
    numbers.standings.clear()
    for row in standings:
        numbers.standings.labels(row["phase"], row["health"]).set(row["count"])


router.include_router(alive)
