"""Bodies as strict JSON (RFC 8259, I-JSON RFC 7493): what two parsers may read differently is refused."""

import json
from collections.abc import Callable, Coroutine
from math import isfinite
from typing import Any, NoReturn

from fastapi import Request, Response
from fastapi.routing import APIRoute

from gateway.http.problems import Problem
from gateway.security.api_keys import bearer, organisation_of

DEEPEST = 32
GREATEST = 2**53 - 1  # RFC 7493 §2.2
UNREADABLE = "Send one well-formed JSON document in UTF-8: "


class StrictRequest(Request):
    """A request whose JSON has one reading only."""

    async def json(self) -> Any:
        """Return the body; raises Problem 400 for what is not strict JSON."""
        return read_json(await self.body())


class StrictRoute(APIRoute):
    """A route that takes strict JSON and nothing else."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's handler behind a check of key and media type: nobody's body is read without a key."""
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            if self.body_field:
                await organisation_of(request, await bearer(request))
                _check_type(request)
            return await handle(StrictRequest(request.scope, request.receive))

        return handle_strictly


def read_json(raw: bytes) -> Any:
    """Return what a body says; raises Problem 400 for anything that is not strict JSON."""
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_fraction,
            parse_constant=_refuse_constant,
        )
        _walk(value)
    except RecursionError:
        refuse(f"it nests deeper than {DEEPEST} levels.")
    except UnicodeDecodeError:
        refuse("it is not UTF-8.")
    except json.JSONDecodeError as error:
        refuse(f"{error.msg} at character {error.pos}.")
    return value


def refuse(why: str) -> NoReturn:
    """Refuse a body for the reason given."""
    raise Problem(400, "unreadable", UNREADABLE + why)


def _check_type(request: Request) -> None:
    has_body = request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if has_body and kind != "application/json":
        raise Problem(415, "unsupported-media-type", "Send the body as JSON, with Content-Type: application/json.")


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


def _walk(value: Any) -> None:
    """Refuse what Postgres cannot keep (NUL), what is no Unicode (lone surrogates), and what nests too deep."""
    level, depth = [value], 0
    while level:
        if depth > DEEPEST:
            refuse(f"it nests deeper than {DEEPEST} levels.")
        for text in level:
            if isinstance(text, str) and ("\0" in text or any("\ud800" <= char <= "\udfff" for char in text)):
                refuse("a text holds a NUL or half a character (a lone surrogate).")
        level = [part for whole in level for part in _parts(whole)]
        depth += 1


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []
