"""A question to the coordinator that was never sent is not taken for one that they left unanswered."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from activities import deciding
from activities.state_row import show
from policy.hearing import hear
from policy.lifecycle import after, next_step
from policy.verdict import verdict
from schemas.messages import Order, Step
from schemas.names import Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.state import Seeking, State
from stack.catcher.server import Catcher
from store.pool import Pool, within
from tests.activities.pair_fixture import CLEO, StepRunner, open_runner
from tests.activities.test_outdated import HOUR, LATER
from tests.policy.pairs import answer

DAY = timedelta(days=1)
QUESTION = "SELECT state FROM outbox WHERE role = 'coordinator'"


@pytest.fixture(autouse=True)
def judging(monkeypatch: pytest.MonkeyPatch, judged: None) -> None:
    """Judge each step as in production."""
    monkeypatch.setattr(deciding, "verdict", verdict)


def without_candidates(runner: StepRunner) -> State:
    """Return a search whose last mentor has said no, so that the coordinator is asked next."""
    now, state = runner.pair.now, runner.pair.state
    no = Seeking(since=now, asked=now, declined=now, because=ReasonCode.DECLINED_NEXT)
    return state.with_(seeking=no, candidates=state.candidates[:1])


def silent_for_long(runner: StepRunner) -> State:
    """Return a pair of which one has not answered for long, so that the coordinator is asked next."""
    now, state = runner.pair.now, runner.pair.state
    assert state.active
    mentee = state.active.mentee.with_(life=now - 70 * DAY, unanswered=3, letters=3)
    mentor = state.active.mentor.with_(life=now - 30 * DAY)
    ladder = {"rung": 2, "climbed": now - 20 * DAY, "quiet": (Role.MENTEE,), "spell": 1, "cycle": 3}
    loop = state.active.with_(agreed=now - 100 * DAY, next_check_in=now + 300 * DAY, mentee=mentee, mentor=mentor)
    return state.with_(active=loop.with_(**ladder), ends=now + 400 * DAY)


@pytest.fixture(params=["no_mentor", "task"])
async def asking(
    request: pytest.FixtureRequest, database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> AsyncIterator[StepRunner]:
    """Yield a mentorship whose coordinator is asked next."""
    phase = Phase.SEEKING if request.param == "no_mentor" else Phase.ACTIVE
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, phase) as runner:
        state = without_candidates(runner) if phase is Phase.SEEKING else silent_for_long(runner)
        yield replace(runner, pair=replace(runner.pair, state=state))


async def taken(runner: StepRunner, state: State, now: datetime) -> tuple[Step, State, datetime]:
    """Take the next step when it is due; return it, and how things stand then."""
    step = next_step(state, now)
    assert step
    order = Order(state=state, step=step, now=max(now, step.due))
    outcome = await runner.steps.take_step(order)
    return step, after(state, step, outcome, order.now), order.now


async def asked_in_vain(runner: StepRunner, catcher: Catcher) -> tuple[State, datetime]:
    """Ask the coordinator while the relay takes no letter to them; return how things stand then."""
    catcher.behaviour.refuse[CLEO] = LATER
    _, state, now = await taken(runner, runner.pair.state, runner.pair.now)
    assert await runner.do(QUESTION) == "deferred"
    return state, now


async def relay_is_back(runner: StepRunner, catcher: Catcher) -> None:
    """Let the relay take everything again."""
    catcher.behaviour.refuse.clear()
    await runner.do("UPDATE outbox SET hours = NULL")
    await runner.hurry()


@pytest.mark.parametrize("asking", ["no_mentor"], indirect=True)
async def test_a_search_does_not_end_before_its_coordinator_was_asked(asking: StepRunner, catcher: Catcher) -> None:
    """The relay was away for three days: the search ended as "no mentor found", and nobody had been asked."""
    state, now = await asked_in_vain(asking, catcher)
    await asking.do("UPDATE outbox SET not_after = now() WHERE role = 'coordinator'")
    await relay_is_back(asking, catcher)
    assert (await asking.do(QUESTION), catcher.mailbox.to(CLEO)) == ("expired", [])
    instead, state, now = await taken(asking, state, now)
    assert (instead.kind, state.phase) == (StepKind.WITHDRAWN, Phase.SEEKING)
    again, state, now = await taken(asking, state, now)
    assert (again.key, again.to, len(catcher.mailbox.to(CLEO))) == ("no_mentor/2", (Role.COORDINATOR, Role.MENTEE), 1)
    last, state, over = await taken(asking, state, now)
    assert (last.kind, state.phase) == (StepKind.WITHDRAWN, Phase.CLOSED)
    assert over - now >= state.rules.no_mentor_days * DAY


@pytest.mark.parametrize("asking", ["task"], indirect=True)
async def test_a_pair_gets_no_last_notice_before_its_coordinator_was_asked(
    asking: StepRunner, catcher: Catcher
) -> None:
    state, now = await asked_in_vain(asking, catcher)
    await asking.do("UPDATE outbox SET not_after = now() WHERE role = 'coordinator'")
    await relay_is_back(asking, catcher)
    instead, state, now = await taken(asking, state, now)
    again, state, now = await taken(asking, state, now)
    assert (instead.kind, again.key, len(catcher.mailbox.to(CLEO))) == (StepKind.LAST_NOTICE, "task/2", 1)
    notice, state, given = await taken(asking, state, now)
    assert (notice.kind, state.phase) == (StepKind.LAST_NOTICE, Phase.CLOSING)
    assert given - now >= state.rules.task_days * DAY


@pytest.mark.parametrize(("kind", "told"), [("pause", False), ("pause", True), ("hold", False)])
async def test_a_break_or_a_hold_takes_no_question_to_the_coordinator_that_waits_for_the_relay(
    asking: StepRunner, catcher: Catcher, kind: str, told: bool
) -> None:
    """It only moves the time to decide, and nothing asks them again."""
    state, now = await asked_in_vain(asking, catcher)
    until = now + 10 * DAY if kind == "pause" else None
    heard = hear(state, answer(1, Role.HR, kind, until=until), now + HOUR)
    assert isinstance(heard, State)
    async with within(asking.pool, asking.pair.organisation) as connection:
        await show(connection, heard, now + HOUR)
    if told:
        paused, heard, now = await taken(asking, heard, now + HOUR)
        assert paused.kind is StepKind.PAUSED
    await relay_is_back(asking, catcher)
    assert (await asking.do(QUESTION), len(catcher.mailbox.to(CLEO))) == ("accepted", 1)
