"""Whoever never heard of a search, or of a pair, does not hear that it has ended either."""

from uuid import UUID

import pytest

from policy.closing import unaware
from policy.hearing import hear
from policy.lifecycle import after, next_step
from policy.seeking import handed_over
from schemas.messages import Order
from schemas.names import PAIR, Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.state import Agreeing, Seeking, State
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import ANA, BEN, StepRunner, open_runner
from tests.activities.test_outdated import HOUR, LATER
from tests.policy.pairs import answer

MENTEE, MENTOR = PAIR


def asking(runner: StepRunner) -> Order:
    """Return the order for the first request of a search."""
    return runner.due(runner.pair.state.with_(seeking=Seeking(since=runner.pair.now)))


async def ended_after(runner: StepRunner, first: Order) -> None:
    """Take a step, let HR close it, and take the step that tells of that."""
    outcome = await runner.steps.take_step(first)
    heard = hear(after(first.state, first.step, outcome, first.now), answer(1, Role.HR, "close"), first.now)
    assert isinstance(heard, State)
    step = next_step(heard, first.now + HOUR)
    assert step
    assert step.kind is StepKind.WITHDRAWN
    await runner.steps.take_step(Order(state=heard, step=step, now=step.due))


async def told(runner: StepRunner, catcher: Catcher) -> dict[str, str]:
    """Let the relay take everything again, and return what became of the letters about the end, by role."""
    catcher.behaviour.refuse.clear()
    await runner.do("UPDATE outbox SET hours = NULL")
    await runner.hurry()
    return {
        row["role"]: row["state"] for row in await runner.rows("role, letter, state") if row["letter"] == "withdrawn"
    }


@pytest.mark.parametrize(
    ("refused", "told_of_the_end"),
    [
        ((), {"mentee": "accepted", "mentor": "accepted"}),
        ((BEN,), {"mentee": "accepted", "mentor": "skipped"}),
        ((ANA, BEN), {"mentee": "skipped", "mentor": "skipped"}),
        ((ANA,), {"mentee": "accepted", "mentor": "accepted"}),  # it is her search, of which he has heard
    ],
)
async def test_a_mentor_whom_no_request_has_reached_does_not_hear_that_a_search_has_ended(
    database_url: str,
    pool: Pool,
    organisation: UUID,
    catcher: Catcher,
    refused: tuple[str, ...],
    told_of_the_end: dict[str, str],
) -> None:
    """They once were thanked for being open to somebody who had never asked them."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        catcher.behaviour.refuse.update(dict.fromkeys(refused, LATER))
        await ended_after(runner, asking(runner))
        assert await told(runner, catcher) == told_of_the_end


async def test_a_mentee_whom_mail_reaches_late_does_not_read_after_the_end_who_has_the_request(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        catcher.behaviour.refuse[ANA] = LATER
        await ended_after(runner, asking(runner))
        assert await told(runner, catcher) == {"mentee": "accepted", "mentor": "accepted"}
        rows = await runner.rows("letter, state")
        assert {row["state"] for row in rows if row["letter"] == "asking"} == {"expired"}


@pytest.mark.parametrize("refused", [(), (BEN,), (ANA,), (ANA, BEN)])
async def test_each_of_a_given_pair_hears_of_its_end_only_if_they_have_heard_of_it(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, refused: tuple[str, ...]
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.AGREEING) as runner:
        now, state = runner.pair.now, runner.pair.state
        given = state.with_(seeking=None, candidates=(), agreeing=Agreeing(since=now))
        catcher.behaviour.refuse.update(dict.fromkeys(refused, LATER))
        await ended_after(runner, runner.due(given))
        fate = {address: "skipped" if address in refused else "accepted" for address in (ANA, BEN)}
        assert await told(runner, catcher) == {"mentee": fate[ANA], "mentor": fate[BEN]}


async def test_a_mentee_whom_mail_reaches_late_still_reads_that_nobody_is_left_if_only_the_coordinator_changes(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    """Nothing else would tell them, not even that their search has ended."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        now, state = runner.pair.now, runner.pair.state
        no = Seeking(since=now, asked=now, declined=now, because=ReasonCode.DECLINED_NEXT)
        catcher.behaviour.refuse[ANA] = LATER
        first = runner.due(state.with_(seeking=no, candidates=state.candidates[:1]))
        assert first.step.to == (Role.COORDINATOR, MENTEE)
        asked = after(first.state, first.step, await runner.steps.take_step(first), first.now)
        second = runner.due(handed_over(asked, first.now))
        assert second.step.to == (Role.COORDINATOR,)
        await runner.steps.take_step(second)
        await told(runner, catcher)
        rows = await runner.rows("letter, state")
    assert [row["state"] for row in rows if row["letter"] == "nobody_yet"] == ["accepted"]
    assert unaware(asked, ()) == (MENTOR,)
