"""Where only a change of the configuration helps, a command ends with a sentence and does not wait."""

import asyncio
from pathlib import Path
from urllib.parse import quote

import pytest

from stack.ports import free_port
from tests.gateway.pair_fixture import connected
from tests.patience import PATIENCE
from tests.stack.command_line import rapport
from tests.stack.test_waiting import Site, says, site

__all__ = ["site"]
PEM = "-----BEGIN {0}-----\nAAAA\n-----END {0}-----\n"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("sslmode=verify-full", 'make sure "/nonexistent/.postgresql/root.crt" exists'),
        ("no_such_setting=1", "Postgres does not know a setting in it"),
    ],
)
@pytest.mark.parametrize(
    "command", [("worker", "--wait", "1"), ("gateway", "--wait", "1"), ("migrate",), ("key", "list")]
)
def test_an_address_of_postgres_that_no_waiting_heals(
    site: Site, database_url: str, command: tuple[str, ...], query: str, sentence: str
) -> None:
    done = rapport(*command, **site.environment | {"DATABASE_URL": f"{database_url}?{query}"})
    assert (done.returncode, done.stdout) == (1 if command[0] in ("migrate", "key") else 2, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("DATABASE_URL cannot be used: ")
    assert sentence in line


@pytest.mark.parametrize("command", ["worker", "gateway"])
def test_files_for_temporal_that_cannot_be_read(site: Site, database_url: str, tmp_path: Path, command: str) -> None:
    more = {"DATABASE_URL": database_url}
    for name, what in (("CERT", "CERTIFICATE"), ("KEY", "PRIVATE KEY")):
        (tmp_path / name).write_text(PEM.format(what))
        more[f"TEMPORAL_TLS_CLIENT_{name}_PATH"] = str(tmp_path / name)
    done = rapport(command, "--wait", "1", **site.environment | more)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert done.stderr.splitlines()[-1].startswith("TEMPORAL_… cannot be used: ")


async def test_a_password_of_any_characters_works_everywhere_once_it_is_percent_encoded_and_so_do_two_hosts(
    site: Site, database_url: str, temporal: str
) -> None:
    """The server trusts everybody: this is about what each driver takes an address to be."""
    password = quote("a/b#c?d@e%f[g]:^|", safe="")
    away = f"127.0.0.1:{free_port()},"
    host = database_url.partition("@")[2].partition("/")[0]
    one, url = (database_url.replace(f"rapport@{host}", f"rapport:{password}@{before}{host}") for before in ("", away))
    for command, there in ((("migrate",), one), (("key", "list"), one), (("key", "list"), url)):
        done = await asyncio.to_thread(rapport, *command, DATABASE_URL=there)
        assert done.returncode == 0, done.stderr
    done = await asyncio.to_thread(rapport, "migrate", DATABASE_URL=url)
    assert done.stderr.strip() == "DATABASE_URL cannot be used: a migration needs one host, that of the primary"
    worker = site.run("worker", DATABASE_URL=url, TEMPORAL_ADDRESS=temporal)
    log = await says(worker, "is running")
    assert f"Postgres {url.partition('@')[2]}; relay 127.0.0.1:1" in log
    gateway = site.run("gateway", "--port", str(free_port()), DATABASE_URL=url, TEMPORAL_ADDRESS=temporal)
    assert "a/b" not in await says(gateway, "is ready") + log
    async with connected(url) as connection:
        assert await connection.fetchval("SELECT true")


async def test_a_gateway_with_another_signing_key_than_a_worker_says_so_at_its_start(
    site: Site, database_url: str, temporal: str
) -> None:
    more = {"DATABASE_URL": database_url, "TEMPORAL_ADDRESS": temporal}
    worker = site.run("worker", **more)
    await says(worker, "is running")
    async with connected(database_url) as connection, asyncio.timeout(PATIENCE):
        while not await connection.fetchval("SELECT count(*) FROM signing_keys"):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    alike = site.run("gateway", "--port", str(free_port()), **more)
    other = site.run(
        "gateway", "--port", str(free_port()), **more, RAPPORT_SECRETS="another-signing-key-long-enough-too"
    )
    await says(other, "ERROR intake.signing_keys: Workers sign links with a key that this gateway does not have")
    assert "ERROR" not in await says(alike, "Application startup complete")
