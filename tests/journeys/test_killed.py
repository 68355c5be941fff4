"""Killed in the middle of anything, worker and gateway go on as if nothing had been: never lost, never doubled."""

import asyncio
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio

from tests.journeys.local_programme import UNTOLD, LocalProgramme
from tests.journeys.process_kills import Pair, at_arrival, begun, database, kill, letters, lived, until, value
from tests.patience import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="module")

IN_STATE = "SELECT count(*) FROM outbox WHERE mentorship_id = $1 AND state = $2 AND tries = $3"
SAID = "SELECT count(*), count(DISTINCT (role, step)), count(refused) FROM answers WHERE mentorship_id = $1"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def calm(local: LocalProgramme) -> list[tuple[str, str, str]]:
    """Return the letters of a mentorship in which nobody was killed."""
    pair = await begun(local, "calm")
    assert await lived(local, pair, {}) == []
    found = await letters(local, pair)
    assert len(found) >= 16
    assert {"request", "agreement", "check_in", "thanks", "review", "farewell"} <= {letter for _, _, letter in found}
    return found


async def asleep(local: LocalProgramme, pair: Pair) -> None:
    """The worker dies while the mentorship waits for its next step."""
    await kill(local, "worker")
    local.run("worker")
    await local.to_next(pair.id)


async def before_the_relay_has_it(local: LocalProgramme, pair: Pair) -> None:
    """The worker dies while the relay thinks about both letters, which it then forgets; an hour later they go out."""
    before = len(local.catcher.mailbox.mails)
    local.catcher.behaviour.delay = 3600
    step = asyncio.create_task(local.to_next(pair.id))
    await until(local, 2, IN_STATE, pair.id, "sending", 1)
    await kill(local, "worker")
    local.catcher.behaviour.delay = 0
    local.run("worker")
    await step
    assert len(local.catcher.mailbox.mails) == before, "nobody knows whether the relay has them, so they wait"
    assert await an_hour_passes(local) == "UPDATE 2"
    await until(local, 2, IN_STATE, pair.id, "accepted", 2)


async def after_the_relay_has_it(local: LocalProgramme, pair: Pair) -> None:
    """The worker dies when the relay has kept both letters and has not said so yet, at least of the second."""
    with at_arrival(local, 2, local.children["worker"].process.kill):
        step = asyncio.create_task(local.to_next(pair.id))
        await asyncio.to_thread(local.children["worker"].process.wait, PATIENCE)
    local.run("worker")
    await step
    doubts = await an_hour_passes(local)
    assert doubts in ("UPDATE 1", "UPDATE 2")
    await until(local, int(doubts[-1]), IN_STATE, pair.id, "unknown", 1)


async def an_hour_passes(local: LocalProgramme) -> str:
    """Let the wait be over after which a letter counts as abandoned, and each wait before another try."""
    async with database(local) as connection:
        hour = "interval '61 minutes'"
        abandoned = f"UPDATE outbox SET claimed_at = claimed_at - {hour} WHERE state = 'sending'"
        doubts: str = await connection.execute(abandoned)
        await until(local, 0, "SELECT count(*) FROM outbox WHERE state = 'sending' AND reply = ''")
        await connection.execute(f"UPDATE outbox SET try_at = try_at - {hour} WHERE state = 'deferred'")
    return doubts


async def test_killed_asleep_and_in_the_middle_of_steps_it_sends_what_it_would_have_sent(
    local: LocalProgramme, calm: list[tuple[str, str, str]]
) -> None:
    """Kill -9 while it waits, while the relay thinks, and while the relay's yes is on its way."""
    pair = await begun(local, "killed")
    troubles = {
        "agreement/1": before_the_relay_has_it,
        "check_in/1": after_the_relay_has_it,
        "review/2": asleep,
        "closing/1": asleep,
    }
    assert await lived(local, pair, troubles) == list(troubles)
    assert await letters(local, pair) == calm
    view = await local.view(pair.id)
    assert (view["phase"], view["outcome"]) == ("closed", "completed")


async def pressed_while_nobody_works(local: LocalProgramme, pair: Pair) -> None:
    """Press with the worker dead: the page says that it is noted, and the answer is told once somebody works again."""
    await local.to_next(pair.id)
    await kill(local, "worker")
    [mail] = pair.mentor.new()
    assert "Saved. Thank you" in await pair.mentor.press(mail, choice="accept")
    assert await value(local, UNTOLD, pair.id) == 1
    local.run("worker")
    await until(local, 0, UNTOLD, pair.id)


async def gateway_dies_with_the_answer(local: LocalProgramme, pair: Pair) -> None:
    """The gateway dies between keeping an answer and telling it; the press fails, and may be repeated."""
    await local.to_next(pair.id)
    await kill(local, "worker")
    [mail] = pair.mentee.new()
    press = asyncio.create_task(pair.mentee.press(mail, choice="agree"))
    await until(local, 1, UNTOLD, pair.id)
    await kill(local, "gateway")
    with pytest.raises(httpx.TransportError):
        await press
    await gateway_again(local)
    local.run("worker")
    await until(local, 0, UNTOLD, pair.id)
    assert "Thank you" in await pair.mentee.press(mail, choice="agree")


async def gateway_dies_after_noting(local: LocalProgramme, pair: Pair) -> None:
    """The gateway dies as soon as its page said "noted"; the next one tells the answer without being asked."""
    await local.to_next(pair.id)
    await kill(local, "worker")
    [mail] = pair.mentor.new()
    assert "Saved. Thank you" in await pair.mentor.press(
        mail, met="yes", rating="5", note="You asked the right question."
    )
    await kill(local, "gateway")
    local.run("worker")
    await gateway_again(local)
    await until(local, 0, UNTOLD, pair.id)


async def gateway_again(local: LocalProgramme) -> None:
    local.run("gateway", "--port", str(urlsplit(local.address).port))
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                if (await local.api.get("/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)


async def test_answers_outlive_the_worker_and_the_gateway(
    local: LocalProgramme, calm: list[tuple[str, str, str]]
) -> None:
    """What was pressed while worker or gateway died is told once, and the mentorship goes on as if nothing had been."""
    pair = await begun(local, "noted")
    troubles = {
        "request/1": pressed_while_nobody_works,
        "agreement/1": gateway_dies_with_the_answer,
        "check_in/1": gateway_dies_after_noting,
    }
    assert await lived(local, pair, troubles) == list(troubles)
    assert await letters(local, pair) == calm
    async with database(local) as connection:
        row = await connection.fetchrow(SAID, pair.id)
    assert row is not None
    assert tuple(row) == (13, 13, 0)
