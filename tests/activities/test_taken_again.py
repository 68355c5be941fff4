"""Postgres was restored from a backup, and a step that was taken since is taken again: the letter is the same."""

import re

from letters.links import Links
from schemas.messages import Order
from stack.catcher.server import Catcher
from tests.activities.pair_fixture import ANA, StepRunner

DATE = re.compile(rb"^Date: .*\r\n", re.MULTILINE)


async def _restored(runner: StepRunner) -> None:
    """Forget every step, as a backup from before it does."""
    for table in ("outbox", "links", "timeline"):
        await runner.do(f"DELETE FROM {table}")


async def _links(runner: StepRunner, order: Order) -> set[str]:
    await runner.steps.take_step(order)
    return set((await runner.do("SELECT string_agg(id::text, ' ') FROM links")).split())


async def test_the_link_in_the_first_letter_works_again_and_the_second_is_the_same_but_for_its_date(
    runner: StepRunner, catcher: Catcher
) -> None:
    """Receivers keep the first of two letters with one Message-ID: its link must not be dead."""
    first = await _links(runner, runner.check_in())
    await _restored(runner)
    assert await _links(runner, runner.check_in()) == first
    assert len(first) == 2
    sent = [DATE.sub(b"", letter.raw) for letter in catcher.mailbox.to(ANA)]
    assert len(sent) == 2
    assert sent[0] == sent[1]


async def test_each_step_has_links_of_its_own(runner: StepRunner) -> None:
    first = await _links(runner, runner.check_in(1))
    await _restored(runner)
    assert not await _links(runner, runner.check_in(2)) & first


def test_nobody_without_the_signing_key_can_know_a_link(runner: StepRunner) -> None:
    letter = runner.pair.id
    ours, again, theirs = (Links("https://x.example", (key * 32,)).id_of(letter) for key in (b"a", b"a", b"b"))
    assert ours == again
    assert ours not in (theirs, letter)
