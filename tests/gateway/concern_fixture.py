"""A pair whose programme has named Sam for concerns, and Dana as their deputy; a worker that writes to them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

import httpx

from activities.concerns import Concerns
from activities.outbox import Outbox
from activities.smtp import Relay
from intake.services import Services
from schemas.names import Role
from store.pool import open_pool
from tests.activities.scripted_relay import ScriptedRelay, scripted_relay
from tests.gateway.pair_fixture import Pair, connected
from tests.gateway.reader import Leaf

CONTACTS = {"safeguarding": "Sam", "safeguarding_deputy": "Dana"}
WORDS = "He shouts at me.\nI am afraid of our next meeting."


async def named(pair: Pair, *fields: str) -> dict[str, UUID]:
    """Let the programme name Sam, Dana, or both; return their ids."""
    ids = {CONTACTS[field]: uuid4() for field in fields}
    async with connected(pair.url) as connection:
        for name, id in ids.items():
            await connection.execute(
                "INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone) "
                "VALUES ($1, $2, $3, $3, 'Example', $4, 'Asia/Tokyo')",
                *(id, pair.organisation, name, f"{name.lower()}@example.com"),
            )
        for field in fields:
            await connection.execute(f"UPDATE programmes SET {field}_id = $1", ids[CONTACTS[field]])
    return ids


@dataclass
class Desk:
    """What the worker does about concerns, and the letters that it has sent."""

    concerns: Concerns
    relay: ScriptedRelay

    @property
    def letters(self) -> list[EmailMessage]:
        """Every letter that the relay took, in order."""
        return [message_from_bytes(one[2], policy=policy.default) for one in self.relay.transactions]

    @property
    def readers(self) -> list[str]:
        """To whom they went."""
        return [one[1] for one in self.relay.transactions]


@asynccontextmanager
async def writing(pair: Pair, services: Services) -> AsyncIterator[Desk]:
    """Yield a worker that looks for concerns when it is told to, and sends to a relay that takes everything."""
    pool = await open_pool(pair.url, 2, "rapport_worker")
    async with scripted_relay() as server, Relay(server.url, 1) as relay:
        outbox = Outbox(pool, relay, services.settings.mail_from)
        try:
            yield Desk(Concerns(pool, outbox, services.links, "example.org"), server)
        finally:
            await outbox.drain(5)
            await pool.close()


def said_in(letter: EmailMessage) -> str:
    """Return the text of a letter."""
    body = letter.get_body(("plain",))
    assert body
    return str(body.get_content())


def address_in(letter: EmailMessage) -> str:
    """Return the path of the page that a letter leads to."""
    [link] = {word for word in said_in(letter).split() if word.startswith("http") and "/a/" in word}
    return "/a/" + link.partition("/a/")[2]


async def at(client: httpx.AsyncClient, path: str) -> Leaf:
    """Open a page."""
    return Leaf(await client.get(path))


async def sends(client: httpx.AsyncClient, path: str, **fields: str) -> Leaf:
    """Open a page, fill in its form and send it."""
    leaf = await at(client, path)
    stop = {"stop": "yes"} if "words" in fields else {}
    return Leaf(await client.post(path, data={**leaf.fields, **stop, **fields}))


async def place(pair: Pair, services: Services, role: Role = Role.MENTEE, step: str = "check_in") -> str:
    """Return where one of the two raises a concern."""
    return f"/a/{services.links.token(await pair.link(step, role))}/concern"


async def writes(pair: Pair, step: str, state: str, until: str = "now()", after: str = "0 seconds") -> None:
    """Let the mentor's letter of a step be in this state, made so long from now; it is of use until then."""
    done = "now()" if state in ("accepted", "rejected", "expired", "unknown") else "NULL"
    await pair.value(
        "INSERT INTO outbox (id, organisation_id, subject_id, person_id, role, step, letter, state, recipient, message,"
        " made_at, not_after, done_at) SELECT gen_random_uuid(), organisation_id, id, mentor_id, 'mentor',"
        f" '{step}', '{step.partition('/')[0]}', '{state}', 'ben@example.com', '', now() + interval '{after}',"
        f" {until}, {done} FROM mentorships"
    )


async def rows(pair: Pair) -> list[Any]:
    """Return all concerns."""
    return [dict(row) for row in (await pair.value("SELECT coalesce(array_agg(c), '{}') FROM concerns c"))]
