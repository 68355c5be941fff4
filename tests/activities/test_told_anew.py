"""A mentee whom mail reaches again gets the letter that they missed: who has their request, or that nobody is left."""

from datetime import timedelta
from uuid import UUID

import pytest

from activities import deciding
from policy.verdict import verdict
from schemas.names import Phase, Role
from schemas.state import Seeking
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import open_runner


@pytest.mark.parametrize(("nobody_left", "letter"), [(False, "asking"), (True, "nobody_yet")])
async def test_the_mentee_alone_gets_the_letter_that_says_how_the_search_stands(
    nobody_left: bool,
    letter: str,
    database_url: str,
    pool: Pool,
    organisation: UUID,
    catcher: Catcher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deciding, "verdict", verdict)
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        asking = runner.due(runner.pair.state.with_(seeking=Seeking(since=runner.pair.now)))
        await runner.steps.take_step(asking)
        now = runner.pair.now
        seeking = Seeking(since=now, asked=now, reached=now, nobody_left=now if nobody_left else None)
        mentor = runner.pair.people[Role.MENTOR]
        state = asking.state.with_(mentor=mentor, seeking=seeking, revision=asking.state.revision + 2)
        order = runner.due(state)
        outcome = await runner.steps.take_step(order.with_(now=order.now + timedelta(minutes=1)))
        assert outcome.written == (Role.MENTEE,)
        rows = await runner.rows("step, role, letter, message")
        told = [row for row in rows if row["step"] == "request/1/reminder/1"]
        assert [(row["role"], row["letter"]) for row in told] == [("mentee", letter)]
        assert b"we asked before" not in told[0]["message"]
