"""Send people to the HTTP API, a few at a time; return what it rejects or cannot accept as faults, and who is new."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

import httpx

from roster.holders import Holders
from roster.people import Broken, Entry
from roster.row import path_of
from roster.trouble import Fault, UnusableError, shown

AT_ONCE = 8
PAUSES = (0.2, 1.0, 3.0)  # seconds before each retry
_TRY_AGAIN = {429, 502, 503, 504}
_KEY = "The API refuses this key: pass --key, or set RAPPORT_API_KEY. `rapport key new` creates one."
_READ_ONLY = "This key may not change people: use one with the scope `write`."
_NO_LIST = (
    "A line without an id may be about somebody who was given a new address, and this key may not list people: "
    "use one with the scope `read` as well, or give the file a column with the ids that they have."
)
_SEVERAL = "{ids} all have this address: give the file a column with the ids that they have"
_MOVED = "{id} is the id of somebody whose address is {address} now: give the file a column with the ids that they have"
_KNOWN = "somebody has this address already, under the id {id}, and ids do not change: use that id"


@dataclass(frozen=True)
class Loaded:
    """What became of an import."""

    broken: tuple[Broken, ...] = ()
    fresh: int = 0  # how many people did not exist before


async def load(entries: Iterable[Entry], api: str, key: str, done: Callable[[], None]) -> Loaded:
    """Send every person; return those that were not accepted, and how many are new. `done` is called after each.

    For people who already exist, only the fields in their line are changed; the others are added.

    Raises UnusableError if the API cannot be reached at all or refuses the key; then nothing is imported.
    """
    waiting = list(entries)
    async with _client(api, key) as client:
        sender = _Sender(client, Holders(client), done)
        became = [await sender.first(waiting.pop(0))] if waiting else []
        queue = iter(waiting)  # shared: each task takes the next one when it is free

        async def some() -> list[Broken | bool]:
            return [await sender.patiently(entry) for entry in queue]

        became += chain.from_iterable(await asyncio.gather(*(some() for _ in range(AT_ONCE))))
    broken = tuple(one for one in became if isinstance(one, Broken))
    return Loaded(broken, sum(one is True for one in became))


def _client(api: str, key: str) -> httpx.AsyncClient:
    try:
        return httpx.AsyncClient(base_url=api, headers={"authorization": f"Bearer {key}"}, timeout=30)
    except (httpx.InvalidURL, UnicodeEncodeError) as error:
        raise UnusableError(
            "The address or the key of the API contains characters that are not allowed there."
        ) from error


@dataclass(frozen=True)
class _Sender:
    """Sends one person at a time, and returns what is wrong with the line, or whether the person is new."""

    client: httpx.AsyncClient
    holders: Holders
    done: Callable[[], None]

    async def first(self, entry: Entry) -> Broken | bool:
        """Send the first one alone, so that a failure that affects everybody is reported once, and at once."""
        address = self.client.base_url
        try:
            response = await self._send(entry)
        except httpx.TransportError as error:
            raise UnusableError(f"No answer from {address}. Is it running? Pass --api for another.") from error
        if isinstance(response, Broken):
            self.done()
            return response
        if response.status_code in (401, 403):
            raise UnusableError(_KEY if response.status_code == 401 else _READ_ONLY)
        if response.is_redirect or response.status_code in (404, 405):
            raise UnusableError(f"There is no Rapport at {address}: pass --api with the gateway's address.")
        if response.status_code in _TRY_AGAIN:
            return await self.patiently(entry)
        self.done()
        return _verdict(entry, response)

    async def patiently(self, entry: Entry) -> Broken | bool:
        """Send a person, several times if the API is busy."""
        try:
            return _verdict(entry, await self._send_again(entry))
        except httpx.TransportError:
            return _broken(entry, "the API did not answer: import this line again")
        finally:
            self.done()

    async def _send(self, entry: Entry) -> httpx.Response | Broken:
        """Change the fields of a person that the line contains; add the person if they do not exist yet."""
        try:
            path = entry.person.path if entry.person.external_id else await self._by_address(entry)
            if isinstance(path, Broken):
                return path
            changed = await self.client.patch(path, json=entry.changes())
            if changed.status_code != 404:
                return changed
            return await self._known(entry) or await self.client.put(path, json=entry.person.body())
        except httpx.HTTPStatusError as error:
            if error.response.status_code != httpx.codes.FORBIDDEN:
                return error.response
            if not entry.person.external_id:
                raise UnusableError(_NO_LIST) from error
            return await self.client.put(entry.person.path, json=entry.person.body())  # nobody can be looked up

    async def _by_address(self, entry: Entry) -> str | Broken:
        """Return the path of whoever has the address of a line without an id, or of somebody new."""
        ids = await self.holders.of(entry.person.email)
        if len(ids) > 1:
            return _broken(entry, _SEVERAL.format(ids=" and ".join(map(shown, ids))))
        moved = None if ids else await self.holders.address_of(entry.person.key)
        if moved:
            return _broken(entry, _MOVED.format(id=shown(entry.person.key), address=shown(moved)))
        return path_of(ids[0]) if ids else entry.person.path

    async def _known(self, entry: Entry) -> Broken | None:
        """Return what is wrong with an id that is new, if somebody is known by the address of the line as their id."""
        known = await self.holders.known_by(entry.person.email) if entry.person.external_id else None
        return _broken(entry, _KNOWN.format(id=shown(known))) if known else None

    async def _send_again(self, entry: Entry) -> httpx.Response | Broken:
        for pause in PAUSES:
            try:
                response = await self._send(entry)
            except httpx.TransportError:
                await asyncio.sleep(pause)
                continue
            if isinstance(response, Broken) or response.status_code not in _TRY_AGAIN:
                return response
            await asyncio.sleep(pause)
        return await self._send(entry)


def _verdict(entry: Entry, response: httpx.Response | Broken) -> Broken | bool:
    if isinstance(response, Broken):
        return response
    if response.is_success:
        return response.status_code == httpx.codes.CREATED
    said = response.json() if response.headers.get("content-type") == "application/problem+json" else {}
    faults = [
        Fault(entry.record.line, _column(entry, str(error.get("pointer") or "")), str(error["detail"]))
        for error in said.get("errors", ())
    ]
    if faults:
        return Broken(entry.record, tuple(faults))
    return _broken(entry, f"the API says {response.status_code}: {said.get('detail') or response.reason_phrase}")


def _column(entry: Entry, pointer: str) -> str:
    """Return the heading of the column that the API finds wrong; without one, the field."""
    field = pointer.lstrip("/").partition("/")[0]
    return entry.headings.get(field) or field


def _broken(entry: Entry, says: str) -> Broken:
    return Broken(entry.record, (Fault(entry.record.line, "", says),))
