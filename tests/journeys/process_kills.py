"""Two people who go through a mentorship, and a hand that kills programs meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from stack.catcher.mailbox import Mail
from store.pool import Connection
from tests.journeys.local_programme import LocalProgramme, Reader, create_programme
from tests.journeys.test_year_by_mail import answered
from tests.patience import PATIENCE

RULES: dict[str, Any] = {"cadence_days": 30, "duration_days": 120}
Trouble = Callable[[LocalProgramme, "Pair"], Awaitable[None]]


@dataclass
class Pair:
    """A mentorship and the two who read its mails."""

    id: str
    mentee: Reader
    mentor: Reader

    @property
    def readers(self) -> tuple[Reader, Reader]:
        """Both, mentee first."""
        return self.mentee, self.mentor


@asynccontextmanager
async def database(local: LocalProgramme) -> AsyncIterator[Connection]:
    """Yield a connection that sees everything."""
    connection = await asyncpg.connect(local.environment["DATABASE_URL"])
    try:
        yield connection
    finally:
        await connection.close()


async def value(local: LocalProgramme, query: str, *arguments: Any) -> Any:
    """Return one value from Postgres, past row-level security."""
    async with database(local) as connection:
        return await connection.fetchval(query, *arguments)


async def until(local: LocalProgramme, wanted: Any, query: str, *arguments: Any) -> None:
    """Wait until Postgres says what is wanted."""
    limit = time.monotonic() + PATIENCE
    while (found := await value(local, query, *arguments)) != wanted:
        assert time.monotonic() < limit, f"wanted {wanted}, found {found}: {query} {arguments}"
        await asyncio.sleep(0.02)


async def begun(local: LocalProgramme, name: str) -> Pair:
    """Start a mentorship of two people of its own; for the mentor it is night, so that nothing is due yet."""
    programme = await create_programme(local, name, **RULES)
    mentee = Reader(local, await local.person(f"Ana-{name}", "America/New_York"))
    mentor = Reader(local, await local.person(f"Ben-{name}", _where_it_is_night(), mentor=True))
    asked = {"mentee": f"ana-{name}", "mentors": [{"external_id": f"ben-{name}"}]}
    return Pair(await local.begin(programme=programme, **asked), mentee, mentor)


def _where_it_is_night() -> str:
    """Return a zone in which it is between 23:00 and midnight; the sign in its name is that of POSIX."""
    offset = (23 - datetime.now(UTC).hour + 11) % 24 - 11
    return f"Etc/GMT{-offset:+d}"


async def lived(local: LocalProgramme, pair: Pair, troubles: Mapping[str, Trouble]) -> list[str]:
    """Let time pass from step to step until the goodbye; return the steps at which there was trouble."""
    met = []
    while not await local.is_over(pair.id):
        await local.settled(pair.id)  # the step before shows the next one while its letters are still on their way
        if await said(pair):
            continue
        step = (await local.view(pair.id))["next"]["step"]
        if step in troubles:
            met.append(step)
            await troubles[step](local, pair)
        else:
            await local.to_next(pair.id)
    return met


async def said(pair: Pair) -> bool:
    """Answer what came; return whether anything did."""
    mails = [(reader, mail) for reader in pair.readers for mail in reader.new()]
    for reader, mail in mails:
        await answered(reader, mail)
    return bool(mails)


async def letters(local: LocalProgramme, pair: Pair) -> list[tuple[str, str, str]]:
    """Return (person, step, letter) as they arrived; each written letter did, once, and nothing else."""
    query = "SELECT message_id, role, step, letter FROM outbox WHERE mentorship_id = $1"
    async with database(local) as connection:
        rows = {row["message_id"].strip("<>"): tuple(row)[1:] for row in await connection.fetch(query, pair.id)}
    arrived = [mail.envelope.message_id for reader in pair.readers for mail in local.catcher.mailbox.to(reader.address)]
    assert sorted(arrived) == sorted(rows)
    return [rows[message_id] for message_id in arrived]


async def kill(local: LocalProgramme, name: str) -> None:
    """End a program as a power cut would."""
    local.children[name].process.kill()
    await asyncio.to_thread(local.children[name].process.wait)


@contextmanager
def at_arrival(local: LocalProgramme, count: int, do: Callable[[], None]) -> Iterator[None]:
    """Do something when the next mails have been kept, before the relay says so."""
    mailbox, keep, left = local.catcher.mailbox, local.catcher.mailbox.keep, count

    def keep_and_do(sender: str, recipients: list[str], raw: bytes) -> Mail:
        nonlocal left
        mail, left = keep(sender, recipients, raw), left - 1
        if left == 0:
            do()
        return mail

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mailbox, "keep", keep_and_do)
        yield
