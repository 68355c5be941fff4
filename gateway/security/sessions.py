"""Console sessions: signing in with a valid API key starts a session of twelve hours, which ends at sign-out."""

import re
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from fastapi import Request, Response
from itsdangerous import BadData

from gateway.security.api_keys import Key, Scope
from gateway.security.csrf import LIFE, cookie_name, proved, set_cookie, signer
from intake.services import Services
from settings import Settings
from store import queries
from store.pool import within

NAME = "console"
BEFORE = "sign-in"  # the seed of a browser that has not signed in yet
SEED = re.compile(r"[A-Za-z0-9_-]{22}")  # as token_urlsafe(16) makes it


@dataclass(frozen=True)
class Operator:
    """A signed-in user of one organisation; every form of the session is bound to its seed."""

    key: Key
    organisation_name: str
    seed: str

    @property
    def organisation(self) -> UUID:
        """The organisation of the session."""
        return self.key.organisation

    @property
    def may_step_in(self) -> bool:
        """Whether the key may change something."""
        return Scope.WRITE in self.key.scopes

    @property
    def may_read_confidences(self) -> bool:
        """Whether the key may read what people told the coordinator in confidence."""
        return Scope.CONFIDENTIAL in self.key.scopes


def seed_before(request: Request, settings: Settings) -> str:
    """Return the seed that the sign-in form is bound to: the browser's, or a new one."""
    seed = request.cookies.get(cookie_name(settings, BEFORE), "")
    return seed if SEED.fullmatch(seed) else token_urlsafe(16)


def keep_seed(response: Response, settings: Settings, seed: str) -> None:
    """Set a cookie with the seed that the sign-in form is bound to."""
    set_cookie(response, settings, cookie_name(settings, BEFORE), seed, LIFE)


async def sign_in(response: Response, services: Services, key: Key) -> None:
    """Start a session for a key: a signed cookie holds the organisation and a new seed, Postgres the seed's hash."""
    settings, seed = services.settings, token_urlsafe(16)
    async with within(services.pool, key.organisation) as connection:
        await queries.access.sign_in(
            connection, session=_hash_of(seed), organisation=key.organisation, key=key.id, seconds=float(LIFE)
        )
    value = signer(settings, NAME).dumps([key.organisation.hex, seed])
    set_cookie(response, settings, cookie_name(settings, NAME), value, LIFE, from_links=True)
    set_cookie(response, settings, cookie_name(settings, BEFORE), "", 0)


async def sign_out(request: Request, response: Response, services: Services) -> None:
    """End the session, so that no copy of its cookie is valid any more."""
    if found := _found(request, services.settings):
        organisation, seed = found
        async with within(services.pool, organisation) as connection:
            await queries.access.sign_out(connection, session=_hash_of(seed))
    set_cookie(response, services.settings, cookie_name(services.settings, NAME), "", 0)


async def operator_of(request: Request, services: Services) -> Operator | None:
    """Return the signed-in user; None after twelve hours or sign-out, or if the key was revoked or lacks the scope."""
    if (found := _found(request, services.settings)) is None:
        return None
    organisation, seed = found
    async with within(services.pool, organisation) as connection:
        row = await queries.access.honoured(connection, session=_hash_of(seed))
    if row is None or Scope.CONSOLE not in row["scopes"]:
        return None
    key = Key(row["id"], organisation, row["name"], frozenset(map(Scope, row["scopes"])))
    return Operator(key, row["organisation"], seed)


def _found(request: Request, settings: Settings) -> tuple[UUID, str] | None:
    """Return the organisation and the seed of a cookie that we signed."""
    cookie = request.cookies.get(cookie_name(settings, NAME), "")
    try:
        organisation, seed = proved(settings, NAME, cookie)
        return UUID(organisation), str(seed)
    except (BadData, ValueError):  # ValueError: a cookie of a release with another format
        return None


def _hash_of(seed: str) -> bytes:
    return sha256(seed.encode()).digest()
