"""Postgres or Temporal dies in the middle of something: nobody is left hanging, and nothing said is lost or doubled."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from intake.answers import NewAnswer, record
from intake.services import Services
from intake.sweeping import sweep
from intake.telling import say
from schemas.names import AnswerKind, Met, Phase, Role
from stack import temporal as engine
from stack.ports import free_port
from store import pool as pools
from store.migrate import migrate
from store.pool import Pool, open_pool, within
from tests.gateway.api import Api, serving
from tests.gateway.killable_postgres import KillablePostgres
from tests.gateway.pair_fixture import Pair, at_work, make_pair, make_services, started
from tests.gateway.reader import browser, opened
from tests.patience import PATIENCE


@pytest.fixture
async def killable(folder: Path) -> AsyncIterator[KillablePostgres]:
    """Yield a server that no other test relies on."""
    own = folder / uuid4().hex
    own.mkdir()
    killable = KillablePostgres(own)
    migrate(killable.url)
    yield killable
    killable.child.stop()


@pytest.fixture
async def trust(killable: KillablePostgres) -> UUID:
    """Return an organisation of the killable server."""
    organisation = uuid4()
    connection = await asyncpg.connect(killable.url)
    await connection.execute("INSERT INTO organisations (id, name) VALUES ($1, 'Lantern Trust')", organisation)
    await connection.close()
    return organisation


@pytest.fixture
async def killable_pool(killable: KillablePostgres) -> AsyncIterator[Pool]:
    """Yield a pool at the killable server."""
    pool = await open_pool(killable.url, 4)
    yield pool
    pool.terminate()


async def until(holds: Callable[[], Coroutine[Any, Any, Any]], seconds: float = PATIENCE) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110  # Postgres tells nobody
            await asyncio.sleep(0.02)


def met(pair: Pair) -> NewAnswer:
    """Return what a mentee says about a meeting."""
    return NewAnswer(mentorship=pair.id, role=Role.MENTEE, kind=AnswerKind.CHECK_IN, said={"met": Met.YES})


async def updates(services: Services, pair: Pair) -> int:
    """Return how many answers the workflow took."""
    history = await (await services.temporal()).get_workflow_handle(f"mentorship/{pair.id}").fetch_history()
    return sum(event.HasField("workflow_execution_update_accepted_event_attributes") for event in history.events)


async def test_postgres_that_dies_while_an_answer_is_told_costs_neither_the_answer_nor_doubles_it(
    killable: KillablePostgres, killable_pool: Pool, trust: UUID, temporal: str
) -> None:
    pair, services = (
        await make_pair(killable.url, trust, Phase.ACTIVE),
        await make_services(killable.url, killable_pool, temporal),
    )
    handle = await started(services, pair)
    telling = asyncio.create_task(say(services, trust, met(pair)))
    await until(pair.answers)
    killable.crash()
    async with at_work(services, pair):
        told = await telling
        assert told.state == "noted"
        killable.up()
        assert await sweep(services, at_least=0) == 1
    assert await updates(services, pair) == 1
    assert [one["receipt"] is not None for one in await pair.answers()] == [True]
    await handle.terminate()


async def test_postgres_that_dies_under_many_requests_is_a_503_each_and_forgotten_once_it_is_back(
    killable: KillablePostgres, killable_pool: Pool, temporal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal)
    async with serving(killable.url, killable_pool) as api:
        await api.mentorship_body()
        requests = [asyncio.create_task(api.call("GET", "/v1/people")) for _ in range(40)]
        await asyncio.wait(requests, return_when=asyncio.FIRST_COMPLETED)
        killable.crash()
        during = {(await one).status_code for one in requests}
        away = [(await api.call("PUT", "/v1/people/ana", {})).status_code, (await begin(api)).status_code]
        killable.up()
        assert during <= {200, 503}
        assert away == [422, 503]
        assert (await api.call("GET", "/v1/people")).status_code == 200


async def test_sessions_that_postgres_ended_while_they_were_idle_are_replaced_unnoticed(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    """As a restart, a failover or an idle timeout does: what comes after it must not fail."""
    pair, name = await make_pair(database_url, organisation), database_url.rpartition("/")[2]
    for _ in range(10):
        await asyncio.gather(*(_count(pool, organisation) for _ in range(8)))
        await pair.value(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            f" WHERE datname = '{name}' AND pid <> pg_backend_pid()"
        )
        assert await asyncio.gather(*(_count(pool, organisation) for _ in range(8))) == [1] * 8


async def _count(pool: Pool, organisation: UUID) -> int:
    async with within(pool, organisation) as connection:
        return int(await connection.fetchval("SELECT count(*) FROM mentorships"))


async def begin(api: Api) -> httpx.Response:
    """Ask for a mentorship."""
    body = {"programme": str(UUID(int=1)), "mentee": "ana", "mentor": "ben", "request": {"objective": "learn"}}
    return await api.call("POST", "/v1/mentorships", body)


async def test_postgres_that_hangs_keeps_nobody_waiting_without_end(
    killable: KillablePostgres, killable_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    async with serving(killable.url, killable_pool) as api:
        await api.mentorship_body()
        monkeypatch.setattr(pools, "PATIENCE", 0.5)
        processes = await killable.processes()
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        async with asyncio.timeout(PATIENCE):
            hung = await asyncio.gather(*(api.call("GET", "/v1/people") for _ in range(12)))
        for process in processes:
            os.kill(process, signal.SIGCONT)
        assert {one.status_code for one in hung} == {503}

        async def serves() -> bool:
            return (await api.call("GET", "/v1/people")).status_code == 200

        await until(serves)


async def test_while_every_connection_is_taken_others_are_asked_to_come_back(
    database_url: str, pool: Pool, organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair, few = await make_pair(database_url, organisation), await open_pool(database_url, 1)
    services = await make_services(database_url, few, "127.0.0.1:1")
    link = await pair.link("request", Role.MENTOR)
    async with browser(services) as client, asyncio.timeout(PATIENCE):
        async with within(few, organisation):
            with monkeypatch.context() as patched:
                patched.setattr(pools, "PATIENCE", 0.3)
                leaf = await opened(client, services, link)
        later = await opened(client, services, link)
    assert (leaf.response.status_code, later.response.status_code) == (503, 200)
    few.terminate()


async def test_temporal_that_dies_while_an_answer_is_told_makes_it_noted_and_told_once_it_is_back(
    database_url: str, pool: Pool, organisation: UUID, folder: Path
) -> None:
    file, port = folder / f"{uuid4().hex}.db", free_port()
    child = engine.serve(file, port, folder / "dying.log")
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, engine.address(port))
    await started(services, pair)
    telling = asyncio.create_task(say(services, organisation, met(pair)))
    await until(pair.answers)
    child.process.kill()
    child.process.wait()
    async with asyncio.timeout(PATIENCE):
        assert (await telling).state == "noted"
    child = engine.serve(file, port, folder / "dying.log")
    try:
        async with at_work(services, pair):
            assert await sweep(services, at_least=0) == 1
        assert await updates(services, pair) == 1
    finally:
        child.stop()


async def test_an_answer_that_cannot_be_read_does_not_hold_up_the_others(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    broken = await make_pair(database_url, organisation, Phase.ACTIVE, "Broken")
    pair, services = (
        await make_pair(database_url, organisation, Phase.ACTIVE),
        await make_services(database_url, pool, temporal),
    )
    await record(pool, organisation, met(broken))
    await pair.value('UPDATE answers SET said = \'{"met": "on the moon"}\'')
    await record(pool, organisation, met(pair))
    handle = await started(services, pair)
    async with at_work(services, pair):
        assert await sweep(services, at_least=0) == 1
    await handle.terminate()


async def test_what_is_being_told_when_the_gateway_stops_is_told_to_its_end(
    database_url: str, pool: Pool, temporal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal)
    async with serving(database_url, pool) as api:
        organisation = UUID(api.key.split("_")[1])
        pair = await make_pair(database_url, organisation, Phase.ACTIVE)
        handle = await started(api.services, pair)
        hung_up = asyncio.create_task(api.call("POST", f"/v1/mentorships/{pair.id}/close", {"outcome": "left"}))
        await until(pair.answers)
        hung_up.cancel()
        worker = at_work(api.services, pair)
        entering = asyncio.create_task(worker.__aenter__())
    await entering
    assert [one["told_at"] is not None for one in await pair.answers()] == [True]
    await handle.terminate()
    await worker.__aexit__(None, None, None)
