"""A button pressed in a mail, until its page is there, beside a bare Update of the same workflow."""

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
COOKIE = re.compile(rb"(?i)\r\nset-cookie: ([^;]+)")
NOTE = (
    "a mentor accepts a request; ours is POST /a/{token} through gateway, Postgres and worker up to the whole page, "
    'bare is execute_update("answer") on a mentorship in the same state; one at a time, by turns, everything warm, '
    "the page with its button opened before."
)


async def measure(quick: bool) -> list[Row]:
    """Return median and 99th percentile of both ways."""
    warm, count = (5, 30) if quick else (30, 300)
    async with bench_programme() as one:
        one.servers.worker()
        names = [f"mentee-{number}" for number in range(2 * (warm + count))]
        await one.enrol(names)
        ids = await one.begin(names)
        await one.sent(2 * len(names))
        async with connections(one.servers.ports.gateway, 1) as (connection,):
            taken = await _by_turns(one, connection, ids)
    ours, bare = ([pair[way] * 1000 for pair in taken[warm:]] for way in range(2))
    return [_row("median", median(ours), median(bare), NOTE), _row("99th percentile", _p99(ours), _p99(bare))]


def _row(what: str, ours: float, bare: float, note: str = "") -> Row:
    goal = at_most(2, ours / bare) if what != "median" else {"ratio": ours / bare}
    return Row(section="presses", what=f"press to page, {what}", unit="ms", ours=ours, bare=bare, **goal, note=note)


def _p99(times: Sequence[float]) -> float:
    return quantiles(times, n=100, method="inclusive")[98]


async def _by_turns(one: BenchProgramme, connection: HttpConnection, ids: list[UUID]) -> list[tuple[float, float]]:
    """Press for one half of the mentorships, update the other half; return seconds of both."""
    links = {row["mentorship_id"]: row["id"] for row in await one.rows("links")}
    half = len(ids) // 2
    tokens = [one.services.links.token(links[id]) for id in ids[:half]]
    pages = [await _open(connection, token, number) for number, token in enumerate(tokens)]
    return [
        (await _press(connection, token, page), await _update(one, id))
        for token, page, id in zip(tokens, pages, ids[half:], strict=True)
    ]


async def _open(connection: HttpConnection, token: str, number: int) -> tuple[dict[str, str], bytes]:
    """Look at a page as its reader's browser; return what belongs to the press."""
    visitor = {"X-Forwarded-For": f"198.18.{number // 250}.{number % 250}"}  # each reader sits elsewhere
    reply = await connection.ask("GET", f"/a/{token}", visitor)
    nonce, cookie = NONCE.search(reply.body), COOKIE.search(reply.head)
    if not nonce or not cookie:
        raise RuntimeError("the page of a request shows no button")
    headers = {**visitor, "Cookie": cookie[1].decode(), "Content-Type": "application/x-www-form-urlencoded"}
    return headers, urlencode({"nonce": nonce[1].decode(), "choice": "accept"}).encode()


async def _press(connection: HttpConnection, token: str, page: tuple[dict[str, str], bytes]) -> float:
    began = perf_counter()
    reply = await connection.ask("POST", f"/a/{token}", *page)
    took = perf_counter() - began
    if b"Thank you for saying yes" not in reply.body:
        raise RuntimeError("a press was not taken")
    return took


async def _update(one: BenchProgramme, id: UUID) -> float:
    answer = Answer(id=uuid4(), role=Role.MENTOR, kind=AnswerKind.ACCEPT, step="request/1")
    handle = one.client.get_workflow_handle(workflow_id(id))
    began = perf_counter()
    await handle.execute_update("answer", answer, id=str(answer.id), result_type=Receipt)
    return perf_counter() - began
