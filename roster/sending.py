"""Send people to the HTTP API, a few at a time; return what it rejects or cannot accept as faults."""

import asyncio
from collections.abc import Callable, Iterable
from itertools import chain

import httpx

from roster.people import Broken, Entry
from roster.trouble import Fault, UnusableError

AT_ONCE = 8
PAUSES = (0.2, 1.0, 3.0)  # seconds before each retry
_TRY_AGAIN = {429, 502, 503, 504}
_KEY = "The API refuses this key: pass --key, or set RAPPORT_API_KEY. `rapport key new` creates one."
_READ_ONLY = "This key may not change people: use one with the scope `write`."


async def load(entries: Iterable[Entry], api: str, key: str, done: Callable[[], None]) -> list[Broken]:
    """Send every person; return those that were not accepted. `done` is called after each.

    For people who already exist, only the fields in their line are changed; the others are added.

    Raises UnusableError if the API cannot be reached at all or refuses the key; then nothing is imported.
    """
    waiting = list(entries)
    async with _client(api, key) as client:
        refused = [await _first(client, waiting.pop(0), done)] if waiting else []
        queue = iter(waiting)  # shared: each task takes the next one when it is free

        async def some() -> list[Broken | None]:
            return [await _patiently(client, entry, done) for entry in queue]

        refused += chain.from_iterable(await asyncio.gather(*(some() for _ in range(AT_ONCE))))
    return [broken for broken in refused if broken]


def _client(api: str, key: str) -> httpx.AsyncClient:
    try:
        return httpx.AsyncClient(base_url=api, headers={"authorization": f"Bearer {key}"}, timeout=30)
    except (httpx.InvalidURL, UnicodeEncodeError) as error:
        raise UnusableError(
            "The address or the key of the API contains characters that are not allowed there."
        ) from error


async def _first(client: httpx.AsyncClient, entry: Entry, done: Callable[[], None]) -> Broken | None:
    """Send the first one alone, so that a failure that affects everybody is reported once, and at once."""
    try:
        response = await _send(client, entry)
    except httpx.TransportError as error:
        raise UnusableError(f"No answer from {client.base_url}. Is it running? Pass --api for another.") from error
    if response.status_code in (401, 403):
        raise UnusableError(_KEY if response.status_code == 401 else _READ_ONLY)
    if response.is_redirect or response.status_code in (404, 405):
        raise UnusableError(f"There is no Rapport at {client.base_url}: pass --api with the gateway's address.")
    if response.status_code in _TRY_AGAIN:
        return await _patiently(client, entry, done)
    done()
    return _verdict(entry, response)


async def _patiently(client: httpx.AsyncClient, entry: Entry, done: Callable[[], None]) -> Broken | None:
    try:
        return _verdict(entry, await _send_again(client, entry))
    except httpx.TransportError:
        return _broken(entry, "the API did not answer: import this line again")
    finally:
        done()


async def _send(client: httpx.AsyncClient, entry: Entry) -> httpx.Response:
    """Change the fields of a person that the line contains; add the person if they do not exist yet."""
    changed = await client.patch(entry.person.path, json=entry.changes())
    return await client.put(entry.person.path, json=entry.person.body()) if changed.status_code == 404 else changed


async def _send_again(client: httpx.AsyncClient, entry: Entry) -> httpx.Response:
    for pause in PAUSES:
        try:
            response = await _send(client, entry)
        except httpx.TransportError:
            await asyncio.sleep(pause)
            continue
        if response.status_code not in _TRY_AGAIN:
            return response
        await asyncio.sleep(pause)
    return await _send(client, entry)


def _verdict(entry: Entry, response: httpx.Response) -> Broken | None:
    if response.is_success:
        return None
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
