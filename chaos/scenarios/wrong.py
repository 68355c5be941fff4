"""Temporal comes back as a different one: a wrong address, a lost database."""

import asyncio
from pathlib import Path
from time import monotonic

from temporalio.service import RPCError

from chaos.pairs import Pair, one_by_one
from chaos.setup import set_search_attributes
from chaos.trial import Trial

FOUND_AGAIN = 150.0  # seconds; gateways check twice, a minute apart


async def empty_temporal(trial: Trial) -> None:
    """Temporal is empty for half a minute: answers and starts meanwhile are saved, and sent when it is back."""
    programme = await trial.programme(undo_minutes=1440)
    *pairs, late = await trial.pairs(3)
    await one_by_one(pairs, programme)
    tokens = [(await pair.links("mentor"))["mentor"] for pair in pairs]
    kept = _put_away(trial)
    trial.service.start_temporal()
    set_search_attributes(trial.service)
    for token in tokens:
        outcome = (await trial.driver.press_once(token, choice="accept")).outcome
        trial.say(f"a press meanwhile: {outcome}")
        trial.expect(outcome in ("noted", "away"), f"a press on an open mentorship showed {outcome!r}, not noted")
    reply = await late.begin(programme)
    trial.say(f"a start meanwhile: {reply.status_code}")
    await asyncio.sleep(5)
    _put_back(trial, kept)
    trial.service.start_temporal()
    await asyncio.sleep(8)
    await trial.records.drained(60)
    for pair in pairs:
        phase = (await trial.driver.view(pair.id))["phase"]
        trial.expect(phase == "agreeing", f"{pair.id}: the mentor said yes, and it is still {phase}")
    await _found_again(trial, late)
    await trial.inspect(pairs, ())
    await trial.inspect([late], ("timeline and workflow differ",))  # its first steps were taken in the other Temporal


async def _found_again(trial: Trial, pair: Pair) -> None:
    """Wait until a mentorship that started in the other Temporal is found missing, and continues."""
    began = monotonic()
    while monotonic() - began < FOUND_AGAIN:
        try:
            await trial.clock.handle(pair.id).describe()
        except RPCError:
            await asyncio.sleep(2)
            continue
        await trial.clock.settled(pair.id)
        trial.say(f"what started meanwhile continues {monotonic() - began:.0f} s later")
        return
    trial.found.append(f"what started meanwhile is still missing after {FOUND_AGAIN:.0f} s")


def _put_away(trial: Trial) -> list[Path]:
    trial.service.processes.stop("temporal")
    kept = []
    for file in trial.service.folder.glob("temporal.db*"):
        kept.append(file.rename(file.with_name(f"kept-{file.name}")))
    return kept


def _put_back(trial: Trial, kept: list[Path]) -> None:
    trial.service.processes.stop("temporal")
    for file in trial.service.folder.glob("temporal.db*"):
        file.unlink()
    for file in kept:
        file.rename(file.with_name(file.name.removeprefix("kept-")))
