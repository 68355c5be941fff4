"""The outermost middleware: limits each body, adds security headers to each response, and catches all exceptions.

The limit is our own because FastAPI's `max_body_size` responds in plain text, not with a problem document.
"""

import asyncio
import logging
import re
import traceback
from time import monotonic, perf_counter
from urllib.parse import unquote_to_bytes
from uuid import UUID

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils.compat import uuid7

from gateway.http.headers import EVERY_ANSWER, HSTS
from gateway.http.metrics import Metrics
from gateway.http.problem_types import FAILED_DETAIL, STOPPING_DETAIL
from gateway.http.problems import Problem, invalid
from gateway.http.refusals import refusal
from schemas.shown import Fault

log = logging.getLogger(__name__)

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
PARAMETERS = 50  # of one address; none takes a tenth of that
UNREADABLE = Fault(detail="Must be UTF-8 without control characters.", parameter="path")
TOO_MANY = Fault(detail=f"Send at most {PARAMETERS} parameters.", parameter="query")
FOR_PEOPLE = ("/a/", "/console")  # whose own pages say that there is nothing at an address
FORMS = "/a/"  # pages that read no more than a form can hold, and say so in their reader's language
LIMIT = 1_000_000  # bytes
BODY_SECONDS = 30.0  # for the whole body, so that slow clients cannot keep connections busy


class Guard:
    """The outermost layer. Headers that a route sets itself are kept."""

    def __init__(self, app: ASGIApp, metrics: Metrics, https: bool) -> None:
        self.app = app
        self.metrics = metrics
        self.headers = {**EVERY_ANSWER, **HSTS} if https else EVERY_ANSWER

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; a HEAD is served as a GET without its body."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began, status, only_head = perf_counter(), 0, scope["method"] == "HEAD"
        served = {**scope, "method": "GET"} if only_head else scope

        async def send_safely(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send({**message, "body": b""} if only_head and "body" in message else message)

        try:
            await self._serve(served, receive, send_safely)
        except asyncio.CancelledError:  # the server stops, and waits for this request no longer
            if status:
                raise
            await refusal(served, _stopping())(served, receive, send_safely)
        except Exception as error:
            if status:  # the response has started, so no other can be sent; the server closes the connection
                raise
            await _failed(served, error)(served, receive, send_safely)
        finally:
            self.metrics.served(scope["method"], _route(served), status or 500, perf_counter() - began)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        announced = Headers(scope=scope).get("content-length", "")
        if not scope["path"].startswith(FOR_PEOPLE) and not is_readable(scope):
            await refusal(scope, invalid(UNREADABLE))(scope, receive, send)
        elif scope.get("query_string", b"").count(b"&") >= PARAMETERS:
            await refusal(scope, invalid(TOO_MANY))(scope, receive, send)
        elif not scope["path"].startswith(FORMS) and announced.isdecimal() and int(announced[:20]) > LIMIT:
            await refusal(scope, _too_large())(scope, receive, send)
        else:
            await self.app(scope, _bounded(receive), send)


def is_readable(scope: Scope) -> bool:
    """Whether a path is unambiguous: no control characters, and no bytes that are not UTF-8."""
    try:
        unquote_to_bytes(scope.get("raw_path") or b"").decode("utf-8")
    except UnicodeDecodeError:
        return False
    return CONTROL.search(scope["path"]) is None


def _bounded(receive: Receive) -> Receive:
    """Return a `receive` that stops reading at the limits of size and time, whatever Content-Length says."""
    seen, whole, until = 0, False, monotonic() + BODY_SECONDS

    async def receive_bounded() -> Message:
        nonlocal seen, whole
        try:
            async with asyncio.timeout(None if whole else until - monotonic()):
                message = await receive()
        except TimeoutError:
            raise _too_slow() from None
        seen, whole = seen + len(message.get("body", b"")), not message.get("more_body")
        if seen > LIMIT:
            raise _too_large()
        return message

    return receive_bounded


def _too_large() -> Problem:
    detail = f"The body is larger than {LIMIT:,} bytes. Send less at a time."
    return Problem(413, "too-large", detail, headers={"Connection": "close"})


def _too_slow() -> Problem:
    detail = f"The body did not arrive within {BODY_SECONDS:g} seconds. Send it again."
    return Problem(408, "too-slow", detail, headers={"Connection": "close"})


def _stopping() -> Problem:
    return Problem(503, "stopping", STOPPING_DETAIL, headers={"Retry-After": "2", "Connection": "close"})


def _failed(scope: Scope, error: Exception) -> ASGIApp:
    """Log where an unexpected error came from, without its message, which may contain people's words."""
    reference: UUID = uuid7()
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("request failed, reference %s: %s\n%s", reference, type(error).__name__, frames)
    return refusal(scope, Problem(500, "failed", FAILED_DETAIL), instance=f"urn:uuid:{reference}")


def _route(scope: Scope) -> str:
    """Return the template of the route that served a request, so that no id becomes a label."""
    return getattr(scope.get("route"), "path", None) or "unmatched"
