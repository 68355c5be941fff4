"""A relay that refuses, drops the connection, or is down for a while."""

import asyncio
from collections import Counter

from chaos.pairs import Pair, live_all
from chaos.stories import in_peace, lived, living
from chaos.trial import Trial

BACK_WITHIN = 40.0  # seconds; the first retry comes after half a minute


async def temporary(trial: Trial) -> None:
    """The relay answers 421, then 451: every letter arrives later, once, without intervention."""
    programme = await trial.programme()
    calm = await in_peace(trial, programme)
    for mode in ("421", "451"):
        pairs = await trial.pairs(max(1, trial.size // 2))
        trial.service.relay.behave(mode)
        lives = asyncio.create_task(live_all(pairs, programme))
        await asyncio.sleep(8)
        trial.service.relay.behave()
        await _retried(trial, pairs, mode)
        async with trial.meanwhile(trial.records.hurry_on()):
            trial.found += await lives
        await lived(trial, pairs, calm)


async def _retried(trial: Trial, pairs: list[Pair], mode: str) -> None:
    letters = await trial.records.letters(*(pair.id for pair in pairs if pair.id))
    waiting = [row["id"] for row in letters if row["state"] == "deferred"]
    trial.expect(waiting, f"{mode}: no letter waits for a retry")
    sql = "SELECT count(*) FROM outbox WHERE state = 'deferred' AND id = ANY($1)"
    left = await trial.records.none_left(sql, waiting, patience=BACK_WITHIN)
    trial.expect(not left, f"{mode}: {left} letters still wait {BACK_WITHIN:.0f} s after the relay's return")


async def refused(trial: Trial) -> None:
    """The relay reports no such mailbox: a candidate is passed over; for one of a pair, the coordinator is told."""
    programme = await trial.programme(undo_minutes=0)
    asked, pair = await trial.pairs(2)
    trial.service.relay.behave("550", rcpt=asked.addresses["mentor"])
    body = asked.body(programme)
    await trial.driver.person(pair.mentor, capacity=3)
    body["mentors"].append({"external_id": pair.mentor})
    asked.id = (await trial.driver.call("POST", "/v1/mentorships", json=body)).json()["id"]
    await pair.begin(programme, given=True)
    letters = await _letters_until(trial, asked, ("mentor", "accepted"))
    trial.expect(
        letters[("mentor", "rejected")] == 1, f"the first mentor's letter was not refused once: {dict(letters)}"
    )
    trial.expect(letters[("mentor", "accepted")], f"the next mentor was not asked: {dict(letters)}")
    await _dead_address(trial, pair)
    await trial.inspect([asked, pair])


async def _dead_address(trial: Trial, pair: Pair) -> None:
    await pair.live(until=lambda step: step == "check_in/1")
    trial.service.relay.behave("550", rcpt=pair.addresses["mentee"])
    for _ in range(4):
        await trial.clock.to_next(pair.id)
    letters = await _letters_until(trial, pair, ("coordinator", "accepted"))
    trial.expect(letters[("coordinator", "accepted")], "the coordinator was never told that a mentee's mailbox is gone")
    trial.service.relay.behave()


async def _letters_until(trial: Trial, pair: Pair, wanted: tuple[str, str]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for _ in range(50):
        found = Counter((row["role"], row["state"]) for row in await trial.records.letters(pair.id))
        if found[wanted]:
            break
        await asyncio.sleep(0.2)
    return found


async def broken(trial: Trial) -> None:
    """The connection drops after the final dot: a letter that arrives twice is the same, and is marked."""
    programme = await trial.programme()
    calm = await in_peace(trial, programme)
    pairs = await trial.pairs(trial.size)
    async with living(trial, pairs, programme, abandoned_after=15):
        for number in range(8):
            await asyncio.sleep(1.2)
            trial.service.relay.behave("drop", left=2, number=number)
        await asyncio.sleep(2)
        trial.service.relay.behave()
    await lived(trial, pairs, calm)
