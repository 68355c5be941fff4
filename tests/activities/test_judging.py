"""A step is judged against the world at the moment of sending; put off or dropped, it writes no letter."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from activities import deciding
from policy.lifecycle import after, next_step
from policy.verdict import World, verdict
from schemas.messages import StepOutcome
from schemas.names import PAIR, Outcome, Phase, Role, StepKind, StepResult
from schemas.reason import Reason, ReasonCode
from schemas.state import Agreeing, Closing, Seeking
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import BEN, StepRunner, open_runner

NOT_WITH = """INSERT INTO exclusions (organisation_id, person_id, other_id, said_by)
  SELECT one.organisation_id, one.id, other.id, 'person' FROM people AS one, people AS other
  WHERE one.given_name = '{person}' AND other.given_name = '{other}'"""


async def test_a_mentor_has_a_place_for_everybody_they_are_asked_by_and_no_more(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "verdict", verdict)
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        await runner.do("DELETE FROM seats")
        asking = runner.pair.state.with_(seeking=Seeking(since=runner.pair.now))
        await runner.do("UPDATE people SET capacity = 0 WHERE given_name = 'Ben'")
        full = await runner.steps.take_step(runner.due(asking))
        await runner.do("UPDATE people SET capacity = 1 WHERE given_name = 'Ben'")
        assert await runner.rows() == []
        taken = await runner.steps.take_step(runner.due(asking))
        held = await runner.do("SELECT array_agg((number, state)) FROM seats WHERE released_at IS NULL")
        assert await runner.do("SELECT array_agg((number, state)) FROM seats WHERE released_at IS NULL") == [
            (1, "held")
        ]
    assert full.because
    assert full.because.code is ReasonCode.FULL_NEXT
    assert set(taken.written) == set(PAIR)
    assert held == [(1, "held")]


async def test_a_mentor_who_runs_the_programme_by_now_is_not_asked(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They would be asked how to help a pair of which they are one, and read what the other one says in confidence."""
    monkeypatch.setattr(deciding, "verdict", verdict)
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        await runner.do("UPDATE programmes SET coordinator_id = (SELECT id FROM people WHERE given_name = 'Ben')")
        asking = runner.pair.state.with_(seeking=Seeking(since=runner.pair.now))
        outcome = await runner.steps.take_step(runner.due(asking))
        assert outcome == StepOutcome.dropped(Reason(code=ReasonCode.COORDINATOR_NEXT)).with_(at=outcome.at)
        assert await runner.rows() == []


@pytest.mark.parametrize(("person", "other"), [("Ben", "Ana"), ("Ana", "Ben")])
async def test_a_mentor_who_is_kept_apart_from_the_mentee_by_now_is_not_asked_and_the_reason_names_no_block(
    database_url: str,
    pool: Pool,
    organisation: UUID,
    catcher: Catcher,
    monkeypatch: pytest.MonkeyPatch,
    person: str,
    other: str,
) -> None:
    monkeypatch.setattr(deciding, "verdict", verdict)
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        await runner.do(NOT_WITH.format(person=person, other=other))
        asking = runner.pair.state.with_(seeking=Seeking(since=runner.pair.now))
        outcome = await runner.steps.take_step(runner.due(asking))
        assert outcome == StepOutcome.dropped(Reason(code=ReasonCode.PASSED_NEXT)).with_(at=outcome.at)
        assert await runner.rows() == []
        await runner.do("UPDATE exclusions SET ended_at = now()")
        assert (await runner.steps.take_step(runner.due(asking))).result is not StepResult.DROPPED


async def test_the_step_that_ends_a_mentorship_gives_the_place_back(runner: StepRunner) -> None:
    assert await runner.do("SELECT count(*) FROM seats WHERE released_at IS NULL") == 1
    ago = runner.pair.now - timedelta(days=20)
    closing = Closing(since=ago, outcome=Outcome.COMPLETED, was=Phase.ACTIVE, until=runner.pair.now, asked=ago)
    state = runner.pair.state.with_(phase=Phase.CLOSING, closing=closing, closings=1)
    await runner.steps.take_step(runner.order(StepKind.FAREWELL, "farewell/1", state=state))
    assert await runner.do("SELECT phase FROM mentorships") == "closed"
    assert await runner.do("SELECT count(*) FROM seats WHERE released_at IS NULL") == 0


async def test_a_step_that_something_else_has_overtaken_writes_nothing(
    runner: StepRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "verdict", verdict)
    before = await runner.pair.everything()
    outcome = await runner.steps.take_step(runner.order(StepKind.REVIEW, "review/1"))
    assert outcome.result is StepResult.DROPPED
    assert await runner.pair.everything() == before


async def test_a_step_that_is_put_off_shows_until_when_and_why_and_writes_no_letter(
    runner: StepRunner, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "verdict", verdict)
    order = runner.check_in()
    outcome = await runner.steps.take_step(order)
    assert outcome.result is StepResult.POSTPONED
    assert outcome.at
    kept = await runner.pair.kept()
    assert kept == after(order.state, order.step, outcome, outcome.at)
    assert kept.postponed
    assert kept.postponed.until == outcome.until
    assert (await runner.rows(), catcher.mailbox.mails) == ([], [])
    assert await runner.do("SELECT count(*) FROM timeline") == 0


async def test_a_mentor_who_has_moved_since_it_began_is_asked_at_a_good_hour_where_they_are_now(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "verdict", verdict)
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        await runner.do("DELETE FROM seats")
        await runner.do("UPDATE people SET time_zone = 'Asia/Tokyo' WHERE given_name = 'Ben'")
        courtesy = runner.pair.state.rules.courtesy.with_(from_hour=14, to_hour=16, awake_from=7, awake_to=22)
        rules = runner.pair.state.rules.with_(courtesy=courtesy)
        order = runner.due(runner.pair.state.with_(seeking=Seeking(since=runner.pair.now), rules=rules))
        outcome = await runner.steps.take_step(order)
        assert await runner.rows() == []
    assert (outcome.result, outcome.because and outcome.because.code) == ("postponed", ReasonCode.OUT_OF_HOURS)
    following = next_step(after(order.state, order.step, outcome, order.now), order.now)
    assert following
    assert following.due == outcome.until
    assert 7 <= following.due.astimezone(ZoneInfo("Asia/Tokyo")).hour < 22


async def test_the_reminder_of_a_mentor_who_had_moved_before_they_were_asked_keeps_to_their_hours(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        await runner.do("UPDATE people SET time_zone = 'Asia/Tokyo' WHERE given_name = 'Ben'")
        order = runner.due(runner.pair.state.with_(seeking=Seeking(since=runner.pair.now)))
        outcome = await runner.steps.take_step(order)
    asked = after(order.state, order.step, outcome, order.now)
    assert asked.readers[Role.MENTOR].minutes_at(order.now) == 9 * 60


async def test_letters_of_all_mentorships_count_for_the_week(
    runner: StepRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[World] = []
    monkeypatch.setattr(deciding, "verdict", lambda *given: seen.append(given[3]))
    await runner.steps.take_step(runner.check_in())
    await runner.do("UPDATE outbox SET made_at = made_at - interval '8 days' WHERE role = 'mentor'")
    await runner.steps.take_step(runner.check_in(2))
    assert {role: len(letters) for role, letters in seen[1].letters.items()} == {
        Role.MENTEE: 1,
        Role.MENTOR: 0,
        Role.COORDINATOR: 0,
    }


async def test_a_prompt_that_never_left_is_known_when_the_next_step_is_judged(
    runner: StepRunner, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[World] = []
    monkeypatch.setattr(deciding, "verdict", lambda *given: seen.append(given[3]))
    order = runner.check_in()
    outcome = await runner.steps.take_step(order)
    state = after(order.state, order.step, outcome, order.now)
    await runner.do("UPDATE outbox SET state = 'expired' WHERE role = 'mentor'")
    await runner.steps.take_step(runner.check_in(2, state=state))
    assert seen[1].undelivered == {Role.MENTOR}


@pytest.mark.parametrize("reminder", ["rejected", "accepted"])
async def test_an_agreement_that_never_left_is_known_unless_a_reminder_of_it_did(
    database_url: str,
    pool: Pool,
    organisation: UUID,
    catcher: Catcher,
    monkeypatch: pytest.MonkeyPatch,
    reminder: str,
) -> None:
    seen: list[World] = []
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.AGREEING) as runner:
        for kind, key in ((StepKind.AGREEMENT, "agreement/1"), (StepKind.AGREEMENT_REMINDER, "agreement/1/reminder/1")):
            await runner.steps.take_step(runner.order(kind, key, PAIR))
        await runner.do("UPDATE outbox SET state = 'rejected' WHERE role = 'mentor'")
        await runner.do(f"UPDATE outbox SET state = '{reminder}' WHERE role = 'mentor' AND step LIKE '%reminder%'")
        monkeypatch.setattr(deciding, "verdict", lambda *given: seen.append(given[3]))
        state = runner.pair.state.with_(agreeing=Agreeing(since=runner.pair.now, asked=runner.pair.now))
        await runner.steps.take_step(runner.order(StepKind.AGREED, "agreed/1", PAIR, state=state))
    assert seen[0].undelivered == ({Role.MENTOR} if reminder == "rejected" else set())


async def test_a_mentor_whose_request_was_never_sent_gets_it_when_they_would_be_reminded_of_it(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "verdict", verdict)
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        request = runner.due(runner.pair.state.with_(seeking=Seeking(since=runner.pair.now)))
        asked = after(request.state, request.step, await runner.steps.take_step(request), request.now)
        await runner.do("UPDATE outbox SET state = 'expired' WHERE role = 'mentor'")
        reminder = runner.due(asked)
        dropped = await runner.steps.take_step(reminder)
        again = runner.due(after(asked, reminder.step, dropped, reminder.now))
        await runner.steps.take_step(again)
        sent = await runner.do("SELECT array_agg(letter ORDER BY made_at) FROM outbox WHERE role = 'mentor'")
    assert dropped.because == Reason(code=ReasonCode.NEVER_ARRIVED, who=(Role.MENTOR,))
    assert sent == ["request", "request"]


async def test_whoever_is_on_leave_is_written_to_when_they_are_back(
    runner: StepRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[World] = []
    monkeypatch.setattr(deciding, "verdict", lambda *given: seen.append(given[3]))
    await runner.do("UPDATE people SET away_until = '2031-02-01T00:00:00Z' WHERE given_name = 'Cleo'")
    await runner.steps.take_step(runner.check_in())
    assert seen[0].away == {Role.COORDINATOR: datetime(2031, 2, 1, tzinfo=UTC)}


async def test_an_address_that_does_not_work_is_news_to_each_mentorship_of_its_owner(
    runner: StepRunner, catcher: Catcher
) -> None:
    catcher.behaviour.refuse[BEN] = "550 5.1.1 no such user"
    await runner.steps.take_step(runner.check_in())
    news = await runner.do("SELECT array_agg(role || ' ' || (said ->> 'kind')) FROM answers WHERE kind = 'news'")
    assert news == ["mentor unreachable"]
    assert await runner.do("SELECT count(*) FROM answers WHERE told_at IS NULL") == 1
