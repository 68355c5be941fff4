"""Who has which address already: a line without an id names a person by the address alone."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx

PAGE = 200


@dataclass
class Holders:
    """The people whom the API knows, read once, when a line may be about one of them.

    Each method raises httpx.HTTPStatusError if the API does not list people now, or not for this key.
    """

    client: httpx.AsyncClient
    _people: list[dict[str, Any]] | None = None
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def of(self, email: str) -> list[str]:
        """Return the ids of those who have an address; of those who have left only if nobody else has it."""
        same = [one for one in await self._known() if one["email"].lower() == email.lower()]
        return [one["external_id"] for one in [one for one in same if one["active"]] or same]

    async def known_by(self, email: str) -> str | None:
        """Return the id of somebody who has not left and has an address, if their id is an address as well."""
        ids = await self.of(email)
        left = {one["external_id"] for one in await self._known() if not one["active"]}
        return next((id for id in ids if "@" in id and id not in left), None)

    async def address_of(self, external_id: str) -> str | None:
        """Return the address of the person with this id; None if there is nobody."""
        return next((one["email"] for one in await self._known() if one["external_id"] == external_id), None)

    async def _known(self) -> list[dict[str, Any]]:
        async with self._reading:
            if self._people is None:
                self._people = await self._read()
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
