"""A relay with several addresses gets its letters by whichever of them answers."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from activities import smtp
from activities.smtp import Relay
from activities.smtp_transaction import CONNECT_SECONDS
from schemas.names import MailState
from tests.activities.scripted_relay import ScriptedRelay, scripted_relay
from tests.patience import PATIENCE

FROM, TO = "Rapport <rapport@example.org>", "ben@example.org"
MESSAGE = b"Subject: hello\r\n\r\nHello\r\n"
NAME, SILENT, GOOD, CLOSED = "relay.example", "127.0.0.2", "127.0.0.1", "127.0.0.3"


@pytest.fixture
async def server() -> AsyncIterator[ScriptedRelay]:
    """Yield a relay at GOOD."""
    async with scripted_relay() as server:
        yield server


@contextmanager
def swallowing(port: int) -> Iterator[None]:
    """Let SILENT swallow packets: a listening socket whose queue is full drops them."""
    with socket.socket() as silent:
        silent.bind((SILENT, port))
        silent.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex((SILENT, port))
        yield
        for one in waiting:
            one.close()


@contextmanager
def resolved(*addresses: str) -> Iterator[None]:
    """Let NAME have these addresses, in this order."""
    loop = asyncio.get_running_loop()

    async def found(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        assert host == NAME
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (one, port)) for one in addresses]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "getaddrinfo", found)
        yield


@pytest.mark.parametrize("first", [SILENT, CLOSED], ids=["swallows packets", "refuses"])
async def test_the_next_address_is_tried_if_the_first_one_does_not_work(server: ScriptedRelay, first: str) -> None:
    with swallowing(server.port), resolved(first, GOOD):
        async with asyncio.timeout(CONNECT_SECONDS - 1), Relay(f"smtp://{NAME}:{server.port}") as relay:
            assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.ACCEPTED
    assert len(server.transactions) == 1


async def test_what_is_tried_in_vain_is_named(server: ScriptedRelay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "CONNECT_SECONDS", 2.0)
    with swallowing(server.port), resolved(SILENT, CLOSED):
        handed = await Relay(f"smtp://{NAME}:{server.port}").send(FROM, TO, MESSAGE)
    why = f"{NAME} on port {server.port}: {SILENT}: no answer; {CLOSED}: Connection refused"
    assert (handed.state, handed.reply) == (MailState.DEFERRED, why)


async def test_an_address_that_answers_in_time_is_not_doubled_by_the_next(server: ScriptedRelay) -> None:
    with resolved(GOOD, GOOD):
        async with Relay(f"smtp://{NAME}:{server.port}", 2) as relay:
            await asyncio.gather(*(relay.send(FROM, TO, MESSAGE) for _ in range(6)))
    assert server.connections == 2


async def test_of_several_that_answer_late_one_is_used_and_the_others_are_closed(
    server: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.smtp_addresses.NEXT_AFTER", 0.0)
    with resolved(*[GOOD] * 5):
        async with asyncio.timeout(PATIENCE), Relay(f"smtp://{NAME}:{server.port}") as relay:
            assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.ACCEPTED
            while server.open > 1:  # noqa: ASYNC110 - the relay tells nobody
                await asyncio.sleep(0.01)


async def test_a_name_without_an_address_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    handed = await Relay("smtp://relay.example").send(FROM, TO, MESSAGE)
    assert handed.state is MailState.DEFERRED
    assert handed.reply == "relay.example on port 25: [Errno -2] Name or service not known"


async def test_the_address_that_ends_the_greeting_is_named(server: ScriptedRelay) -> None:
    server.says("GREETING", "")
    handed = await Relay(server.url).send(FROM, TO, MESSAGE)
    assert handed.state is MailState.DEFERRED
    assert handed.reply == f"127.0.0.1 on port {server.port} (127.0.0.1): Error connecting: Unexpected EOF received"
