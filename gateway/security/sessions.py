"""Console sessions: whoever showed a good API key within the last twelve hours is signed in."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import Request, Response
from itsdangerous import BadData

from gateway.security.api_keys import Key
from gateway.security.csrf import cookie_name, set_cookie, signer
from intake.services import Services
from settings import Settings
from store import queries
from store.pool import within

LIFE = 12 * 3600
NAME = "console"


@dataclass(frozen=True)
class Operator:
    """Somebody signed in for one organisation."""

    organisation: UUID
    organisation_name: str


def sign_in(response: Response, settings: Settings, key: Key) -> None:
    """Remember in a signed cookie which key was shown; the key itself is not in it."""
    value = signer(settings, NAME).dumps([key.organisation.hex, key.id.hex])
    set_cookie(response, settings, cookie_name(settings, NAME), value, LIFE)


def sign_out(response: Response, settings: Settings) -> None:
    """Forget who was signed in."""
    set_cookie(response, settings, cookie_name(settings, NAME), "", 0)


async def operator_of(request: Request, services: Services) -> Operator | None:
    """Return who is signed in; nobody once twelve hours have passed or the key was revoked."""
    try:
        proved = signer(services.settings, NAME).loads(
            request.cookies.get(cookie_name(services.settings, NAME), ""), max_age=LIFE
        )
    except BadData:
        return None
    organisation, key = UUID(proved[0]), UUID(proved[1])
    async with within(services.pool, organisation) as connection:
        if not await queries.console.honoured(connection, key=key):
            return None
        return Operator(organisation, await queries.console.organisation(connection))
