"""Bodies as strict JSON (RFC 8259, I-JSON RFC 7493): what two parsers may read differently is rejected."""

import asyncio
import json
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Coroutine, Iterable
from math import isfinite
from typing import Any, NoReturn

from fastapi import Request, Response
from fastapi.routing import APIRoute

from gateway.http.faults import UNKNOWN_PARAMETER
from gateway.http.merge_patch import MEDIA_TYPE as MERGE_PATCH
from gateway.http.problems import Problem, invalid
from gateway.security.api_keys import bearer, key_of
from schemas.shown import Fault

DEEPEST = 32
MOST = 5000  # values of one body, as each may turn out to be a fault
LARGE = 32_000  # bytes; a smaller body is parsed within a few milliseconds
# Both can only occur as escapes (raw, they are not valid JSON or UTF-8), each after an even number of backslashes.
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
GREATEST = 2**53 - 1  # RFC 7493 §2.2
UNREADABLE = "Send one well-formed JSON document in UTF-8: "


class StrictRequest(Request):
    """A request that parses its body as strict JSON."""

    async def json(self) -> Any:
        """Return the parsed body; raises Problem 400 if it is not strict JSON."""
        body = await self.body()
        # A large body is parsed in a thread, so that other requests do not wait for it.
        return await asyncio.to_thread(read_json, body) if len(body) > LARGE else read_json(body)


class StrictRoute(APIRoute):
    """A route that accepts only strict JSON, and no parameters that it does not know."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's handler, which first checks key and media type: no body is read without a valid key."""
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            if self.body_field:
                await key_of(request, await bearer(request))
                _check_type(request)
            if not self.dependant.query_params:  # FastAPI ignores parameters where a route declares none
                _check_no_parameters(request)
            return await handle(StrictRequest(request.scope, request.receive))

        return handle_strictly


def read_json(raw: bytes) -> Any:
    """Return the value of a JSON body; raises Problem 400 if it is not strict JSON."""
    if raw.startswith(BOM_UTF8):
        refuse("it begins with a byte order mark; leave that out.")
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_fraction,
            parse_constant=_refuse_constant,
        )
        _check_extent(value)
        _check_texts(raw, value)
    except RecursionError:
        refuse(f"it nests deeper than {DEEPEST} levels.")
    except UnicodeDecodeError:
        refuse("it is not UTF-8.")
    except json.JSONDecodeError as error:
        refuse(f"{error.msg} at character {error.pos}.")
    return value


def refuse(why: str) -> NoReturn:
    """Raise Problem 400 with the reason given."""
    raise Problem(400, "unreadable", UNREADABLE + why)


def _check_type(request: Request) -> None:
    has_body = request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    known = ("application/json", MERGE_PATCH) if request.method == "PATCH" else ("application/json",)
    if has_body and kind not in known:
        detail = f"Send the body as JSON, with Content-Type: {' or '.join(known)}."
        raise Problem(415, "unsupported-media-type", detail)


def _check_no_parameters(request: Request) -> None:
    if names := dict.fromkeys(request.query_params):
        raise invalid(*(Fault(detail=UNKNOWN_PARAMETER, parameter=name) for name in names))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        refuse("a name occurs twice in one object.")
    return value


def _integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > GREATEST:
        refuse(f"a whole number is beyond ±{GREATEST}; send it as text.")
    return int(digits)


def _fraction(digits: str) -> float:
    if len(digits) > 400 or not isfinite(number := float(digits)):
        refuse("a number is too large or too long; send it as text.")
    return number


def _refuse_constant(name: str) -> NoReturn:
    refuse(f"{name} is not a JSON value.")


def _check_texts(raw: bytes, value: Any) -> None:
    """Reject what Postgres cannot store (NUL) and what is not valid Unicode (lone surrogates)."""
    try:
        if SURROGATE.search(raw):  # most belong to valid pairs
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        if not NUL.search(raw):
            return
    except UnicodeEncodeError:
        pass
    refuse("a text holds a NUL or half a character (a lone surrogate).")


def _check_extent(value: Any) -> None:
    """Reject what is nested too deeply, and more values than are worth checking one by one."""
    level, depth, values = [value] if isinstance(value, (dict, list)) else [], 0, 0
    while level:
        depth, values = depth + 1, values + sum(map(len, level))
        if depth > DEEPEST:
            refuse(f"it nests deeper than {DEEPEST} levels.")
        if values > MOST:
            raise Problem(413, "too-large", f"The body holds more than {MOST:,} values. Send less at a time.")
        level = [part for whole in level for part in _parts(whole) if isinstance(part, (dict, list))]


def _parts(whole: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return whole.values() if isinstance(whole, dict) else whole
