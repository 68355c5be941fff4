"""Create, list and revoke API keys: for those who run the service."""

import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from pydantic import TypeAdapter, ValidationError
from uuid_utils.compat import uuid7

from gateway.http.faults import fault_of
from gateway.security.api_keys import Key, Scope, hash_of
from schemas.texts import ProgrammeName
from store import queries
from store.pool import Connection, Pool
from store.privileges import managing_keys

ORGANISATIONS = UUID("6b1f4b34-59a4-5d5c-9d0e-0a7d6c3e2f11")  # namespace: one name, one organisation
_named: TypeAdapter[str] = TypeAdapter(ProgrammeName)
USUAL = (Scope.READ, Scope.WRITE)


class KeyManagementError(Exception):
    """A key was not created or revoked; the message says why and what to do."""


@dataclass(frozen=True)
class Wanted:
    """Which organisation a new key is for, and whether it may or must exist already."""

    organisation: str  # its name; of one that exists also its id
    existing: bool = False
    id: UUID | None = None


async def new_key(pool: Pool, wanted: Wanted, name: str, scopes: Iterable[Scope] = USUAL) -> str:
    """Return a new key; the organisation is created if it does not exist. Raises KeyManagementError.

    A name that exists is refused unless `existing` is set, and a name that several have is refused then, too: two
    customers of the same name must not get keys to the same organisation.
    """
    _check_name("The organisation's name", wanted.organisation)
    _check_name("The key's name", name)
    async with managing_keys(pool) as connection:
        there = {row["id"]: row["name"] async for row in queries.access.organisations(connection)}
    id = _chosen(wanted, there)
    async with managing_keys(pool, id) as connection:
        return await _put(connection, id, there.get(id, wanted.organisation), name, scopes)


async def create_key(pool: Pool, organisation: str, name: str = "all scopes", scopes: Iterable[Scope] = Scope) -> str:
    """Return a new key for the organisation of this name, whether it exists or not: for local stacks."""
    id = organisation_id(organisation)
    async with managing_keys(pool, id) as connection:
        return await _put(connection, id, organisation, name, scopes)


async def add_key(pool: Pool, organisation: UUID, name: str, scopes: Iterable[Scope] = Scope) -> str:
    """Return a new key for an organisation that exists."""
    async with managing_keys(pool, organisation) as connection:
        return await _add(connection, organisation, name, scopes)


async def list_keys(pool: Pool, organisation: str | None = None) -> list[Mapping[str, Any]]:
    """Return the keys of every organisation, or of one by its name or id; needs a login that may manage keys."""
    id = _id_in(organisation or "")
    async with managing_keys(pool) as connection:
        found = queries.access.keys(connection, organisation=str(id) if id else organisation)
        return [dict(row) async for row in found]


async def revoke_id(pool: Pool, id: UUID) -> bool:
    """Revoke a key by its id; False if it was already revoked. Raises KeyManagementError for an unknown id."""
    async with managing_keys(pool) as connection:
        owner: UUID | None = await queries.access.owner(connection, id=id)
    if owner is None:
        raise KeyManagementError("There is no key with this id. `rapport key list` shows all keys.")
    async with managing_keys(pool, owner) as connection:
        return await queries.access.revoke(connection, id=id) is not None


async def revoke_key(pool: Pool, key: Key) -> None:
    """Revoke a key; processes that verified it recently still accept it for up to TRUSTED_FOR seconds."""
    async with managing_keys(pool, key.organisation) as connection:
        await queries.access.revoke(connection, id=key.id)


def organisation_id(name: str) -> UUID:
    """Return the usual id of an organisation with this name; ids are not secret, keys are."""
    return uuid5(ORGANISATIONS, _plain(name))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


def _check_name(what: str, name: str) -> None:
    """Raise KeyManagementError for a name that the API would not accept as the name of a programme."""
    try:
        _named.validate_python(name)
    except ValidationError as error:
        raise KeyManagementError(f"{what} cannot be used: {fault_of(error.errors()[0]).detail}") from None


def _chosen(wanted: Wanted, there: Mapping[UUID, str]) -> UUID:
    """Return the id of the organisation that is wanted, from the names of those that exist by their ids."""
    if wanted.id:
        return _by_id(wanted, wanted.id, there)
    asked, id = _plain(wanted.organisation), _id_in(wanted.organisation)
    same = [one for one, name in there.items() if one == id or _plain(name) == asked]
    if same and not wanted.existing:
        raise KeyManagementError(_taken(there[same[0]], len(same)))
    if len(same) > 1:
        raise KeyManagementError(_several(wanted.organisation, same))
    if not same and wanted.existing:
        raise KeyManagementError(_missing(wanted))
    return same[0] if same else _by_id(wanted, organisation_id(wanted.organisation), there)


def _by_id(wanted: Wanted, id: UUID, there: Mapping[UUID, str]) -> UUID:
    if id not in there and (wanted.existing or _id_in(wanted.organisation)):
        raise KeyManagementError(_missing(wanted))
    if id in there and _plain(there[id]) != _plain(wanted.organisation):
        raise KeyManagementError(f"The organisation with this id is called “{there[id]}”.")
    if id in there and not wanted.existing:
        says = f"There is already an organisation “{there[id]}” with this id."
        raise KeyManagementError(f"{says} For another key to it, add --existing.")
    return id


def _id_in(text: str) -> UUID | None:
    """Return the id in a text, with hyphens or as keys have it without; None if it can only be a name."""
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def _missing(wanted: Wanted) -> str:
    if id := _id_in(wanted.organisation) or wanted.id:
        return f"There is no organisation with the id {id}. `rapport key list` shows all."
    there = f"There is no organisation “{wanted.organisation}”. `rapport key list` shows all."
    return f"{there} To create one, omit --existing."


def _taken(name: str, count: int) -> str:
    there = f"is already an organisation “{name}”" if count == 1 else f"are already {count} organisations “{name}”"
    return (
        f"There {there}. For another key to {'it' if count == 1 else 'one of them'}, add --existing. "
        "For another organisation of the same name, add --organisation-id with a UUID of your choice."
    )


def _several(name: str, ids: list[UUID]) -> str:
    listed = "\n".join(f"  {id}" for id in ids)
    return (
        f"There are {len(ids)} organisations “{name}”:\n{listed}\n`rapport key list` shows whose keys are whose. "
        f"Give the id in place of the name, for example: rapport key new {ids[0]} --existing"
    )


async def _put(connection: Connection, id: UUID, organisation: str, name: str, scopes: Iterable[Scope]) -> str:
    await queries.access.put_organisation(connection, id=id, name=" ".join(organisation.split()))
    return await _add(connection, id, name, scopes)


async def _add(connection: Connection, organisation: UUID, name: str, scopes: Iterable[Scope]) -> str:
    secret = secrets.token_urlsafe(32)
    await queries.access.put_key(
        connection,
        id=uuid7(),
        organisation=organisation,
        name=name,
        secret_hash=hash_of(secret),
        scopes=sorted(set(scopes)),
    )
    return f"rk_{organisation.hex}_{secret}"
