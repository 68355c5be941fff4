"""A letter that waits goes to the address that its reader turns out to have."""

import hashlib
from email import message_from_bytes
from email.policy import SMTP
from typing import Any

import pytest

from activities import steps
from schemas.names import MailState, Phase, Role, StepKind
from schemas.state import Seeking
from stack.catcher.server import Catcher
from tests.activities.outbox_fixture import slow_worker
from tests.activities.pair_fixture import ANA, BEN, StepRunner

LATER = "451 4.3.0 try again later"
RIGHT = "ben.right@example.com"
CORRECTED = f"UPDATE people SET email = '{RIGHT}' WHERE given_name = 'Ben'"
OF_BEN = "FROM outbox WHERE role = 'mentor'"


async def sent_later(runner: StepRunner, catcher: Catcher) -> None:
    """Let the relay take everything again, at any hour."""
    catcher.behaviour.refuse.clear()
    await runner.do("UPDATE outbox SET hours = NULL")
    await runner.hurry()


def text_of(raw: bytes) -> str:
    """Return a letter as a reader without HTML sees it."""
    text = message_from_bytes(raw, policy=SMTP).get_body(("plain",))
    assert text
    return str(text.get_content())


async def test_a_farewell_that_waits_for_the_relay_goes_to_the_corrected_address(
    runner: StepRunner, catcher: Catcher
) -> None:
    """It is written once: were it dropped, its reader would never hear that the mentorship is over."""
    catcher.behaviour.refuse.update(dict.fromkeys((ANA, BEN), LATER))
    await runner.steps.take_step(runner.order(StepKind.FAREWELL, "farewell/1"))
    before = await runner.do(f"SELECT message {OF_BEN}")
    await runner.do(CORRECTED)
    await sent_later(runner, catcher)
    assert catcher.mailbox.to(BEN) == []
    (letter,) = catcher.mailbox.to(RIGHT)
    was, now = (message_from_bytes(raw, policy=SMTP) for raw in (before, letter.raw))
    assert now["To"] == was["To"].replace(BEN, RIGHT)
    assert {name: value for name, value in now.items() if name != "To"} == {
        name: value for name, value in was.items() if name != "To"
    }
    assert text_of(before) == text_of(letter.raw)
    assert len(catcher.mailbox.to(ANA)) == 1


async def test_what_the_outbox_says_of_a_letter_is_true_of_the_bytes_with_the_corrected_address(
    runner: StepRunner, catcher: Catcher
) -> None:
    await runner.crash(runner.order(StepKind.FAREWELL, "farewell/1"))
    await runner.do(CORRECTED)
    await sent_later(runner, catcher)
    (letter,) = catcher.mailbox.to(RIGHT)
    row = await runner.do(f"SELECT (state, recipient, readdress, size, sha256) {OF_BEN}")
    assert row == ("accepted", RIGHT, False, len(letter.raw), hashlib.sha256(letter.raw).digest())


async def test_a_letter_in_hand_does_not_leave_for_the_address_that_is_corrected_meanwhile(
    runner: StepRunner, catcher: Catcher
) -> None:
    """A worker waits for the relay to take the recipient: nothing has left by then."""
    await runner.crash(runner.check_in())
    await runner.do("UPDATE outbox SET hours = NULL, try_at = now()")
    async with slow_worker(runner, at_rcpt=True) as (outbox, server, gate):
        trying = await outbox._begin_due()
        await server.at_rcpt.wait()
        await runner.do(CORRECTED)
        gate.set()
        for one in trying:
            await one
    assert (await runner.states())["mentor"] == "rendered"
    await sent_later(runner, catcher)
    assert (catcher.mailbox.to(BEN), len(catcher.mailbox.to(RIGHT))) == ([], 1)


async def test_a_letter_that_may_have_arrived_does_not_go_to_a_second_address(
    runner: StepRunner, catcher: Catcher
) -> None:
    await runner.crash(runner.order(StepKind.FAREWELL, "farewell/1"))
    await runner.do("UPDATE outbox SET state = 'deferred', reply = 'outcome unknown, sent again unchanged: 1'")
    await runner.do(CORRECTED)
    await sent_later(runner, catcher)
    assert (catcher.mailbox.to(BEN), catcher.mailbox.to(RIGHT)) == ([], [])
    assert await runner.do(f"SELECT (state, reply) {OF_BEN}") == (
        MailState.EXPIRED,
        "outcome unknown, sent again unchanged: 1; then: the address was corrected",
    )


@pytest.mark.parametrize("second", ["ben@third.example", BEN])
async def test_an_address_that_is_corrected_twice_counts_as_it_is_in_the_end(
    runner: StepRunner, catcher: Catcher, second: str
) -> None:
    await runner.crash(runner.check_in())
    await runner.do(CORRECTED)
    await runner.do(f"UPDATE people SET email = '{second}' WHERE given_name = 'Ben'")
    await sent_later(runner, catcher)
    (letter,) = catcher.mailbox.to(second)
    assert second in message_from_bytes(letter.raw, policy=SMTP)["To"]
    assert catcher.mailbox.to(RIGHT) == []


async def test_the_link_of_a_letter_works_for_the_corrected_address(runner: StepRunner, catcher: Catcher) -> None:
    """Nobody else has ever had it."""
    await runner.crash(runner.check_in())
    await runner.do(CORRECTED)
    await sent_later(runner, catcher)
    (letter,) = catcher.mailbox.to(RIGHT)
    link = await runner.do(f"SELECT id FROM links WHERE role = '{Role.MENTOR}'")
    assert runner.steps.links.address(link) in text_of(letter.raw)


async def test_a_correction_to_what_is_no_address_tells_that_it_does_not_work(
    runner: StepRunner, catcher: Catcher
) -> None:
    await runner.crash(runner.check_in())
    await runner.do("UPDATE people SET email = 'ben at example' WHERE given_name = 'Ben'")
    await sent_later(runner, catcher)
    assert (await runner.states())["mentor"] == "rejected"
    assert await runner.do("SELECT unreachable_since IS NOT NULL FROM people WHERE given_name = 'Ben'")


async def test_a_refusal_of_the_old_address_says_nothing_of_the_corrected_one(
    runner: StepRunner, catcher: Catcher
) -> None:
    await runner.crash(runner.check_in())
    await runner.do("UPDATE outbox SET hours = NULL, try_at = now()")
    async with slow_worker(runner, at_rcpt=True) as (outbox, server, gate):
        server.says("RCPT", "550 5.1.1 no such user", "550 5.1.1 no such user")
        trying = await outbox._begin_due()
        await server.at_rcpt.wait()
        await runner.do(CORRECTED)
        gate.set()
        for one in trying:
            await one
    assert await runner.do("SELECT unreachable_since IS NULL FROM people WHERE given_name = 'Ben'")
    await sent_later(runner, catcher)
    assert len(catcher.mailbox.to(RIGHT)) == 1


@pytest.mark.parametrize(
    ("change", "state", "addresses"),
    [("UPDATE people SET active = false WHERE given_name = 'Ben'", "expired", []), (CORRECTED, "accepted", [RIGHT])],
)
async def test_somebody_who_changes_while_a_step_is_written_is_written_to_as_they_are_then(
    runner: StepRunner,
    catcher: Catcher,
    monkeypatch: pytest.MonkeyPatch,
    change: str,
    state: str,
    addresses: list[str],
) -> None:
    """Nobody else sees the letters of a step before it is committed, so nobody could correct them."""
    keep = steps._keep

    async def overtaken(*step: Any) -> None:
        await runner.do(change)
        await keep(*step)

    monkeypatch.setattr(steps, "_keep", overtaken)
    await runner.steps.take_step(runner.check_in())
    assert (await runner.states())["mentor"] == "rendered"
    await runner.hurry()
    await runner.hurry()
    assert (await runner.states())["mentor"] == state
    assert [to for to in (BEN, RIGHT) if catcher.mailbox.to(to)] == addresses


@pytest.mark.parametrize("again", [True, False], ids=["asked again at a new address", "the last reminder"])
async def test_only_the_last_reminder_says_that_nobody_asks_again(
    runner: StepRunner, catcher: Catcher, again: bool
) -> None:
    """With one reminder, the request at a new address said "we will not ask you again", and the reminder followed."""
    rules, now = runner.pair.state.rules.with_(reply_reminders=(2,)), runner.pair.now
    search = Seeking(since=now, asked=now, again=again)
    state = runner.pair.state.with_(phase=Phase.SEEKING, rules=rules, seeking=search, active=None)
    await runner.steps.take_step(runner.due(state))
    (letter,) = catcher.mailbox.to(BEN)
    assert ("We will not ask you again." in text_of(letter.raw)) == (not again)
