"""The gateway's FastAPI app, with its connections, routers and sweepers."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, Depends, FastAPI

from addresses import place_of
from gateway import operations
from gateway.api import fitting_mentors, mentorships, people, programmes, skills, surveys, traits
from gateway.console.goodbyes import router as goodbyes
from gateway.console.landing import router as landing
from gateway.console.routes import router as console
from gateway.console.sign_in import router as sign_in
from gateway.http import health, refusals
from gateway.http.metrics import Metrics
from gateway.http.middleware import Guard
from gateway.http.pagination import once_each
from gateway.pages.guides import router as guides
from gateway.pages.routes import router as pages
from gateway.security.api_keys import Keyring
from intake.expiry import keep_forgetting
from intake.reconciling import Reconciler
from intake.services import Services, connect_temporal, links_of
from intake.signing_keys import keep_looking
from intake.sweeping import keep_sweeping
from intake.waiting import check_temporal, postgres, until_there
from settings import Settings, version
from store.pool import open_pool

log = logging.getLogger(__name__)

API = (people, skills, traits, fitting_mentors, programmes, surveys, mentorships)
STOPS_WITHIN = 5.0  # seconds for open requests to finish when the process stops
TRIED_FOR = 2.0  # seconds for Temporal, to see whether TEMPORAL_… can be used
SWEEPS_END = 8.0  # seconds for a sweep to finish what it is sending


async def ready_to_serve(settings: Settings, stop: asyncio.Event) -> None:
    """Wait until Postgres is ready or `stop` is set; raises AwayError after RAPPORT_WAIT seconds.

    Raises ConfigurationError for what no waiting would heal.

    Temporal may be down: answers are saved and sent to it later.
    """
    pool = await until_there(
        "Postgres", lambda: postgres(settings.database_url.get_secret_value(), 1), stop, settings.wait
    )
    if pool is not None:
        await pool.close()
        await check_temporal(lambda: connect_temporal(lazy=False), TRIED_FOR)


def create_app(settings: Settings) -> FastAPI:
    """Return the app; it opens its connections at startup.

    Startup raises OSError or asyncpg.PostgresError while Postgres is down; Temporal may be down.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with SERVED.lifespan_context(app), _services(settings) as services:
            app.state.services, app.state.keyring = services, Keyring(services.pool)
            async with _sweepers(services):
                yield

    apart = settings.operations_port is not None
    shown: dict[str, Any] = {"docs_url": None, "redoc_url": None} | ({"openapi_url": None} if apart else {})
    shown |= {"servers": [{"url": settings.base_url}] if apart else None}  # else where the description itself is
    app = FastAPI(title="Rapport", lifespan=lifespan, redirect_slashes=False, routes=list(SERVED.routes), **shown)
    app.state.metrics = Metrics()
    app.add_middleware(Guard, metrics=app.state.metrics, https=settings.base_url.startswith("https://"))
    refusals.install(app)
    if apart:
        app.include_router(health.alive)  # load balancers check the port that they balance
    else:
        operations.include(app, app)
    for counted in (*(part.router for part in API), pages, guides, goodbyes, console):
        app.state.metrics.expect(counted.routes)
    return app


def _served() -> APIRouter:
    router = APIRouter()
    for part in API:
        router.include_router(part.router, dependencies=[Depends(once_each)])
    for unlisted in (landing, pages, guides, sign_in, goodbyes, console):
        router.include_router(unlisted, include_in_schema=False)
    return router


SERVED = _served()  # once for all apps: what a route needs is worked out at the first request, for each router anew


@asynccontextmanager
async def _services(settings: Settings) -> AsyncIterator[Services]:
    pool = await open_pool(settings.database_url.get_secret_value(), settings.database_connections)
    try:
        services = Services(settings, pool, await connect_temporal(), links_of(settings))
        yield services
        if services.telling:
            await asyncio.wait(services.telling.values(), timeout=STOPS_WITHIN)
    finally:
        try:
            await asyncio.wait_for(pool.close(), STOPS_WITHIN)
        except TimeoutError:
            pool.terminate()


@asynccontextmanager
async def _sweepers(services: Services) -> AsyncIterator[None]:
    stop = asyncio.Event()
    work = (
        *(keep_sweeping(services, stop), Reconciler(services).keep_on(stop)),
        *(keep_forgetting(services, stop), keep_looking(services, stop)),
    )
    tasks = [asyncio.create_task(one) for one in work]
    log.info(
        "gateway %s is ready: Temporal %s, namespace %s; Postgres %s",
        *(version(), services.client.service_client.config.target_host, services.client.namespace),
        place_of(services.settings.database_url.get_secret_value()),
    )
    try:
        yield
    finally:
        stop.set()
        _, late = await asyncio.wait(tasks, timeout=SWEEPS_END)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        log.info("gateway stops")
