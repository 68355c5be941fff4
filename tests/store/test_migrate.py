"""Migrations travel by TLS where the server offers it, and what the address says about it is obeyed."""

import subprocess

import pytest

from store import migrate as module
from store.migrate import MigrationError, migrate

URL = "postgresql://rapport:hush@db.example.org/rapport"


def modes(monkeypatch: pytest.MonkeyPatch, url: str, said: str) -> list[str]:
    """Return how a migration that fails in these words asked for TLS, try by try."""
    asked: list[str] = []

    def up(address: str) -> subprocess.CompletedProcess[str]:
        asked.append(address.partition("sslmode=")[2])
        return subprocess.CompletedProcess("dbmate", 1, "", f"Error: {said} at {address}")

    monkeypatch.setattr(module, "_up", up)
    with pytest.raises(MigrationError) as caught:
        migrate(url)
    assert "hush" not in str(caught.value)
    return asked


@pytest.mark.parametrize("url", [URL, f"{URL}?sslmode=prefer", f"{URL}?sslmode=allow"])
def test_tls_is_tried_first_and_done_without_only_where_the_server_has_none(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    assert modes(monkeypatch, url, module.NO_TLS) == ["require", "disable"]
    assert modes(monkeypatch, url, "connection refused") == ["require"]


@pytest.mark.parametrize("mode", ["disable", "require", "verify-full"])
def test_an_address_that_says_how_is_obeyed(monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    assert modes(monkeypatch, f"{URL}?sslmode={mode}", module.NO_TLS) == [mode]
