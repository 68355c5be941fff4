"""Serve the gateway's apps with uvicorn, with limits on what unauthenticated clients may send."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from socket import socket

import uvicorn
from starlette.types import ASGIApp

HEAD = 64 * 1024  # bytes of request line and headers; httptools, uvicorn's default parser, has no limit
GRACE = 10  # seconds for open connections to finish when the process stops


def configured(app: ASGIApp, host: str, port: int) -> uvicorn.Config:
    """Return uvicorn's configuration: no access log, because the paths of action pages contain secrets."""
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
    """Return the factory of the fastest event loop that is installed."""
    return uvicorn.Config("", log_config=None).get_loop_factory()


async def serve(
    public: ASGIApp, host: str, port: int, stop: asyncio.Event, operations: tuple[ASGIApp, int] | None = None
) -> bool:
    """Serve until `stop` is set, operations on a separate port if given. Returns False if it cannot start."""
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
    """A server without signal handlers of its own, because a process may run two servers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.tried = asyncio.Event()  # set once it has started or failed to start

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start, then set `tried`."""
        try:
            await super().startup(sockets)
        finally:
            self.tried.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the process's signal handlers alone."""
        yield


async def _served(server: uvicorn.Server) -> None:
    """Serve without exiting the process: if the port is in use, uvicorn logs it and `started` stays false."""
    with suppress(SystemExit):
        await server.serve()


async def _stop(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True


@asynccontextmanager
async def _beside(app: ASGIApp, host: str, port: int) -> AsyncIterator[bool]:
    config = configured(app, host, port)
    config.lifespan = "off"  # it uses the services that the public app has opened
    server = _Server(config)
    serving = asyncio.create_task(_served(server))
    await server.tried.wait()
    try:
        yield server.started
    finally:
        server.should_exit = True
        await serving
