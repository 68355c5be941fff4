"""A letter leaves at its hours only, and not after its need has passed, however late relay, worker or Postgres are."""

import asyncio
from datetime import datetime, timedelta, tzinfo

import pytest

from schemas.names import Role
from stack.catcher.server import Catcher
from tests.activities.outbox_fixture import counted, filled, slow_worker
from tests.activities.pair_fixture import StepRunner

NIGHT = "tstzmultirange(tstzrange(now() - interval '9 hours', now() - interval '1 hour'), tstzrange({next}, {end}))"
TOMORROW = NIGHT.format(next="now() + interval '15 hours'", end="now() + interval '23 hours'")
NEVER = "tstzmultirange(tstzrange(now() - interval '9 hours', now() - interval '1 hour'))"
NOW = "tstzmultirange(tstzrange(now() - interval '1 hour', now() + interval '1 hour'))"


async def hours(runner: StepRunner, when: str) -> None:
    """Give all letters these hours, and let them be due."""
    await runner.do(f"UPDATE outbox SET hours = {when}, try_at = now() - interval '1 second'")


async def test_out_of_its_hours_a_letter_waits_for_their_next_beginning(runner: StepRunner, catcher: Catcher) -> None:
    await filled(runner, 2)
    await hours(runner, TOMORROW)
    assert await runner.outbox.sweep() == 0
    assert catcher.mailbox.mails == []
    [wait, _] = await runner.rows("try_at - now() AS wait, state, tries")
    assert timedelta(hours=14, minutes=59) < wait["wait"] <= timedelta(hours=15)
    assert (wait["state"], wait["tries"]) == ("rendered", 0)


async def test_in_its_hours_a_letter_leaves(runner: StepRunner, catcher: Catcher) -> None:
    await filled(runner, 1)
    await hours(runner, NOW)
    assert await runner.outbox.sweep() == 1
    assert len(catcher.mailbox.mails) == 1


async def test_a_step_that_is_late_does_not_write_at_night_either(runner: StepRunner, catcher: Catcher) -> None:
    await runner.crash(runner.check_in())
    await hours(runner, TOMORROW)
    assert (await runner.steps.take_step(runner.check_in())).written == (Role.MENTEE, Role.MENTOR)
    assert catcher.mailbox.mails == []
    assert await counted(runner) == {"rendered": 2}


async def test_after_its_last_hour_a_letter_waits_for_nothing_but_its_end(runner: StepRunner) -> None:
    await filled(runner, 1)
    await hours(runner, NEVER)
    assert await runner.outbox.sweep() == 0
    assert await runner.do("SELECT try_at = not_after FROM outbox") is True
    await runner.do("UPDATE outbox SET not_after = now() - interval '1 second'")
    assert await runner.outbox.sweep() == 0
    assert await runner.rows("state, reply, message") == [
        {"state": "expired", "reply": "no longer needed", "message": b""}
    ]


@pytest.mark.parametrize(
    ("change", "state"), [(f"hours = {TOMORROW}", "deferred"), ("not_after = now() - interval '1 second'", "deferred")]
)
async def test_an_hour_that_ends_while_the_relay_thinks_holds_the_letter_back(
    runner: StepRunner, change: str, state: str
) -> None:
    """A slow relay takes the recipient after closing time: nothing of the letter is sent."""
    await filled(runner, 1)
    async with slow_worker(runner, at_rcpt=True) as (outbox, server, gate):
        sweeping = asyncio.create_task(outbox.sweep())
        await server.at_rcpt.wait()
        await runner.do(f"UPDATE outbox SET {change}")
        gate.set()
        await sweeping
        assert server.transactions == []
        assert "DATA" not in server.heard
    assert await counted(runner) == {state: 1}


@pytest.mark.parametrize("ahead", [timedelta(hours=3), timedelta(hours=-3)])
async def test_a_workers_clock_that_goes_wrong_moves_no_letter(
    runner: StepRunner, monkeypatch: pytest.MonkeyPatch, ahead: timedelta
) -> None:
    """A second ahead once delayed every letter by a minute; three hours, by three hours."""

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Wrong":
            return cls.fromtimestamp((datetime.now(tz) + ahead).timestamp(), tz)

    monkeypatch.setattr("activities.letter_rows.datetime", Wrong)
    await runner.steps.take_step(runner.check_in())
    assert await runner.states() == {"mentee": "accepted", "mentor": "accepted"}
    away = await runner.do("SELECT max(abs(extract(epoch FROM lower(hours) - made_at))) FROM outbox")
    assert away < 60
