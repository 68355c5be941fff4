"""Workers and gateways are killed while many mentorships run."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

from chaos.driver import Driver
from chaos.pages import Page
from chaos.pairs import live_all, one_by_one
from chaos.service import GATEWAYS, WORKERS
from chaos.stories import in_peace, lived
from chaos.trial import Trial

KILLS = 2  # of both workers at once, for each stage of a delivery
MOST = 8  # kills of one process at a time; after them the mentorships end


async def worker_kill(trial: Trial) -> None:
    """Workers are killed at random moments; every pair gets the same letters as a pair without faults."""
    await _lives(trial, WORKERS, trial.service.start_worker, (1, 4))


async def gateway_kill(trial: Trial) -> None:
    """Gateways are killed at random moments; people press again after a failed page, and each answer counts once."""
    await _lives(trial, GATEWAYS, lambda name: trial.service.start_gateway(name, wait=False), (1.5, 3))


async def _lives(trial: Trial, names: Sequence[str], start: Callable[[str], None], pause: tuple[float, float]) -> None:
    programme = await trial.programme()
    calm = await in_peace(trial, programme)
    pairs = await trial.pairs(trial.size)
    kills: Counter[str] = Counter()

    async def kill() -> None:
        while kills.total() < MOST:
            await asyncio.sleep(trial.dice.uniform(*pause))
            name = trial.dice.choice(names)
            trial.kill(name)
            kills[name] += 1
            start(name)
            await trial.serving(name)

    async with trial.meanwhile(kill(), trial.records.hurry_on()):
        trial.found += await live_all(pairs, programme)
    trial.say(f"{len(pairs)} lives, kills {dict(kills)}")
    await lived(trial, pairs, calm, caught=sum(kills[name] for name in WORKERS))


async def worker_kill_sync(trial: Trial) -> None:
    """Both workers are killed at RCPT, at the final dot, after 250: letters lost or sent twice are marked."""
    programme = await trial.programme()
    calm = await in_peace(trial, programme)
    for at in ("rcpt", "dot", "ok"):
        pairs = await trial.pairs(trial.size)
        kills: Counter[str] = Counter()
        async with trial.meanwhile(_kill_at(trial, at, kills), trial.records.hurry_on()):
            trial.found += await live_all(pairs, programme)
        trial.service.relay.behave()
        _start_missing(trial)
        trial.say(f"at {at}: {len(pairs)} lives, {kills[at]} double kills")
        await lived(trial, pairs, calm, caught=kills[at])


async def _kill_at(trial: Trial, at: str, kills: Counter[str]) -> None:
    processes = trial.service.processes
    while kills[at] < KILLS:
        pids = [processes.pid(name) for name in WORKERS]
        only = trial.dice.choice(("mentee-", "mentor-"))
        trial.service.relay.behave(kill=pids, at=at, only=only)
        while any(map(processes.alive, WORKERS)):  # noqa: ASYNC110 - another process kills them
            await asyncio.sleep(0.05)
        kills[at] += 1
        await asyncio.sleep(trial.dice.uniform(0, 1))
        _start_missing(trial)
        await trial.serving(*WORKERS)


def _start_missing(trial: Trial) -> None:
    for name in WORKERS:
        if not trial.service.processes.alive(name):
            trial.service.start_worker(name)


async def gateway_kill_once(trial: Trial) -> None:
    """A gateway is killed during a press and nobody presses again: what was recorded is sent, once."""
    programme = await trial.programme(undo_minutes=1440)
    pairs = await trial.pairs(trial.size)
    await one_by_one(pairs, programme)
    pages: Counter[str] = Counter()
    for pair in pairs:
        token = (await pair.links("mentor"))["mentor"]
        outcome = await _killed_press(trial, token)
        pages[outcome] += 1
        await trial.records.drained(20)
        rows = await trial.records.answers(pair.id)
        trial.expect(len(rows) <= 1, f"{pair.id}: one press, {len(rows)} answers recorded")
        trial.expect(rows or outcome != "told", f"{pair.id}: the page said that it was sent, and nothing is recorded")
    trial.say(f"pages: {dict(pages)}")
    await trial.inspect(pairs)


async def _killed_press(trial: Trial, token: str) -> str:
    driver: Driver = trial.driver
    number = trial.dice.randrange(len(GATEWAYS))
    async with driver.browser(number) as browser:
        page = Page(await browser.get(f"/a/{token}"))
        sent = {**page.fields, "choice": "accept"}
        press = asyncio.create_task(browser.post(f"/a/{token}", data=sent))
        await asyncio.sleep(trial.dice.uniform(0, 0.12))
        trial.kill(GATEWAYS[number])
        try:
            outcome = Page(await press).outcome
        except Exception as error:
            outcome = type(error).__name__
    trial.service.start_gateway(GATEWAYS[number])
    return outcome
