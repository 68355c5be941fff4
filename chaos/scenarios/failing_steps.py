"""A step that fails for days: what operators see, and how it affects everybody else."""

import asyncio
import re
from datetime import datetime, timedelta
from time import monotonic

from chaos.pairs import Pair, one_by_one
from chaos.releases import release
from chaos.service import WORKERS
from chaos.trial import TOLERATED, Trial

FEW, ROUNDS = 4, 8
MORE = 5.0  # seconds by which an unrelated answer may be slower than before the fault
TROUBLE = re.compile(r'^rapport_mentorships_in_trouble\{why="failing"\} ([1-9].*)$', re.MULTILINE)


async def failing(trial: Trial) -> None:
    """One pair's step fails for hours: API and metrics show it, and HR can still close it."""
    programme = await trial.programme(undo_minutes=0)
    (pair,) = await trial.pairs(1)
    await pair.begin(programme, given=True)
    await pair.live(until=lambda step: step == "check_in/1")
    await pair.enrol(language="de")
    trial.service.restart_workers(**release(trial.service, "broken letters"))
    await trial.clock.forward(pair.id, timedelta(days=40), patience=10)
    await _seen(trial, pair)
    began = monotonic()
    reply = await trial.driver.once("POST", f"/v1/mentorships/{pair.id}/close", json={"outcome": "left"})
    trial.say(f"HR's close: {reply.status_code} after {monotonic() - began:.1f} s")
    left = await trial.records.drained(12)
    trial.expect(not left, "HR's close has no effect while the step fails")
    trial.service.restart_workers()
    await trial.clock.forward(pair.id, timedelta(minutes=11), patience=10)
    await trial.records.drained(75)  # a letter whose worker stopped just then waits for its lease, a minute
    closed = (await trial.driver.view(pair.id))["phase"] in ("closing", "closed")
    trial.expect(closed, "HR closed it, the step was fixed, and it is still open")
    await trial.inspect([pair], ())


async def _seen(trial: Trial, pair: Pair) -> None:
    attempts = [one.attempt for one in (await trial.clock.described(pair.id)).pending_activities]
    now, view = await trial.clock.now(pair.id), await trial.driver.view(pair.id)
    trial.say(f"virtual {now:%d %b %H:%M}, attempts {attempts}; API: {view['trouble']}, next {view.get('next')}")
    trial.expect(attempts, "the step did not fail; the scenario proves nothing")
    coming = view.get("next")
    past = coming and datetime.fromisoformat(coming["when"]) < now - timedelta(hours=1)
    plain = coming and past and not coming["overdue"] and not view["trouble"]
    trial.expect(not plain, "the API names a next step in the past, and does not mention the failing step")
    async with trial.driver.browser() as browser:
        metrics = (await browser.get("/metrics")).text
    trial.expect(TROUBLE.search(metrics), "no metric says that a step fails")


async def crowd_of_stuck(trial: Trial) -> None:
    """Many pairs with a failing step have answers waiting: the answer of a healthy pair is sent as soon as before."""
    programme = await trial.programme(undo_minutes=0)
    stuck, healthy, (before,) = await trial.pairs(trial.size), await trial.pairs(2), await trial.pairs(1)
    await one_by_one([*stuck, *healthy, before], programme, given=True)
    tokens = {pair.id: (await pair.links("mentee"))["mentee"] for pair in (*stuck, *healthy, before)}
    for pair in stuck:
        await pair.enrol(language="de")
    broken = release(trial.service, "broken letters")
    calm = await _noted(trial, before, tokens[before.id], broken)
    trial.say(f"sent {calm:.1f} s after the workers were back, with nobody stuck")
    fail = await _get_stuck(trial, stuck)
    trial.expect(fail >= FEW, f"the step of {fail} pairs fails; the scenario proves nothing")
    trial.kill(*WORKERS)
    await asyncio.gather(*(trial.driver.press_once(tokens[pair.id], choice="agree") for pair in stuck))
    held = await trial.records.value("SELECT count(*) FROM answers WHERE told_at IS NULL")
    trial.say(f"the step of {fail} pairs fails, and {held} answers wait to be sent")
    for pair in healthy:
        took = await _noted(trial, pair, tokens[pair.id], broken)
        trial.say(f"sent {took:.1f} s after the workers were back, behind {held} stuck ones")
        waited = f"a healthy pair's answer took {took:.1f} s behind {held} stuck ones, and {calm:.1f} s before"
        trial.expect(took - calm <= MORE, waited)
    await trial.inspect([*healthy, before], (*TOLERATED, "a workflow task failed"))


async def _get_stuck(trial: Trial, pairs: list[Pair]) -> int:
    """Skip time to a reminder that cannot be written, for a few pairs at a time; return how many fail."""
    gate = asyncio.Semaphore(5)

    async def one(pair: Pair) -> bool:
        async with gate:
            for _ in range(ROUNDS):
                if any(step.attempt > 1 for step in (await trial.clock.described(pair.id)).pending_activities):
                    return True
                await trial.clock.forward(pair.id, timedelta(days=3, minutes=1), patience=4)
        return False

    return sum(await asyncio.gather(*map(one, pairs)))


async def _noted(trial: Trial, pair: Pair, token: str, broken: dict[str, str]) -> float:
    """Press while no worker runs, and return how many seconds after their return the answer was sent."""
    trial.kill(*WORKERS)
    await trial.driver.press_once(token, choice="agree")
    for name in WORKERS:
        trial.service.start_worker(name, **broken)
    began = monotonic()
    await trial.records.heard(pair.id)
    return monotonic() - began
