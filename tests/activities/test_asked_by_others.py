"""A search that finds its mentors waits while all who fit are asked by others, as in a cohort that begins at once, and
for nobody else."""

from datetime import timedelta
from uuid import UUID

import pytest

from activities import deciding
from activities.time_zones import clock_of
from policy.lifecycle import after
from policy.verdict import verdict
from schemas.names import Phase, StepResult
from schemas.reason import ReasonCode
from stack.catcher.server import Catcher
from store import seats
from store.pool import Connection, Pool
from tests.activities.pair_fixture import open_runner
from tests.activities.test_choosing import LISTED, SEATED, asked, four_people

A_DAY = timedelta(days=1)
BUSY = """WITH other AS (
    INSERT INTO mentorships SELECT (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid()))).*
      FROM mentorships AS m RETURNING id, organisation_id)
  INSERT INTO seats (organisation_id, mentor_id, number, mentorship_id, state)
  SELECT other.organisation_id, people.id, 1, other.id, 'held' FROM other, people
   WHERE given_name IN ('Eve', 'Ben', 'Dora')"""
FREE = "UPDATE seats SET released_at = now() WHERE mentor_id = (SELECT id FROM people WHERE given_name = 'Dora')"


@pytest.fixture(autouse=True)
def judging(monkeypatch: pytest.MonkeyPatch, judged: None) -> None:
    """Judge each step as in production."""
    monkeypatch.setattr(deciding, "verdict", verdict)


async def test_a_search_waits_while_everybody_who_fits_is_asked_by_others_and_asks_whoever_is_free_again(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    """In a cohort the slower ones once got nobody, though most mentors said no within a minute."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await four_people(runner)
        await runner.do("UPDATE people SET capacity = 1 WHERE given_name IN ('Eve', 'Ben', 'Dora')")
        await runner.do(BUSY)
        order, outcome, state = await asked(runner, state)
        assert outcome.because
        assert outcome.until
        assert (outcome.result, outcome.because.code) == (StepResult.POSTPONED, ReasonCode.BEING_ASKED)
        assert abs(outcome.until - order.now - A_DAY) < timedelta(minutes=1)
        assert catcher.mailbox.mails == []
        await runner.do(FREE)
        state = state.with_(postponed=None)  # a day later
        order, outcome, _ = await asked(runner, state)
        assert (order.step.key, outcome.result, await runner.do(LISTED)) == ("request/1", StepResult.TAKEN, ["Dora"])


async def test_a_search_does_not_wait_for_those_whose_places_are_taken(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await four_people(runner)
        await runner.do("UPDATE people SET capacity = 1 WHERE given_name IN ('Eve', 'Ben', 'Dora')")
        await runner.do(BUSY.replace("'held'", "'taken'"))
        _, outcome, _ = await asked(runner, state)
        assert outcome.because
        assert outcome.because.code is ReasonCode.NOBODY_LEFT


async def test_a_silent_mentor_keeps_their_place_where_another_search_is_faster_to_take_the_next_ones(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their late yes once found the place given away, though the search only waited."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await four_people(runner)
        await runner.do("UPDATE people SET capacity = 0 WHERE given_name IN ('Ben', 'Dora')")
        _, outcome, state = await asked(runner, state)
        assert outcome.result is StepResult.TAKEN
        await runner.do("UPDATE people SET capacity = 1 WHERE given_name = 'Ben'")
        faster = BUSY.replace("'Eve', 'Ben', 'Dora'", "'Ben'")

        async def lost(connection: Connection, organisation: UUID, mentor: UUID, mentorship: UUID) -> None:
            await connection.execute(faster)

        while runner.due(state).step.kind != "request":
            order = runner.due(state)
            state = after(state, order.step, await runner.steps.take_step(order), order.now)
        monkeypatch.setattr(seats, "hold", lost)
        _, outcome, _ = await asked(runner, state)
        assert outcome.because
        assert outcome.because.code is ReasonCode.BEING_ASKED
        assert sorted(await runner.do(SEATED)) == ["Ben", "Eve"]


@pytest.mark.parametrize("hours", [-12, -9, -6, 6, 9, 12])
async def test_where_nobody_is_left_no_step_waits_for_the_working_hours_of_nobody(
    hours: int, database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    """Far from Greenwich, whom to ask next came a night or a weekend later, "outside the mentor's hours"."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await four_people(runner)
        there = clock_of(f"Etc/GMT{-hours:+d}", runner.pair.now)
        state = state.with_(
            readers=dict.fromkeys(state.readers, there),
            candidates=tuple(one.with_(reader=there) for one in state.candidates),
        )
        await runner.do("UPDATE people SET capacity = 0")
        _, outcome, _ = await asked(runner, state)
        assert outcome.because
        assert outcome.because.code is ReasonCode.NOBODY_LEFT
