"""Idempotency keys: the same key with the same request returns what the first one made (Stripe's rules)."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from store import queries
from store.pool import Connection


class KeyReused(Exception):
    """The key was used before, for another request."""


@dataclass(frozen=True)
class Once:
    """A key, and a digest of the request it came with."""

    key: str
    asked: bytes


def once(key: str | None, purpose: str, body: BaseModel) -> Once | None:
    """Return a key bound to its request; whitespace and the order of fields make no difference."""
    if key is None:
        return None
    return Once(key, sha256(f"{purpose}\n{body.model_dump_json(exclude_unset=True)}".encode()).digest())


async def first_made(connection: Connection, organisation: UUID, once: Once | None) -> Mapping[str, Any] | None:
    """Return what the first request with this key made; None if this is the first one, which then has the key's lock.

    Raises KeyReused if it was another request.
    """
    if once is None:
        return None
    await queries.idempotency.lock(connection, organisation=organisation, key=once.key)
    made = await queries.idempotency.made(connection, key=once.key)
    if made and made["body_hash"] != once.asked:
        raise KeyReused
    return dict(made) if made else None


async def remember(connection: Connection, organisation: UUID, once: Once | None, **made: UUID | None) -> None:
    """Save what a request with a key made: a `mentorship`, `answer`, `programme` or `news`."""
    if once:
        columns = {"mentorship": None, "answer": None, "programme": None, "news": None, **made}
        await queries.idempotency.put(
            connection, organisation=organisation, key=once.key, body_hash=once.asked, **columns
        )
