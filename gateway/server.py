"""Serving the gateway's apps by uvicorn, with bounds on what a stranger may send before anything is known of them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from socket import socket

import uvicorn
from starlette.types import ASGIApp

HEAD = 64 * 1024  # bytes of request line and headers; httptools, uvicorn's first choice, has no bound at all
GRACE = 10  # seconds that open connections have when the process stops


def configured(app: ASGIApp, host: str, port: int) -> uvicorn.Config:
    """Return how an app is served: no access log, because the addresses of action pages are keys in themselves."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http="h11",
        h11_max_incomplete_event_size=HEAD,
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )


def loops() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes the fastest event loop that is installed."""
    return uvicorn.Config("", log_config=None).get_loop_factory()


async def serve(
    public: ASGIApp, host: str, port: int, stop: asyncio.Event, operations: tuple[ASGIApp, int] | None = None
) -> bool:
    """Serve until `stop` is set; what operators look at may have a port of its own. False when it cannot start."""
    server = _Server(configured(public, host, port))
    async with AsyncExitStack() as stack:
        if operations and not await stack.enter_async_context(_beside(operations[0], host, operations[1])):
            return False
        stopping = asyncio.create_task(_stop(server, stop))
        try:
            await _served(server)
        finally:
            stopping.cancel()
    return server.started


class _Server(uvicorn.Server):
    """A server that leaves signals to the process, which may run two of them."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.tried = asyncio.Event()  # whether it has started, or cannot

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start, and say so."""
        try:
            await super().startup(sockets)
        finally:
            self.tried.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the process's signal handlers alone."""
        yield


async def _served(server: uvicorn.Server) -> None:
    """Serve; where the port is taken, uvicorn has logged it and `started` stays false: no exit from within a task."""
    with suppress(SystemExit):
        await server.serve()


async def _stop(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True


@asynccontextmanager
async def _beside(app: ASGIApp, host: str, port: int) -> AsyncIterator[bool]:
    config = configured(app, host, port)
    config.lifespan = "off"  # it looks at what the public app has opened
    server = _Server(config)
    serving = asyncio.create_task(_served(server))
    await server.tried.wait()
    try:
        yield server.started
    finally:
        server.should_exit = True
        await serving
