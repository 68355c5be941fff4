"""Who has which address already: a line without an id names a person by the address alone."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import httpx

PAGE = 200


@dataclass(frozen=True)
class People:
    """The people whom the API knows, found by their ids and by their addresses in lower case."""

    by_id: dict[str, dict[str, Any]]
    by_address: dict[str, list[dict[str, Any]]]

    @classmethod
    def of(cls, people: list[dict[str, Any]]) -> "People":
        """Return people so that each is found at once."""
        by_address: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for one in people:
            by_address[one["email"].lower()].append(one)
        return cls({one["external_id"]: one for one in people}, dict(by_address))


@dataclass
class Holders:
    """The people whom the API knows, read once, when a line may be about one of them.

    Each method raises httpx.HTTPStatusError if the API does not list people now, or not for this key.
    """

    client: httpx.AsyncClient
    _people: People | None = None
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def of(self, email: str) -> list[str]:
        """Return the ids of those who have an address; of those who have left only if nobody else has it."""
        same = await self._with(email)
        return [one["external_id"] for one in [one for one in same if one["active"]] or same]

    async def known_by(self, email: str) -> str | None:
        """Return the id of somebody who has not left and has an address, if their id is an address as well."""
        ids = (one["external_id"] for one in await self._with(email) if one["active"])
        return next((id for id in ids if "@" in id), None)

    async def address_of(self, external_id: str) -> str | None:
        """Return the address of the person with this id; None if there is nobody."""
        one = (await self._all()).by_id.get(external_id)
        return one["email"] if one else None

    async def _with(self, email: str) -> list[dict[str, Any]]:
        return (await self._all()).by_address.get(email.lower(), [])

    async def _all(self) -> People:
        async with self._reading:
            if self._people is None:
                self._people = People.of(await self._read())
        return self._people

    async def _read(self) -> list[dict[str, Any]]:
        people: list[dict[str, Any]] = []
        cursor: str | None = None
        while True:
            told = {"limit": PAGE} | ({"cursor": cursor} if cursor else {})
            page = (await self.client.get("/v1/people", params=told)).raise_for_status().json()
            people += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return people
