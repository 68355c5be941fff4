"""An answer, a pause or a close at the moment when a step is due."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from time import time

from chaos.history_check import account
from chaos.pages import Page
from chaos.pairs import Pair, one_by_one
from chaos.service import WORKERS
from chaos.trial import Trial

AFTER_PAUSE, AFTER_CLOSE = ("paused", "resumed"), ("closing", "farewell")
KINDS = (("answer", "step"), ("pause", "step"), ("close", "step"), ("close", "answer"))
OFFSETS = (-1.5, -0.6, -0.3, -0.15, -0.05, 0, 0.05, 0.2, 0.6)  # seconds from the due time


async def races(trial: Trial) -> None:
    """An answer, a pause or a close coincides with a due step: no step after one that forbids it, none twice."""
    programme = await trial.programme(undo_minutes=0)
    pairs = await trial.pairs(trial.size)
    await one_by_one(pairs, programme, given=True)
    await asyncio.gather(*(pair.live(until=lambda step: step == "check_in/1") for pair in pairs))
    for number, pair in enumerate(pairs):
        await _race(trial, pair, KINDS[number % len(KINDS)])
    await trial.inspect(pairs)


async def _race(trial: Trial, pair: Pair, kind: tuple[str, str]) -> None:
    token = (await pair.links("mentee"))["mentee"]
    due = datetime.fromisoformat((await trial.driver.view(pair.id))["next"]["when"])
    until = (due + timedelta(days=20)).isoformat()
    span = due - await trial.clock.now(pair.id) + timedelta(seconds=30)
    wait = trial.dice.uniform(0, 0.25)
    acts: dict[str, Callable[[], Awaitable[object]]] = {
        "answer": lambda: _answer(trial, token, wait),
        "step": lambda: trial.clock.forward(pair.id, span),
        "pause": lambda: _hr(trial, pair, "pause", {"until": until}, wait),
        "close": lambda: _hr(trial, pair, "close", {"outcome": "left"}, wait),
    }
    done = await asyncio.gather(*(acts[act]() for act in kind))
    await trial.clock.settled(pair.id)
    await trial.records.drained(20)
    await _judge(trial, pair, kind[0], 200 in done)


async def _answer(trial: Trial, token: str, wait: float) -> str:
    await asyncio.sleep(wait)
    return await trial.driver.press(token, met="yes", rating="5")


async def _hr(trial: Trial, pair: Pair, path: str, body: dict[str, str], wait: float) -> int:
    await asyncio.sleep(wait)
    return (await trial.driver.call("POST", f"/v1/mentorships/{pair.id}/{path}", json=body)).status_code


async def _judge(trial: Trial, pair: Pair, word: str, taken: bool) -> None:
    told = await account(trial.clock, pair.id)
    twice = [step for step, times in Counter(told.done).items() if times > 1]
    trial.expect(not twice, f"{word}: taken twice: {twice}")
    if word == "answer" or not taken:
        return
    allowed = AFTER_PAUSE if word == "pause" else AFTER_CLOSE
    after = told.order[told.order.index(("answer", word)) :]
    late = [key for what, key in after if what == "step" and not key.startswith(allowed)]
    trial.expect(not late, f"{word}: steps after it was taken: {late}")


async def undo(trial: Trial) -> None:
    """A no arrives at the moment when the agreement is sent: page and letters say the same."""
    programme = await trial.programme(undo_minutes=1)
    pairs = await trial.pairs(len(OFFSETS))
    await one_by_one(pairs, programme)
    outcomes = await asyncio.gather(*(_change(trial, pair, at) for pair, at in zip(pairs, OFFSETS, strict=True)))
    await _compare(trial, pairs, outcomes)
    away = await trial.pairs(trial.size)
    await one_by_one(away, programme)
    await _compare(trial, away, await _without_workers(trial, away))


async def _change(trial: Trial, pair: Pair, offset: float) -> str:
    token = (await pair.links("mentor"))["mentor"]
    await trial.driver.press(token, choice="accept")
    due = datetime.fromisoformat((await trial.driver.view(pair.id))["next"]["when"]).timestamp()
    async with trial.driver.browser() as browser:
        page = Page(await browser.get(f"/a/{token}"))
        await asyncio.sleep(max(0, due + offset - time()))
        return Page(await browser.post(f"/a/{token}", data={**page.fields, "choice": "decline"})).outcome


async def _without_workers(trial: Trial, pairs: list[Pair]) -> list[str]:
    """Say yes, then no while no worker runs; a worker comes back when the agreement was due."""
    tokens = [(await pair.links("mentor"))["mentor"] for pair in pairs]
    await asyncio.gather(*(trial.driver.press(token, choice="accept") for token in tokens))
    trial.kill(*WORKERS)
    await asyncio.sleep(45)
    outcomes = await asyncio.gather(*(trial.driver.press(token, choice="decline") for token in tokens))
    await asyncio.sleep(20)
    for name in WORKERS:
        trial.service.start_worker(name)
    return outcomes


async def _compare(trial: Trial, pairs: list[Pair], outcomes: list[str]) -> None:
    await trial.records.drained()
    await asyncio.sleep(3)
    for pair, outcome in zip(pairs, outcomes, strict=True):
        sent = any(row["letter"] == "agreement" for row in await trial.records.letters(pair.id))
        same = not (outcome in ("told", "noted") and sent) and not (outcome == "refused" and not sent)
        trial.expect(same, f"{pair.id}: the page said {outcome}, and the agreement was {'' if sent else 'not '}sent")
    trial.say(f"pages: {dict(Counter(outcomes))}")
    await trial.inspect(pairs)
