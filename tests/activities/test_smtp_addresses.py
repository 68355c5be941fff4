"""A relay with several addresses is reached although the first of them is dead."""

import asyncio
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from activities import smtp
from activities.smtp import Relay
from schemas.names import MailState
from tests.activities.scripted_relay import scripted_relay

FROM, TO = "Rapport <rapport@example.org>", "ben@example.org"
MESSAGE = b"Subject: hello\r\n\r\nHello\r\n"


@pytest.fixture
def silent() -> Iterator[int]:
    """Yield the port of a host that swallows packets: its queue of connections is full."""
    with socket.socket() as dead:
        dead.bind(("127.0.0.1", 0))
        dead.listen(0)
        callers = [socket.socket() for _ in range(4)]
        for one in callers:
            one.setblocking(False)
            one.connect_ex(dead.getsockname())
        yield dead.getsockname()[1]
        for one in callers:
            one.close()


def resolving(monkeypatch: pytest.MonkeyPatch, *ports: int) -> None:
    """Let every name have one address for each of these ports."""

    async def found(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in ports]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", found)


async def test_the_second_address_is_tried_if_the_first_swallows_packets(
    silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Office 365 and Gmail have IPv6 addresses, which come first, and many networks have none that works."""
    async with scripted_relay() as server, Relay("smtp://relay.example") as relay:
        resolving(monkeypatch, silent, server.port)
        async with asyncio.timeout(5):
            assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.ACCEPTED


async def test_the_second_address_is_tried_if_the_first_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    async with scripted_relay() as gone:
        pass
    async with scripted_relay() as server, Relay("smtp://relay.example") as relay:
        resolving(monkeypatch, gone.port, server.port)
        assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.ACCEPTED


async def test_if_none_answers_the_reply_names_what_was_tried(silent: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "CONNECT_SECONDS", 1.0)
    relay = Relay("smtp://relay.example")
    resolving(monkeypatch, silent, silent)
    handed = await relay.send(FROM, TO, MESSAGE)
    assert (handed.state, handed.refuses_us) == (MailState.DEFERRED, False)
    assert "127.0.0.1" in handed.reply
