"""An outage ends after the good hours of a letter that was due; in real time, so only when named."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from signal import SIGQUIT
from time import time
from zoneinfo import ZoneInfo

from chaos.driver import ALL_WEEK, patiently
from chaos.pairs import Pair
from chaos.service import WORKERS
from chaos.trial import Trial

ZONES = ("UTC", "Asia/Kolkata", "Asia/Kathmandu")  # their full hours are at different minutes
LEAST = timedelta(minutes=4)  # until the good hours end
TOMORROW = timedelta(hours=22)  # after their end; they begin an hour later
A_WHILE = 20  # seconds


def _closing_time() -> tuple[str, datetime]:
    """Return the time zone whose next full hour is soonest, but not too soon, and when that is."""
    now = datetime.now(UTC)
    ends = {}
    for zone in ZONES:
        end = (now.astimezone(ZoneInfo(zone)) + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
        if end - now > LEAST and end.hour > 1:
            ends[zone] = end
    zone = min(ends, key=lambda name: ends[name])
    return zone, ends[zone]


async def night(trial: Trial) -> None:
    """Workers are down when a letter is due, and back after the good hours: it waits for the next good hour."""
    zone, end = _closing_time()
    (pair,), tokens = await _asked(trial, zone, end, 1)
    await _at(end, -95)
    await trial.driver.press(tokens[pair.id], choice="accept")  # the agreement is due a minute later
    trial.kill(*WORKERS)
    await _at(end, 20)
    for name in WORKERS:
        trial.service.start_worker(name)
    await _waits(trial, end, [pair])


async def night_relay(trial: Trial) -> None:
    """The relay and Postgres are down when a letter is due, and back after the good hours: it waits."""
    zone, end = _closing_time()
    pairs, tokens = await _asked(trial, zone, end, 2)
    await _at(end, -125)
    trial.service.relay.behave("421")
    await trial.driver.press(tokens[pairs[0].id], choice="accept")
    await _at(end, -85)
    await trial.driver.press(tokens[pairs[1].id], choice="accept")
    await _at(end, -40)
    trial.service.processes.kill("postgres", SIGQUIT)
    await _at(end, 10)
    trial.service.relay.behave()
    trial.service.start_database()
    await _waits(trial, end, pairs)


async def _asked(trial: Trial, zone: str, end: datetime, count: int) -> tuple[list[Pair], dict[str, str]]:
    working = {"working_days": ALL_WEEK, "from_hour": end.hour - 1, "to_hour": end.hour}
    hours = {**working, "awake_from": 0, "awake_to": 24, "jitter_minutes": 0}
    programme = await trial.programme(undo_minutes=1, courtesy=hours)
    pairs = await trial.pairs(count, (zone, zone))
    for pair in pairs:
        await pair.begin(programme)
    trial.say(f"good hours until {end:%H:%M} in {zone}")
    return pairs, {pair.id: (await pair.links("mentor"))["mentor"] for pair in pairs}


async def _at(end: datetime, seconds: float) -> None:
    await asyncio.sleep(max(0, end.timestamp() + seconds - time()))


async def _waits(trial: Trial, end: datetime, pairs: list[Pair]) -> None:
    """Expect every agreement to be postponed until tomorrow, and none to be sent a while later."""
    for pair in pairs:
        await trial.clock.settled(pair.id)
        with suppress(TimeoutError):
            await patiently(partial(_due, trial, pair), lambda due: due > end + TOMORROW)
        due = await _due(trial, pair)
        trial.say(f"{pair.id} waits until {due:%d %b %H:%M}")
        trial.expect(due > end + TOMORROW, f"{pair.id} does not wait for the good hours: next at {due}")
    await asyncio.sleep(A_WHILE)
    await _none_sent(trial, pairs)


async def _due(trial: Trial, pair: Pair) -> datetime:
    """Return when the agreement is due: its letters if they are written, otherwise its step."""
    letters = await trial.records.letters(pair.id)
    tries: list[datetime] = [row["try_at"] for row in letters if row["letter"] == "agreement"]
    return min(tries) if tries else datetime.fromisoformat((await trial.driver.view(pair.id))["next"]["when"])


async def _none_sent(trial: Trial, pairs: list[Pair]) -> None:
    for pair in pairs:
        for row in await trial.records.letters(pair.id):
            sent = row["letter"] == "agreement" and row["state"] == "accepted"
            trial.expect(not sent, f"{row['step']} to the {row['role']} did not wait, but was sent at {row['done_at']}")
    await trial.inspect(pairs, ("a letter is still under way", "a step hangs"))
