"""Runs continue as new after a short history while people change their minds and processes are killed."""

import asyncio
from collections import Counter

from chaos.history_check import runs
from chaos.pairs import one_by_one
from chaos.service import GATEWAYS, WORKERS
from chaos.trial import TOLERATED, Trial

CHANGES, MOST = 20, 8  # kills


async def anew(trial: Trial) -> None:
    """Many changes of mind at a history budget of 20, with workers and gateways killed: each is sent, in order."""
    programme = await trial.programme(undo_minutes=1440)
    pairs = await trial.pairs(trial.size)
    await one_by_one(pairs, programme, given=True)
    for pair in pairs:
        for token in (await pair.links("mentee", "mentor")).values():
            await trial.driver.press(token, choice="agree")
    tokens = [token for pair in pairs for token in (await pair.links("mentee", "mentor")).values()]
    kills: Counter[str] = Counter()
    async with trial.meanwhile(_kill(trial, kills)):
        seen = await asyncio.gather(*(_fickle(trial, token) for token in tokens))
    trial.say(f"kills: {dict(kills)}; presses: {dict(sum(seen, Counter()))}")
    left = await trial.records.drained(90)
    trial.expect(not left, f"{left} answers were never sent")
    lengths = [len(await runs(trial.clock, pair.id)) for pair in pairs]
    trial.say(f"runs: {lengths}")
    trial.expect(max(lengths) > 1, "no run continued as new")
    await _in_order(trial, [pair.id for pair in pairs])
    # sent to two runs, the second of which already has it
    await trial.inspect(pairs, (*TOLERATED, "an answer was told twice"))


async def _fickle(trial: Trial, token: str) -> Counter[str]:
    seen: Counter[str] = Counter()
    for number in range(CHANGES):
        met = trial.dice.choice(("yes", "no", "booked"))
        seen[await trial.driver.press(token, met=met, next_step=str(number))] += 1
    return seen


async def _kill(trial: Trial, kills: Counter[str]) -> None:
    while kills.total() < MOST:
        await asyncio.sleep(trial.dice.uniform(1, 3))
        name = trial.dice.choice((*WORKERS, *GATEWAYS))
        trial.kill(name)
        kills[name] += 1
        if name in WORKERS:
            trial.service.start_worker(name)
        else:
            trial.service.start_gateway(name, wait=False)
        await trial.serving(name)


async def _in_order(trial: Trial, ids: list[str]) -> None:
    links: dict[object, list[int]] = {}
    rows = [row for row in await trial.records.answers(*ids) if row["told_at"]]
    for row in sorted(rows, key=lambda row: row["told_at"]):
        links.setdefault(row["link_id"], []).append(row["seq"])
    wrong = [told for told in links.values() if told != sorted(told)]
    trial.expect(not wrong, f"changes of mind were sent out of order: {wrong[:2]}")
