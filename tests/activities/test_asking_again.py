"""Whoever asked not to be asked before a day is neither found nor, by name, asked until that day has come."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest

from activities import deciding
from policy.verdict import verdict
from schemas.messages import StepOutcome
from schemas.names import PAIR, Phase
from schemas.reason import Reason, ReasonCode
from schemas.state import Seeking
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import StepRunner, open_runner
from tests.activities.test_choosing import asked, four_people

NO = """INSERT INTO answers (id, organisation_id, mentorship_id, person_id, role, step, kind, said)
  SELECT gen_random_uuid(), people.organisation_id, mentorships.id, people.id, 'mentor', 'request/9', 'decline', '{{}}'
  FROM mentorships, people WHERE given_name = '{name}'"""
WISH = """INSERT INTO not_before_wishes (answer_id, organisation_id, person_id, day, until)
  SELECT id, organisation_id, person_id, '{until}'::timestamptz::date, '{until}'
  FROM answers WHERE step = 'request/9'"""
AHEAD = timedelta(days=60)


@pytest.fixture(autouse=True)
def judging(monkeypatch: pytest.MonkeyPatch, judged: None) -> None:
    """Judge each step as in production."""
    monkeypatch.setattr(deciding, "verdict", verdict)


async def wishes(runner: StepRunner, name: str, ahead: timedelta = AHEAD) -> None:
    """Let a mentor not be asked before a day, by the mentorship's own clock; and let that answer be told."""
    await runner.do(NO.format(name=name))
    await runner.do(WISH.format(until=(runner.pair.now + ahead).isoformat()))
    await runner.do("UPDATE answers SET told_at = now()")


@pytest.mark.parametrize("ahead", [AHEAD, timedelta(0)])
async def test_a_mentor_by_name_is_asked_once_the_day_has_come(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, ahead: timedelta
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        await runner.do("DELETE FROM seats")
        order = runner.due(runner.pair.state.with_(seeking=Seeking(since=runner.pair.now)))
        until = order.now + ahead
        await wishes(runner, "Ben", until - runner.pair.now)
        outcome = await runner.steps.take_step(order)
        if ahead:
            because = Reason(
                code=ReasonCode.NOT_BEFORE_NEXT, until=datetime.combine(until.date(), time(12, tzinfo=UTC))
            )
            assert outcome == StepOutcome.dropped(because).with_(at=outcome.at)
            assert await runner.rows() == []
            assert await runner.do("SELECT count(*) FROM seats WHERE released_at IS NULL") == 0
        else:
            assert set(outcome.written) == set(PAIR)


async def test_a_search_that_finds_its_mentors_asks_whoever_fits_next_best_until_the_day_has_come(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await four_people(runner)
        await wishes(runner, "Eve")
        _, outcome, _ = await asked(runner, state)
        assert outcome.found
        ben = await runner.do("SELECT id FROM people WHERE given_name = 'Ben'")
        assert outcome.found.person == ben


async def test_a_search_finds_them_from_the_day_on(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await four_people(runner)
        await wishes(runner, "Eve", timedelta(0))
        _, outcome, _ = await asked(runner, state)
        assert outcome.found
        assert outcome.found.person == await runner.do("SELECT id FROM people WHERE given_name = 'Eve'")
