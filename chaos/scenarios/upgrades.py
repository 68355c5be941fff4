"""Another release takes over while mentorships run, and the old one comes back."""

import asyncio
from collections import Counter

from chaos.history_check import account, stuck
from chaos.pages import kind_answer
from chaos.pairs import Pair, one_by_one
from chaos.releases import StaleEditError, release
from chaos.service import WORKERS
from chaos.setup import as_owner
from chaos.trial import TOLERATED, Trial

EDITION = "new edition"
SAFE = ("defaults", "words", EDITION)  # as the manual promises
UNSAFE = ("earlier reminders", "one is enough")  # they may stop runs, which continue when the old release is back
FAILS_OFTEN = 10.0  # seconds until a run that cannot continue counts as stuck
HANGS, COMES = 15.0, 90.0  # seconds to wait for a step that may not come; for one that must come
STOPPED = "a workflow task failed"  # the runs were stopped for a while


async def releases(trial: Trial) -> None:
    """A release of each kind comes and goes: a safe one stops nothing, and after any other the old one continues."""
    for name in (*SAFE, *UNSAFE):
        pairs = await _stages(trial)
        try:
            other = release(trial.service, name)
        except StaleEditError as error:
            trial.found.append(f"{name} could not be tried: {error}")
            continue
        trial.service.restart_workers(**other)
        seen = await _go_on(trial, pairs, name)
        failures = {failure for pair in pairs for failure in (await account(trial.clock, pair.id)).failures}
        stopped = await stuck(trial.clock, [pair.id for pair in pairs])
        trial.say(f"{name}: {dict(seen)}, workflow tasks failed: {sorted(failures)}")
        if name in SAFE:
            trial.expect(not (failures or stopped), f"{name}, promised to be safe, stops runs: {sorted(failures)}")
            trial.expect(not seen["hangs"], f"{name}, promised to be safe: {seen['hangs']} steps did not come")
            left = await trial.records.drained()
            trial.expect(not left, f"{name}, promised to be safe: {left} answers or letters stay pending")
        await _back(trial, pairs, name)


async def _back(trial: Trial, pairs: list[Pair], name: str) -> int:
    """Bring the old release back and check all pairs; return how many could not continue by themselves."""
    trial.service.restart_workers()
    await asyncio.sleep(FAILS_OFTEN)
    await _renew_stuck(trial)  # finds runs that sleep with an edition that is gone, before they wake
    await _renewed(trial, pairs)
    patience = _patience(name)  # only a run that wakes shows that it cannot continue
    went = await asyncio.gather(*(_step(trial, pair, patience) for pair in pairs))
    left = await trial.records.drained(40)
    trial.expect(not left, f"{name}: {left} answers or letters are pending after the old release came back")
    stopped = await _renewed(trial, pairs)
    trial.expect(not stopped, f"{name}: stuck after the old release came back: {stopped}")
    await trial.inspect(pairs, (*TOLERATED, STOPPED, "a workflow is stuck"))
    return went.count(False)


async def _renewed(trial: Trial, pairs: list[Pair]) -> list[str]:
    """Follow the manual until no pair is stuck; return those that still are after a while."""
    stopped: list[str] = []
    for _ in range(12):
        if not (stopped := await stuck(trial.clock, [pair.id for pair in pairs])):
            break
        await _renew_stuck(trial)
        await asyncio.sleep(5)
    return stopped


async def _renew_stuck(trial: Trial) -> None:
    said = await asyncio.to_thread(as_owner, trial.service, "renew", "--stuck")
    trial.say(f"renew --stuck: {said.splitlines()[-1] if said else 'nothing'}")


async def _still_stuck(trial: Trial, pairs: list[Pair]) -> list[str]:
    """Return the pairs that are still stuck after the pauses between retries."""
    stopped: list[str] = []
    for _ in range(25):
        if not (stopped := await stuck(trial.clock, [pair.id for pair in pairs])):
            break
        await asyncio.sleep(1)
    return stopped


async def _stages(trial: Trial) -> list[Pair]:
    """Return pairs at three stages: a mentor is asked; one person has agreed; both have agreed and met."""
    programme = await trial.programme(undo_minutes=0)
    asked, agreeing, active = await trial.pairs(3)
    await one_by_one([asked], programme)
    await one_by_one([agreeing, active], programme, given=True)
    await trial.driver.press((await agreeing.links("mentor"))["mentor"], choice="agree")
    await active.live(until=lambda step: step == "check_in/1")
    return [asked, agreeing, active]


async def _go_on(trial: Trial, pairs: list[Pair], name: str) -> Counter[str]:
    """Answer once if somebody is asked, then take two steps; count the results."""
    seen: Counter[str] = Counter()
    for pair in pairs[1:]:
        for _, number in list(pair.new_letters()):
            token = trial.driver.token(number)
            if token and (choice := kind_answer(await trial.driver.look(token))):
                seen[(await trial.driver.press_once(token, **choice)).outcome] += 1
    patience = _patience(name)
    for pair in pairs:
        if not (await _step(trial, pair, patience) and await _step(trial, pair, patience)):
            seen["hangs"] += 1
    return seen


def _patience(name: str) -> float:
    return COMES if name in SAFE else HANGS


async def _step(trial: Trial, pair: Pair, patience: float = HANGS) -> bool:
    """Skip time to the next step; return whether it was taken."""
    try:
        await asyncio.wait_for(trial.clock.to_next(pair.id), patience)
    except (TimeoutError, RuntimeError):
        return False
    return True


async def silent_swap(trial: Trial) -> None:
    """Two steps of the ladder change places while a pair is between them: that is noticed, and no step is lost."""
    pair = await _on_the_ladder(trial)
    before = (await account(trial.clock, pair.id)).steps()
    trial.service.restart_workers(**release(trial.service, "other order"))
    for _ in range(3):
        if not await _step(trial, pair):
            break
    told = await account(trial.clock, pair.id)
    trial.say(f"before: {before}, after: {told.steps()}, failures: {told.failures[:1]}")
    if not told.failures:  # a run that stops is safe
        twice = [step for step, times in Counter(told.done).items() if times > 1]
        trial.expect(not twice, f"taken twice, and nobody noticed: {twice}")
        trial.expect("task/1" in told.steps(), "the coordinator's task was never set, and nobody noticed")
    await _back(trial, [pair], "other order")


async def _on_the_ladder(trial: Trial) -> Pair:
    """Return a pair that was asked about its rhythm and did not answer."""
    programme = await trial.programme(undo_minutes=0)
    (pair,) = await trial.pairs(1)
    await pair.begin(programme, given=True)
    await pair.live(until=lambda step: step == "check_in/1")
    while await trial.clock.to_next(pair.id) not in ("rhythm/1", ""):
        pass
    return pair


async def rolled_back(trial: Trial) -> None:
    """Runs continued under a bad release, or slept under a new edition: after the manual's roll-back, they continue."""
    everybody: list[Pair] = []  # those of the first round sleep through the second
    for name in ("one is enough", EDITION):
        programme = await trial.programme(undo_minutes=0)
        pairs = await trial.pairs(2)
        everybody += pairs
        trial.service.restart_workers(**release(trial.service, name))
        await one_by_one(pairs, programme, given=True)
        said = await asyncio.to_thread(as_owner, trial.service, "renew", "--rate", "50/s")
        trial.say(f"renew: {said.splitlines()[-1] if said else 'nothing'}")
        await asyncio.sleep(1)
        for pair in pairs:  # under this release they are active now
            await trial.driver.press((await pair.links("mentor"))["mentor"], choice="agree")
        await asyncio.sleep(2)
        trial.say(f"under {name}: {[(await trial.driver.view(pair.id))['phase'] for pair in pairs]}")
        hung = await _back(trial, everybody, name)
        trial.expect(name != EDITION or not hung, f"{hung} still sleep under an edition that was rolled back")


async def mixed(trial: Trial) -> None:
    """An old and a new worker run side by side, the new one with an edition of its own: all mentorships continue."""
    pairs = await _stages(trial)
    trial.service.processes.stop(WORKERS[1])
    new = release(trial.service, EDITION)
    trial.service.start_worker(WORKERS[1], **new)
    lives = await asyncio.gather(
        *(asyncio.wait_for(pair.live(most=8), 90) for pair in pairs[1:]), return_exceptions=True
    )
    problems = [repr(one) for one in lives if isinstance(one, BaseException)]
    trial.expect(not problems, f"mentorships did not continue while both ran: {problems}")
    trial.service.restart_workers(**new)
    stopped = await _still_stuck(trial, pairs)
    trial.expect(not stopped, f"stuck after the new release had taken over: {stopped}")
    await trial.inspect(pairs, (*TOLERATED, STOPPED))
