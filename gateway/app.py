"""The gateway's FastAPI app, with its connections, routers and sweepers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from fastapi import Depends, FastAPI

from gateway import operations
from gateway.api import mentorships, openapi, people, programmes
from gateway.console.routes import router as console
from gateway.http import health, refusals
from gateway.http.metrics import Metrics
from gateway.http.middleware import Guard
from gateway.http.pagination import once_each
from gateway.pages.routes import router as pages
from gateway.security.api_keys import Keyring
from intake.expiry import keep_forgetting
from intake.services import Services, connect_temporal, links_of
from intake.starting import keep_starting
from intake.sweeping import keep_telling
from settings import Settings
from store.pool import open_pool

FAREWELL = 5.0  # seconds that open requests have when the process stops


def create_app(settings: Settings) -> FastAPI:
    """Return the app; it opens its connections when it starts to serve.

    Starting raises OSError or asyncpg.PostgresError while Postgres is away; Temporal may be away.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with _services(settings) as services:
            app.state.services, app.state.keyring = services, Keyring(services.pool)
            async with _sweepers(services):
                yield

    apart = settings.operations_port is not None
    shown: dict[str, Any] = {"docs_url": None, "redoc_url": None} | ({"openapi_url": None} if apart else {})
    app = FastAPI(title="Rapport", lifespan=lifespan, redirect_slashes=False, **shown)
    app.state.metrics = Metrics()
    app.add_middleware(Guard, metrics=app.state.metrics, https=settings.base_url.startswith("https://"))
    refusals.install(app)
    for part in (people, programmes, mentorships):
        app.include_router(part.router, dependencies=[Depends(once_each)], responses=openapi.REFUSALS)
    for unlisted in (pages, console):
        app.include_router(unlisted, include_in_schema=False)
    if apart:
        app.include_router(health.alive)  # whoever balances the load asks the port that it balances
    else:
        operations.include(app, app)
    return app


@asynccontextmanager
async def _services(settings: Settings) -> AsyncIterator[Services]:
    pool = await open_pool(settings.database_url.get_secret_value(), settings.database_connections)
    try:
        services = Services(settings, pool, await connect_temporal(), links_of(settings))
        yield services
        if services.telling:
            await asyncio.wait(services.telling.values(), timeout=FAREWELL)
    finally:
        try:
            await asyncio.wait_for(pool.close(), FAREWELL)
        except TimeoutError:
            pool.terminate()


@asynccontextmanager
async def _sweepers(services: Services) -> AsyncIterator[None]:
    loops = (keep_starting, keep_telling, keep_forgetting)
    tasks = [asyncio.create_task(loop(services)) for loop in loops]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
