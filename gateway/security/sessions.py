"""Console sessions: whoever showed a good API key within the last twelve hours is signed in."""

import re
from dataclasses import dataclass
from secrets import token_urlsafe
from uuid import UUID

from fastapi import Request, Response
from itsdangerous import BadData

from gateway.security.api_keys import Key, Scope
from gateway.security.csrf import LIFE, cookie_name, set_cookie, signer
from intake.services import Services
from settings import Settings
from store import queries
from store.pool import within

NAME = "console"
BEFORE = "sign-in"  # the seed of a browser that has not signed in yet
SEED = re.compile(r"[A-Za-z0-9_-]{22}")  # as token_urlsafe(16) makes it


@dataclass(frozen=True)
class Operator:
    """Somebody signed in for one organisation; every form of the session carries its seed."""

    key: Key
    organisation_name: str
    seed: str

    @property
    def organisation(self) -> UUID:
        """The organisation that is shown."""
        return self.key.organisation

    @property
    def may_step_in(self) -> bool:
        """Whether the key may change something."""
        return Scope.WRITE in self.key.scopes

    @property
    def may_read_confidences(self) -> bool:
        """Whether the key may read what was said in confidence to whoever runs the programme."""
        return Scope.CONFIDENTIAL in self.key.scopes


def seed_before(request: Request, settings: Settings) -> str:
    """Return what the sign-in form is bound to: the browser's seed, or a new one."""
    seed = request.cookies.get(cookie_name(settings, BEFORE), "")
    return seed if SEED.fullmatch(seed) else token_urlsafe(16)


def keep_seed(response: Response, settings: Settings, seed: str) -> None:
    """Give the browser the seed that its sign-in form is bound to."""
    set_cookie(response, settings, cookie_name(settings, BEFORE), seed, LIFE)


def sign_in(response: Response, settings: Settings, key: Key) -> None:
    """Remember in a signed cookie which key was shown, and a new seed; the key itself is not in it."""
    value = signer(settings, NAME).dumps([key.organisation.hex, key.id.hex, token_urlsafe(16)])
    set_cookie(response, settings, cookie_name(settings, NAME), value, LIFE, from_links=True)
    set_cookie(response, settings, cookie_name(settings, BEFORE), "", 0)


def sign_out(response: Response, settings: Settings) -> None:
    """Forget who was signed in."""
    set_cookie(response, settings, cookie_name(settings, NAME), "", 0)


async def operator_of(request: Request, services: Services) -> Operator | None:
    """Return who is signed in; nobody once twelve hours have passed, or the key was revoked or may not sign in."""
    cookie = request.cookies.get(cookie_name(services.settings, NAME), "")
    try:
        proved = signer(services.settings, NAME).loads(cookie, max_age=LIFE)
        organisation, id, seed = UUID(proved[0]), UUID(proved[1]), str(proved[2])
    except (BadData, IndexError):  # the second: of a release that had no seeds
        return None
    async with within(services.pool, organisation) as connection:
        row = await queries.access.honoured(connection, key=id)
    if row is None or Scope.CONSOLE not in row["scopes"]:
        return None
    key = Key(id, organisation, row["name"], frozenset(map(Scope, row["scopes"])))
    return Operator(key, row["organisation"], seed)
