"""A letter shows the terms of the two whom it is about, and names as a change only what its author changed."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from policy.lifecycle import hear
from schemas.names import Phase, Role
from schemas.request import Goal, Terms
from schemas.state import Seeking, State
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import ANA, BEN, StepRunner, open_runner
from tests.policy.pairs import answer

FIRST = Terms(goals=(Goal.of("lead well"),))
OF_ANOTHER = Terms(goals=(Goal.of("get over my divorce"),), cadence_days=14, channel="over coffee at Dora's")


@pytest.fixture
async def agreeing(database_url: str, pool: Pool, organisation: UUID, catcher: Catcher) -> AsyncIterator[StepRunner]:
    """Yield a pair that looks at its agreement."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.AGREEING) as runner:
        yield runner


async def drafted(runner: StepRunner, version: int, terms: Terms, by: Role) -> None:
    """Write a version of the terms, as the page does."""
    written = terms.model_dump_json().replace("'", "''")
    await runner.do(
        f"INSERT INTO agreements VALUES ('{runner.pair.id}', '{runner.pair.organisation}', {version}, '{written}',"
        f" '{by}', now())"
    )


async def test_the_next_mentor_reads_the_first_draft_even_before_the_page_of_their_yes_has_saved_it(
    agreeing: StepRunner, catcher: Catcher
) -> None:
    """Without time to take a yes back, the letter is written while Postgres still has the state of the request."""
    await drafted(agreeing, 2, OF_ANOTHER, Role.MENTOR)
    state, now = agreeing.pair.state, agreeing.pair.now
    turn = Seeking(since=now, asked=now)
    rules = state.rules.with_(undo_minutes=0)
    asked = state.with_(phase=Phase.SEEKING, agreeing=None, requests=2, agreements=2, seeking=turn, rules=rules)
    await agreeing.pair.keep(asked.with_(revision=5))
    yes = hear(agreeing.pair.state, answer(1, Role.MENTOR, "accept", "request/2"), now)
    assert isinstance(yes, State)
    await agreeing.steps.take_step(agreeing.due(yes))
    for address in (ANA, BEN):
        [letter] = catcher.mailbox.to(address)
        assert letter.reading.subject.endswith("and you: does this agreement suit you?")
        assert "lead well" in letter.reading.text
        assert "divorce" not in letter.reading.text
        assert "Dora" not in letter.reading.text
