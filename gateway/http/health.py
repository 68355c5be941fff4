"""Health checks and metrics: alive, ready, and the numbers."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

import asyncpg
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from temporalio.service import RPCError

from gateway.http.dependencies import WithServices
from gateway.http.metrics import Metrics
from gateway.http.pagination import shown
from intake.services import Services
from schemas.shown import Alive, Ready
from store import queries
from store.pool import AWAY, sweeping

alive = APIRouter(tags=["operation"])
router = APIRouter(tags=["operation"])
PATIENCE = 3.0  # seconds
FAILURES = (*AWAY, RuntimeError, RPCError, asyncpg.PostgresError)


@alive.get("/healthz", response_model=Alive)
async def healthz() -> Response:
    """Say that the process answers."""
    return shown(Alive())


@router.get("/readyz", response_model=Ready, responses={503: {"model": Ready, "description": "something is away"}})
async def readyz(services: WithServices) -> Response:
    """Say whether Postgres and Temporal can be reached; requests are kept while only Temporal is away."""
    postgres, temporal = await asyncio.gather(_holds(_postgres(services)), _holds(_temporal(services)))
    ready = postgres and temporal
    return shown(
        Ready(status="ready" if ready else "not ready", postgres=postgres, temporal=temporal), 200 if ready else 503
    )


@router.get("/metrics", response_class=Response)
async def metrics(request: Request, services: WithServices) -> Response:
    """Return the numbers for Prometheus; without those of the database while it is away."""
    numbers: Metrics = request.app.state.metrics
    await _holds(_count(numbers, services))
    return Response(numbers.text(), media_type=CONTENT_TYPE_LATEST)


async def _holds(check: Awaitable[None]) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await check
    except FAILURES:
        return False
    return True


async def _postgres(services: Services) -> None:
    async with services.pool.acquire(timeout=PATIENCE) as connection:
        await queries.access.alive(connection)


async def _temporal(services: Services) -> None:
    client = await services.temporal()
    if not await client.service_client.check_health(timeout=timedelta(seconds=PATIENCE)):
        raise OSError("Temporal is there but does not serve")


async def _count(numbers: Metrics, services: Services) -> None:
    async with sweeping(services.pool) as connection:
        backlog = await queries.mentorships.backlog(connection)
    for what, count in backlog.items():
        numbers.untold.labels(what).set(count)


router.include_router(alive)
