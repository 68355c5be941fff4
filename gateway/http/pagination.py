"""Pagination: a cursor names the last row seen, so that new rows do not shift the next page."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, TypeAdapter, ValidationError

from gateway.http.problems import Problem, invalid
from schemas.shown import Fault
from schemas.texts import ExternalId

NEWEST = UUID(int=2**128 - 1)
OLDEST = UUID(int=0)
_external_id = TypeAdapter(ExternalId)


def cursor_of(last: object) -> str:
    """Return the cursor for a row."""
    return urlsafe_b64encode(str(last).encode()).decode().rstrip("=")


def after_id(cursor: str | None, start: UUID) -> UUID:
    """Return the id in a cursor; raises Problem 422 for a cursor that we did not make."""
    try:
        return UUID(_text(cursor)) if cursor else start
    except ValueError:
        raise _strange() from None


def after_external_id(cursor: str | None) -> str:
    """Return the external id in a cursor; raises Problem 422 for a cursor that we did not make."""
    try:
        return _external_id.validate_python(_text(cursor)) if cursor else ""
    except (ValueError, ValidationError):
        raise _strange() from None


ONCE = ("Authorization", "Idempotency-Key")


async def once_each(request: Request) -> None:
    """Refuse a query parameter, or a header of ours, that is given twice: two parsers might read it differently."""
    if doubled := [name for name in ONCE if len(request.headers.getlist(name)) > 1]:
        raise invalid(*(Fault(detail="Send this header once.", header=name) for name in doubled))
    names = [name for name, _ in request.query_params.multi_items()]
    if twice := sorted(name for name, count in Counter(names).items() if count > 1):
        raise invalid(*(Fault(detail="Give this parameter once.", parameter=name[:100]) for name in twice[:20]))


def shown(value: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a value as JSON; we made it, so it is not validated again."""
    return Response(value.model_dump_json(), status, headers, "application/json")


def _text(cursor: str) -> str:
    return urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode()


def _strange() -> Problem:
    return invalid(
        Fault(detail="Use `next_cursor` of the page before, unchanged, or leave it out.", parameter="cursor")
    )
