"""Letters through the outbox, claim and mark included, beside a bare client that only sends."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from statistics import median
from time import perf_counter
from typing import Any

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
NOTE = (
    f"one process, {CONNECTIONS} kept connections to a bare sink in another; ours takes letters in hand in Postgres, "
    "marks each before its first byte leaves and writes down what became of it; bare is aiosmtplib with the same "
    "finished bytes ({size:,} each) and no record at all."
)


async def measure(quick: bool) -> list[Row]:
    """Return mails per second; both ways take turns."""
    rounds, count = (2, 300) if quick else (5, 1000)
    async with bench_programme() as one:
        letter = await _letter(one)
        relay = Relay(f"smtp://{HOST}:{one.servers.ports.smtp}", CONNECTIONS)
        pool = await open_pool(one.servers.database_url, 10, "rapport_worker")
        outbox = Outbox(pool, relay, f"Lantern mentoring <{SENDER}>")
        async with pool, relay, _kept(one.servers.ports.smtp) as clients:
            rates = [
                (await _ours(one, outbox, letter, turn, count), await _bare(clients, letter, count))
                for turn in range(rounds + 1)
            ][1:]  # the first turn warms up
    ours, bare = (median(pair[way] for pair in rates) for way in range(2))
    goal = at_least(0.5, median(pair[0] / pair[1] for pair in rates))
    note = NOTE.format(size=len(letter["message"]))
    return [Row(section="mails", what="mails through the outbox", unit="/s", ours=ours, bare=bare, **goal, note=note)]


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


async def _ours(one: BenchProgramme, outbox: Outbox, letter: Any, turn: int, count: int) -> float:
    await one.value("copy", letter=letter["id"], message=letter["message"], batch=f"bench/{turn}", count=count)
    sent, began = 0, perf_counter()
    while taken := await outbox.sweep():
        sent += taken
    took = perf_counter() - began
    if sent != count:
        raise RuntimeError(f"{sent} of {count} letters were taken up")
    return count / took


async def _bare(clients: Sequence[SMTP], letter: Any, count: int) -> float:
    async def send(client: SMTP, number: int) -> None:
        await client.sendmail(SENDER, [letter["recipient"]], letter["message"])

    began = perf_counter()
    await share(clients, range(count), send)
    return count / (perf_counter() - began)
