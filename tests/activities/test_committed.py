"""What a step leaves behind is so once it is committed, whatever comes afterwards."""

from uuid import UUID

import pytest

from activities import steps
from schemas.names import Phase, Role, StepKind
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import BEN, StepRunner, open_runner


async def test_a_step_that_is_written_does_not_fail_where_postgres_is_away_afterwards(
    runner: StepRunner, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A try that failed after the commit could be stopped before the next one: sent, and as if it had never been."""
    catcher.behaviour.refuse[BEN] = "550 5.1.1 no such user"  # so that the state is written once more

    async def away(*_: object) -> None:
        raise ConnectionResetError

    monkeypatch.setattr(steps, "show", away)
    outcome = await runner.steps.take_step(runner.check_in())
    assert (outcome.written, outcome.unreachable) == ((Role.MENTEE,), (Role.MENTOR,))


async def test_with_the_agreement_only_its_own_mentor_keeps_a_place(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    """A place may be left with somebody else by a request that was committed and then stopped."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.AGREEING) as runner:
        await runner.do(
            "INSERT INTO seats (organisation_id, mentor_id, number, mentorship_id, state)"
            " SELECT m.organisation_id, p.id, 1, m.id, 'held' FROM mentorships m, people p WHERE given_name = 'Cleo'"
        )
        await runner.steps.take_step(runner.order(StepKind.AGREEMENT, "agreement/1"))
        kept = "SELECT array_agg(given_name) FROM seats JOIN people p ON p.id = mentor_id WHERE released_at IS NULL"
        assert await runner.do(kept) == ["Ben"]
