"""API keys: `rk_<organisation>_<secret>`. Postgres keeps the SHA-256 of the secret and nothing more."""

import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from hashlib import sha256
from time import monotonic
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from uuid_utils.compat import uuid7

from gateway.http.problems import Problem
from store import queries
from store.pool import Pool, within

KEY = re.compile(r"rk_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")
ORGANISATIONS = UUID("6b1f4b34-59a4-5d5c-9d0e-0a7d6c3e2f11")  # namespace: one name, one organisation
TRUSTED_FOR = 30.0  # seconds; a revoked key may be honoured this much longer
REMEMBERED = 10_000
REFUSAL = (
    "Send an API key that is in use, as `Authorization: Bearer rk_…`. "
    "Whoever runs this service makes one with `rapport key`."
)
bearer = HTTPBearer(auto_error=False, scheme_name="API key", bearerFormat="rk_<organisation>_<secret>")


@dataclass(frozen=True)
class Key:
    """A key that was verified, and whose it is."""

    id: UUID
    organisation: UUID


@dataclass(frozen=True)
class Keyring:
    """Verifies keys, and remembers for half a minute which ones were good."""

    pool: Pool
    known: dict[bytes, tuple[Key, float]] = field(default_factory=dict, repr=False)

    async def open(self, text: str) -> Key | None:
        """Return whose key this is; None for one that is unknown, wrong or revoked."""
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
    """Return whose key this is; unknown organisations, unknown keys and wrong ones take the same path."""
    match = KEY.fullmatch(text)
    if not match:
        return None
    organisation, hashed = UUID(match[1]), _hash(match[2])
    async with within(pool, organisation) as connection:
        row = await queries.access.key(connection, secret_hash=hashed)
    kept = row["secret_hash"] if row else bytes(32)
    return Key(row["id"], organisation) if hmac.compare_digest(kept, hashed) and row else None


async def create_key(pool: Pool, organisation_name: str, name: str = "made on the command line") -> str:
    """Return a new key for the organisation of this name, which is made if there is none; shown this once only."""
    organisation = organisation_id(organisation_name)
    async with within(pool, organisation) as connection:
        await queries.access.put_organisation(connection, id=organisation, name=organisation_name.strip())
    return await add_key(pool, organisation, name)


async def add_key(pool: Pool, organisation: UUID, name: str) -> str:
    """Return a new key for an organisation that exists."""
    secret = secrets.token_urlsafe(32)
    async with within(pool, organisation) as connection:
        await queries.access.put_key(
            connection, id=uuid7(), organisation=organisation, name=name, secret_hash=_hash(secret)
        )
    return f"rk_{organisation.hex}_{secret}"


async def revoke_key(pool: Pool, key: Key) -> None:
    """End a key; processes that verified it lately honour it for TRUSTED_FOR seconds more."""
    async with within(pool, key.organisation) as connection:
        await queries.access.revoke(connection, id=key.id)


def organisation_id(name: str) -> UUID:
    """Return the id of the organisation with this name; ids are no secret, keys are."""
    return uuid5(ORGANISATIONS, unicodedata.normalize("NFC", " ".join(name.split())).casefold())


async def organisation_of(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> UUID:
    """Return the organisation whose key came with a request; raises Problem 401 without a good one."""
    keyring: Keyring = request.app.state.keyring
    key = await keyring.open(credentials.credentials) if credentials else None
    if key is None:
        raise Problem(401, "key-needed", REFUSAL, headers={"WWW-Authenticate": "Bearer"})
    return key.organisation


def _hash(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


Organisation = Annotated[UUID, Depends(organisation_of)]
