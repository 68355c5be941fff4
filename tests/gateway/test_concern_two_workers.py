"""Two workers look at the same new concern at the same moment: it is written about once, and to its reader alone."""

import asyncio

import pytest

from intake.services import Services
from schemas.names import Phase
from tests.gateway.concern_fixture import CONTACTS, WORDS, named, place, rows, sends, writing
from tests.gateway.pair_fixture import Pair, PairIn, connected, working
from tests.gateway.reader import browser
from tests.patience import PATIENCE

# Each look waits in the middle of its statement until its number is unlocked.
SLOW = """
CREATE SEQUENCE looks;
CREATE OR REPLACE FUNCTION is_matched(kept jsonb) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(nextval('looks'));
  RETURN true;
END $$
"""
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


async def raised(pair_in: PairIn) -> tuple[Pair, Services]:
    """Return a pair of which one has just raised a concern."""
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, *CONTACTS)
    path = await place(pair, services)
    async with working(services, pair), browser(services) as client:
        await sends(client, path, words=WORDS)
    return pair, services


async def looks(pair: Pair, many: int, worker: asyncio.Task[int]) -> None:
    """Wait until so many looks have begun, or the worker has left the concern to another one."""
    async with asyncio.timeout(PATIENCE):
        while await pair.value(WAITING) < many and not worker.done():  # noqa: ASYNC110 - Postgres tells nobody
            await asyncio.sleep(0.01)


async def test_a_concern_at_which_two_workers_look_is_read_by_its_contact_alone(pair_in: PairIn) -> None:
    """The page has promised that the deputy reads it only if the contact has not taken it up after three days."""
    pair, services = await raised(pair_in)
    async with writing(pair, services) as one, writing(pair, services) as other, connected(pair.url) as gate:
        await gate.execute(SLOW)
        await gate.execute("SELECT pg_advisory_lock(1), pg_advisory_lock(2)")
        first = asyncio.create_task(one.concerns.sweep())
        await looks(pair, 1, first)
        second = asyncio.create_task(other.concerns.sweep())
        await looks(pair, 2, second)
        await gate.execute("SELECT pg_advisory_unlock(1)")
        assert await first == 1
        await gate.execute("SELECT pg_advisory_unlock(2)")
        await second
    assert one.readers + other.readers == ["sam@example.com"]
    [concern] = await rows(pair)
    assert concern["letters"] == 1


async def test_a_concern_that_fails_is_looked_at_again_soon(pair_in: PairIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others do not wait for it."""
    pair, services = await raised(pair_in)
    async with writing(pair, services) as one, connected(pair.url) as gate:
        with monkeypatch.context() as broken:
            broken.setattr("activities.concerns.letter_of", unreadable)
            assert await one.concerns.sweep() == 0
        assert await gate.fetchval("SELECT look_at > now() FROM concerns")
        await gate.execute("UPDATE concerns SET look_at = now()")
        assert await one.concerns.sweep() == 1


def unreadable(*_: object) -> None:
    """Fail as on what a later release wrote."""
    raise ValueError("of a later release")


async def test_a_concern_is_told_whatever_a_later_release_wrote_into_the_request(pair_in: PairIn) -> None:
    pair, services = await raised(pair_in)
    async with writing(pair, services) as one, connected(pair.url) as gate:
        await gate.execute("UPDATE mentorships SET request = '[]'")
        assert await one.concerns.sweep() == 1
