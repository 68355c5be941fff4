"""Searches that find the same mentor at the same time: one gets the place, and the other asks the next best."""

import asyncio
from uuid import UUID

import pytest

from activities import deciding
from policy.verdict import verdict
from schemas.messages import Order
from schemas.names import Phase, Role, StepResult
from schemas.rules import Rules
from schemas.state import NOBODY, Candidate, Seeking
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import StepRunner, open_runner
from tests.activities.test_choosing import ANYTIME, MENTOR, SEATED, SKILLS, TRAITS, traits


def first_request(runner: StepRunner) -> Order:
    """Return the order for the only request of a search that finds its mentor."""
    state = runner.pair.state
    nobody = Candidate(person=NOBODY, reader=state.readers[Role.MENTEE])
    rules, seeking = Rules(courtesy=ANYTIME, undo_minutes=0), Seeking(since=runner.pair.now)
    return runner.due(state.with_(candidates=(nobody,), proposes=True, mentor=None, seeking=seeking, rules=rules))


async def test_the_search_that_loses_the_last_place_asks_the_next_best_in_the_same_turn(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, monkeypatch: pytest.MonkeyPatch, judged: None
) -> None:
    monkeypatch.setattr(deciding, "verdict", verdict)
    smtp = catcher.smtp_url
    async with (
        open_runner(database_url, pool, organisation, smtp, Phase.SEEKING, "One") as one,
        open_runner(database_url, pool, organisation, smtp, Phase.SEEKING, "Other") as other,
    ):
        await one.do("DELETE FROM seats")
        await one.do("UPDATE mentorships SET mentor_id = NULL")
        await one.do("UPDATE people SET mentor = false")
        await one.do(SKILLS)
        for name in ("eve", "dora"):
            await one.do(MENTOR.format(name=name) + " LIMIT 1")
        await one.do("UPDATE people SET capacity = 1 WHERE mentor")
        for name, (sought, offered) in {"Ana": ("sql,law", ""), "Eve": ("", "sql,law"), "Dora": ("", "law")}.items():
            await one.do(TRAITS.format(name=name, traits=traits(sought, offered)))
        taken = await asyncio.gather(*(runner.steps.take_step(first_request(runner)) for runner in (one, other)))
        assert [outcome.result for outcome in taken] == [StepResult.TAKEN] * 2
        assert sorted(await one.do(SEATED)) == ["Dora", "Eve"]
        found = {outcome.found.person for outcome in taken if outcome.found}
        assert found == set(await one.do("SELECT array_agg(person_id) FROM candidates"))
