"""Health checks and metrics: alive, ready, and the numbers."""

import asyncio
import time

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from gateway.http.dependencies import WithServices
from gateway.http.metrics import Metrics
from gateway.http.pagination import shown
from gateway.http.readiness import FAILURES, PATIENCE, checks
from intake.services import Services
from schemas.shown import Alive, Ready
from store import queries
from store.pool import sweeping

alive = APIRouter(tags=["operation"])
router = APIRouter(tags=["operation"])


@alive.get("/healthz", response_model=Alive)
async def healthz() -> Response:
    """Say that the process answers."""
    return shown(Alive())


@router.get("/readyz", response_model=Ready, responses={503: {"model": Ready, "description": "something is wrong"}})
async def readyz(services: WithServices) -> Response:
    """Say whether Postgres and Temporal are there and set up; what people say is kept while only Temporal is not."""
    found = await checks(services)
    holds = {check.name: check.ok for check in found}
    ready = all(holds.values())
    body = Ready(
        status="ready" if ready else "not ready",
        postgres=holds["postgres"] and holds["writable"],
        temporal=holds["temporal"],
        checks=found,
    )
    return shown(body, 200 if ready else 503)


@router.get("/metrics", response_class=Response)
async def metrics(request: Request, services: WithServices) -> Response:
    """Return the numbers for Prometheus; without those of the database while it is away."""
    numbers: Metrics = request.app.state.metrics
    numbers.observe(services.condition)
    if numbers.is_due(time.monotonic()):
        try:
            async with asyncio.timeout(PATIENCE):
                await _count(numbers, services)
        except FAILURES:
            numbers.forget()
    return Response(numbers.text(), media_type=CONTENT_TYPE_LATEST)


async def _count(numbers: Metrics, services: Services) -> None:
    async with sweeping(services.pool) as connection:
        backlog = [row async for row in queries.intake.backlog(connection)]
        troubled = await queries.intake.troubled(connection)
        letters = [row async for row in queries.intake.letters(connection)]
    for row in backlog:
        numbers.untold.labels(row["what"]).set(row["count"])
        numbers.untold_seconds.labels(row["what"]).set(row["seconds"] or 0)
    for what, count in troubled.items():
        numbers.troubled.labels(what).set(count)
    numbers.count_letters({row["state"]: row["count"] for row in letters})


router.include_router(alive)
