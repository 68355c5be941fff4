"""Letters through the outbox, including claim and mark, compared with a bare client that only sends."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from statistics import median
from time import perf_counter
from typing import Any
from uuid import uuid4

from aiosmtplib import SMTP

from activities.outbox import Outbox
from activities.smtp import Relay
from bench.http_connection import share
from bench.letters import example
from bench.programme import BenchProgramme, bench_programme
from bench.results import Row, at_least
from stack.ports import HOST
from store.pool import open_pool

CONNECTIONS = 8
SENDER = "mentoring@lantern.example"
AWAY = 0.01  # seconds that a relay on another machine takes for each reply
NOTE = (
    f"one process, {CONNECTIONS} reused connections to a bare sink in another, which offers PIPELINING as relays do; "
    "ours claims letters in Postgres, marks each before its first byte is sent and records the result; "
    "bare is aiosmtplib with the same finished bytes ({size:,} each), one command at a time, and no record at "
    f"all. In the second row the sink takes {AWAY * 1000:.0f} ms for each reply. A commit took {{commit:.2f}} ms "
    "(median)."
)


async def measure(quick: bool) -> list[Row]:
    """Return mails per second, to a relay that replies at once and to a slower one; both kinds take turns."""
    rounds, count = (2, 300) if quick else (5, 1000)
    async with bench_programme() as one:
        letter, commit = await _letter(one), await _commit(one)
        near = await _rates(one, letter, one.servers.ports.smtp, rounds, count)
        far = await _rates(one, letter, one.servers.slow_sink(AWAY), rounds, count // 4)
    note = NOTE.format(size=len(letter["message"]), commit=commit)
    return [
        _row("mails through the outbox", near, note),
        _row(f"… to a relay {AWAY * 1000:.0f} ms away", far),
    ]


def _row(what: str, rates: list[tuple[float, float]], note: str = "") -> Row:
    ours, bare = (median(pair[way] for pair in rates) for way in range(2))
    goal = at_least(0.9, median(pair[0] / pair[1] for pair in rates))
    return Row(section="mails", what=what, unit="/s", ours=ours, bare=bare, **goal, note=note)


async def _rates(one: BenchProgramme, letter: Any, port: int, rounds: int, count: int) -> list[tuple[float, float]]:
    """Return mails per second of both kinds, round by round."""
    relay = Relay(f"smtp://{HOST}:{port}", CONNECTIONS)
    pool = await open_pool(one.servers.database_url, 10, "rapport_worker")
    outbox = Outbox(pool, relay, f"Lantern mentoring <{SENDER}>")
    async with pool, relay, _kept(port) as clients:
        return [
            (await _ours(one, outbox, letter, f"{port}/{turn}", count), await _bare(clients, letter, count))
            for turn in range(rounds + 1)
        ][1:]  # the first turn warms up


async def _commit(one: BenchProgramme) -> float:
    """Return the milliseconds of one small commit."""
    times = []
    for _ in range(100):
        began = perf_counter()
        await one.value("keep_bare", id=uuid4(), what="commit")
        times.append(perf_counter() - began)
    return median(times) * 1000


async def _letter(one: BenchProgramme) -> Any:
    """Return a request as the worker itself wrote and sent it."""
    worker = one.servers.worker()
    await one.enrol(["ana"])
    await one.begin(["ana"])
    await one.sent(2)
    worker.stop()
    return {**await one.value("letter"), "message": example()}


@asynccontextmanager
async def _kept(port: int) -> AsyncIterator[list[SMTP]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(SMTP(hostname=HOST, port=port)) for _ in range(CONNECTIONS)]


async def _ours(one: BenchProgramme, outbox: Outbox, letter: Any, batch: str, count: int) -> float:
    await one.value("copy", letter=letter["id"], message=letter["message"], batch=f"bench/{batch}", count=count)
    sent, began = 0, perf_counter()
    while taken := await outbox.sweep():
        sent += taken
    took = perf_counter() - began
    if sent != count:
        raise RuntimeError(f"{sent} of {count} letters were sent")
    return count / took


async def _bare(clients: Sequence[SMTP], letter: Any, count: int) -> float:
    async def send(client: SMTP, number: int) -> None:
        await client.sendmail(SENDER, [letter["recipient"]], letter["message"])

    began = perf_counter()
    await share(clients, range(count), send)
    return count / (perf_counter() - began)
