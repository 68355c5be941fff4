"""Those who ask while work is under way share the next round; nobody waits without need, nobody is forgotten."""

import asyncio
from collections.abc import Sequence

import pytest

from activities import gathering
from activities.gathering import Gatherer


class Doubling:
    """Doubles numbers, in rounds that last until they are let go."""

    def __init__(self) -> None:
        self.rounds: list[list[int]] = []
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def __call__(self, items: Sequence[int]) -> list[int]:
        self.rounds.append(list(items))
        await self.go_on.wait()
        if 13 in items:
            raise ValueError("thirteen")
        return [2 * item for item in items]


async def test_who_asks_at_once_shares_a_round_and_gets_their_own_result() -> None:
    work = Doubling()
    gatherer = Gatherer(work)
    assert await asyncio.gather(*(gatherer.ask(item) for item in range(5))) == [0, 2, 4, 6, 8]
    assert work.rounds == [[0, 1, 2, 3, 4]]


async def test_who_asks_meanwhile_shares_the_next_round() -> None:
    work = Doubling()
    gatherer = Gatherer(work)
    work.go_on.clear()
    asked = [asyncio.create_task(gatherer.ask(1))]
    await asyncio.sleep(0.01)
    asked += [asyncio.create_task(gatherer.ask(item)) for item in (2, 3)]
    await asyncio.sleep(0.01)
    work.go_on.set()
    assert await asyncio.gather(*asked) == [2, 4, 6]
    assert work.rounds == [[1], [2, 3]]


async def test_a_round_has_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST", 2)
    work = Doubling()
    assert await asyncio.gather(*map(Gatherer(work).ask, range(5))) == [0, 2, 4, 6, 8]
    assert [len(one) for one in work.rounds] == [2, 2, 1]


async def test_a_failing_round_is_told_to_those_in_it_only() -> None:
    gatherer = Gatherer(Doubling())
    results = await asyncio.gather(gatherer.ask(1), gatherer.ask(13), return_exceptions=True)
    assert [type(result) for result in results] == [ValueError, ValueError]
    assert await gatherer.ask(2) == 4


async def test_work_goes_on_when_whoever_asked_is_cancelled() -> None:
    work = Doubling()
    gatherer = Gatherer(work)
    work.go_on.clear()
    asked = asyncio.create_task(gatherer.ask(1))
    await asyncio.sleep(0.01)
    asked.cancel()
    work.go_on.set()
    assert await gatherer.ask(2) == 4
    assert work.rounds == [[1], [2]]


async def test_its_end_waits_and_then_waits_no_longer() -> None:
    work = Doubling()
    gatherer = Gatherer(work)
    work.go_on.clear()
    asked = asyncio.create_task(gatherer.ask(1))
    await asyncio.sleep(0.01)
    await gatherer.end(0.01)
    with pytest.raises(asyncio.CancelledError):
        await asked
    await Gatherer(work).end(0.01)


async def test_only_a_crowd_lingers() -> None:
    work = Doubling()
    gatherer = Gatherer(work, linger=1.0)
    loop, began = asyncio.get_running_loop(), asyncio.get_running_loop().time()
    await gatherer.ask(1)
    await gatherer.ask(2)
    assert loop.time() - began < 0.9
    await asyncio.gather(gatherer.ask(3), gatherer.ask(4))
    await asyncio.gather(gatherer.ask(5), gatherer.ask(6))
    assert loop.time() - began >= 1.0


async def test_whoever_comes_first_waits_a_moment_for_others() -> None:
    work = Doubling()
    gatherer = Gatherer(work, pause=0.5)
    first = asyncio.create_task(gatherer.ask(1))
    await asyncio.sleep(0.01)
    assert list(await asyncio.gather(first, gatherer.ask(2))) == [2, 4]
    assert work.rounds == [[1, 2]]
