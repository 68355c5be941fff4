"""How often Postgres is asked: each time waits for its reply."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from asyncpg.protocol import Protocol

MESSAGES = ("prepare", "bind_execute", "bind_execute_many", "bind", "execute", "query")


def count_messages(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Return what counts, from now on, the messages that this process sends to Postgres."""
    counted: Counter[str] = Counter()

    def counting(name: str) -> Callable[..., Any]:
        method = getattr(Protocol, name)

        def count(self: Protocol, *given: Any, **named: Any) -> Any:
            counted[name] += 1
            return method(self, *given, **named)

        return count

    for name in MESSAGES:
        monkeypatch.setattr(Protocol, name, counting(name))
    return counted
