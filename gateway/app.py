"""The gateway: HTTP in, rows in Postgres, word to the workflows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import Depends, FastAPI

from gateway import health, mentorships, people, problems, programmes, reference
from gateway.access import Keyring
from gateway.console.routes import router as console
from gateway.desk import Desk, connect_temporal, links_of
from gateway.guard import Guard
from gateway.metrics import Metrics
from gateway.pages.routes import router as pages
from gateway.paging import once_each
from gateway.starting import keep_starting
from gateway.sweeping import keep_telling
from settings import Settings
from store.pool import open_pool

FAREWELL = 5.0  # seconds that open requests have when the process stops


def create_app(settings: Settings) -> FastAPI:
    """Return the app; it opens its connections when it starts to serve.

    Starting raises OSError or asyncpg.PostgresError while Postgres is away; Temporal may be away.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with _desk(settings) as desk:
            app.state.desk, app.state.keyring = desk, Keyring(desk.pool)
            async with _sweepers(desk):
                yield

    app = FastAPI(title="Rapport", lifespan=lifespan, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.metrics = Metrics()
    app.add_middleware(Guard, metrics=app.state.metrics, https=settings.base_url.startswith("https://"))
    problems.install(app)
    for part in (people, programmes, mentorships):
        app.include_router(part.router, dependencies=[Depends(once_each)], responses=reference.REFUSALS)
    app.include_router(health.router)
    for shown in (pages, console, reference.router):
        app.include_router(shown, include_in_schema=False)
    reference.describe(app)
    return app


@asynccontextmanager
async def _desk(settings: Settings) -> AsyncIterator[Desk]:
    pool = await open_pool(settings.database_url.get_secret_value(), settings.database_connections)
    try:
        desk = Desk(settings, pool, await connect_temporal(), links_of(settings))
        yield desk
        if desk.telling:
            await asyncio.wait(desk.telling.values(), timeout=FAREWELL)
    finally:
        try:
            await asyncio.wait_for(pool.close(), FAREWELL)
        except TimeoutError:
            pool.terminate()


@asynccontextmanager
async def _sweepers(desk: Desk) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(keep_starting(desk)), asyncio.create_task(keep_telling(desk))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
