"""API keys: `rk_<organisation>_<secret>`. Postgres stores only the SHA-256 of the secret."""

import hmac
import re
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from time import monotonic
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from gateway.http.problem_types import KEY_DETAIL, SCOPE_DETAIL
from gateway.http.problems import Problem
from store import queries
from store.pool import Pool, within

KEY = re.compile(r"rk_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")
TRUSTED_FOR = 30.0  # seconds; a revoked key may be accepted this much longer
REMEMBERED = 10_000
LOOKING = ("GET", "HEAD", "OPTIONS")
bearer = HTTPBearer(auto_error=False, scheme_name="api_key", bearerFormat="rk_<organisation>_<secret>")


class Scope(StrEnum):
    """What a key may do."""

    READ = "read"  # read, by API
    WRITE = "write"  # change, by API and in the console
    CONSOLE = "console"  # sign in at the console
    CONFIDENTIAL = "confidential"  # read, in the console, what people told the coordinator in confidence


@dataclass(frozen=True)
class Key:
    """A verified key: its organisation and what it may do."""

    id: UUID
    organisation: UUID
    name: str
    scopes: frozenset[Scope]

    def require(self, scope: Scope) -> None:
        """Raise Problem 403 unless the key has this scope."""
        if scope not in self.scopes:
            raise Problem(403, "scope-needed", SCOPE_DETAIL.format(scope=scope))


@dataclass(frozen=True)
class Keyring:
    """Verifies keys, and caches valid ones for TRUSTED_FOR seconds."""

    pool: Pool
    known: dict[bytes, tuple[Key, float]] = field(default_factory=dict, repr=False)

    async def open(self, text: str) -> Key | None:
        """Return the key; None if it is unknown, wrong or revoked."""
        digest = sha256(text.encode()).digest()
        key, until = self.known.get(digest, (None, 0.0))
        if key and monotonic() < until:
            return key
        if key := await verify(self.pool, text):
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            self.known[digest] = (key, monotonic() + TRUSTED_FOR)
        return key


async def verify(pool: Pool, text: str) -> Key | None:
    """Return the key from Postgres; unknown organisations, unknown keys and wrong ones take the same code path."""
    match = KEY.fullmatch(text)
    if not match:
        return None
    organisation, hashed = UUID(match[1]), hash_of(match[2])
    async with within(pool, organisation) as connection:
        row = await queries.access.key(connection, secret_hash=hashed)
    kept = row["secret_hash"] if row else bytes(32)
    if not hmac.compare_digest(kept, hashed) or not row:
        return None
    return Key(row["id"], organisation, row["name"], frozenset(map(Scope, row["scopes"])))


def hash_of(secret: str) -> bytes:
    """Return the hash of a secret; the secret is long and random, so one round is enough."""
    return sha256(secret.encode()).digest()


async def key_of(request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> Key:
    """Return the key of a request; raises Problem 401 without a valid one, and 403 if it lacks the scope."""
    keyring: Keyring = request.app.state.keyring
    key = await keyring.open(credentials.credentials) if credentials else None
    if key is None:
        raise Problem(401, "key-needed", KEY_DETAIL, headers={"WWW-Authenticate": "Bearer"})
    key.require(Scope.READ if request.method in LOOKING else Scope.WRITE)
    return key


Caller = Annotated[Key, Depends(key_of)]


async def organisation_of(key: Caller) -> UUID:
    """Return the organisation of a request's key."""
    return key.organisation


Organisation = Annotated[UUID, Depends(organisation_of)]
