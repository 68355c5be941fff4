"""A button pressed in a mail, until its page arrives, compared with a bare Update of the same workflow."""

import re
from collections.abc import Sequence
from statistics import median, quantiles
from time import perf_counter
from urllib.parse import urlencode
from uuid import UUID, uuid4

from bench.http_connection import HttpConnection, connections
from bench.programme import BenchProgramme, bench_programme
from bench.results import Row, at_most
from schemas.ids import workflow_id
from schemas.messages import Answer, Receipt
from schemas.names import AnswerKind, Role

NONCE = re.compile(rb'name="nonce" value="([^"]+)"')
BATCH = 250
NOTE = (
    "a mentor accepts a request; ours is POST /a/{{token}} through gateway, Postgres and worker up to the whole page, "
    'bare is one row in Postgres and execute_update("answer") on a mentorship in the same state; {count:,} of each, '
    "one at a time, taking turns, everything warm, the page with its button opened before."
)


async def measure(quick: bool) -> list[Row]:
    """Return median and 99th percentile of both kinds."""
    warm, count = (5, 30) if quick else (30, 1000)
    taken: list[tuple[float, float]] = []
    async with bench_programme() as one:
        one.servers.worker()
        while len(taken) < warm + count:
            taken += await _batch(one, len(taken), min(BATCH, warm + count - len(taken)))
    ours, bare = ([pair[way] * 1000 for pair in taken[warm:]] for way in range(2))
    note = NOTE.format(count=count)
    return [
        _row("median", 1.5, median(ours), median(bare), note),
        _row("99th percentile", 1.4, _p99(ours), _p99(bare)),
    ]


async def _batch(one: BenchProgramme, before: int, count: int) -> list[tuple[float, float]]:
    """Start as many mentorships as fit into the worker's cache, and press."""
    names = [f"mentee-{number}" for number in range(2 * before, 2 * (before + count))]
    await one.enrol(names)
    ids = await one.begin(names)
    await one.sent(2 * 2 * (before + count))
    async with connections(one.servers.ports.gateway, 1) as (connection,):  # one of its own: idle ones are closed
        return await _by_turns(one, connection, before, ids)


def _row(what: str, most: float, ours: float, bare: float, note: str = "") -> Row:
    goal = at_most(most, ours / bare)
    return Row(section="presses", what=f"press to page, {what}", unit="ms", ours=ours, bare=bare, **goal, note=note)


def _p99(times: Sequence[float]) -> float:
    return quantiles(times, n=100, method="inclusive")[98]


async def _by_turns(
    one: BenchProgramme, connection: HttpConnection, before: int, ids: list[UUID]
) -> list[tuple[float, float]]:
    """Press for one half of the mentorships, send a bare Update to the other half; return seconds of both."""
    links = {row["mentorship_id"]: row["id"] for row in await one.rows("links")}
    half = len(ids) // 2
    tokens = [one.services.links.token(links[id]) for id in ids[:half]]
    pages = [await _open(connection, token, number) for number, token in enumerate(tokens, before)]
    return [
        (await _press(connection, token, page), await _update(one, id))
        for token, page, id in zip(tokens, pages, ids[half:], strict=True)
    ]


async def _open(connection: HttpConnection, token: str, number: int) -> tuple[dict[str, str], bytes]:
    """Open a page as its reader's browser does; return what the press needs."""
    visitor = {"X-Forwarded-For": f"198.18.{number // 250}.{number % 250}"}  # each reader has another address
    reply = await connection.ask("GET", f"/a/{token}", visitor)
    nonce = NONCE.search(reply.body)
    if not nonce:
        raise RuntimeError("the page of a request shows no button")
    headers = {**visitor, "Content-Type": "application/x-www-form-urlencoded"}
    return headers, urlencode({"nonce": nonce[1].decode(), "choice": "accept"}).encode()


async def _press(connection: HttpConnection, token: str, page: tuple[dict[str, str], bytes]) -> float:
    began = perf_counter()
    reply = await connection.ask("POST", f"/a/{token}", *page)
    took = perf_counter() - began
    if b"Thank you for saying yes" not in reply.body:
        raise RuntimeError("a press was not accepted")
    return took


async def _update(one: BenchProgramme, id: UUID) -> float:
    answer = Answer(id=uuid4(), role=Role.MENTOR, kind=AnswerKind.ACCEPT, step="request/1")
    handle = one.client.get_workflow_handle(workflow_id(id))
    began = perf_counter()
    await one.value("keep_bare", id=answer.id, what="accept")
    await handle.execute_update("answer", answer, id=str(answer.id), result_type=Receipt)
    return perf_counter() - began
