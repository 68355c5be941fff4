"""Whoever never got the question before a break, because their mail server put it off, is not said to owe an answer."""

from datetime import timedelta

import pytest

from policy.engagement import side_of
from policy.hearing import hear
from policy.lifecycle import after
from schemas.messages import Order
from schemas.names import PAIR, Role, StepKind
from schemas.state import Question, State
from schemas.step_key import StepKey
from stack.catcher.server import Catcher
from tests.activities.pair_fixture import BEN, StepRunner
from tests.activities.test_outdated import LATER
from tests.policy.pairs import answer

MENTEE, MENTOR = PAIR


async def taken(runner: StepRunner, order: Order) -> State:
    """Take a step, and return the state after it."""
    state = after(order.state, order.step, await runner.steps.take_step(order), order.now)
    await runner.do("UPDATE outbox SET hours = NULL")
    return state


def due(runner: StepRunner, state: State, kind: StepKind) -> Order:
    """Return the order for the next step, which is of this kind."""
    order = runner.due(state)
    assert order.step.kind is kind
    return order


async def after_a_break(runner: StepRunner, catcher: Catcher, by: Role) -> State:
    """Let a review wait for Ben's mail server, somebody begin a break, and the break end; return the state then."""
    now, state = runner.pair.now, runner.pair.state
    assert state.active
    ago = now - timedelta(days=190)
    loop = state.active.with_(welcomed=True, agreed=ago, began=ago, cycle=3, next_check_in=now)
    review = due(runner, state.with_(ends=now + timedelta(days=170), active=loop), StepKind.REVIEW)
    catcher.behaviour.refuse[BEN] = LATER
    state = await taken(runner, review)
    catcher.behaviour.refuse.clear()
    at, until = review.now + timedelta(minutes=5), review.now + timedelta(days=20)
    said = {"kind": "pause"} if by is Role.HR else {"kind": "adjust", "step": review.step.key, "choice": "pause"}
    heard = hear(state, answer(4, by, **said, until=until), at)
    assert isinstance(heard, State)
    state = await taken(runner, due(runner, heard, StepKind.PAUSED))
    assert state.active
    assert state.active.mentor.question is None  # nobody waits for him in the break either
    return await taken(runner, due(runner, state, StepKind.RESUMED))


@pytest.mark.parametrize("by", [MENTEE, Role.HR])
async def test_the_welcome_back_speaks_of_no_question_that_its_reader_never_got(
    runner: StepRunner, catcher: Catcher, by: Role
) -> None:
    """It once said that the links in that letter still worked."""
    state = await after_a_break(runner, catcher, by)
    mails = catcher.mailbox.to(BEN)
    assert ["a break" in mails[0].reading.subject, "welcome back" in mails[-1].reading.subject] == [True, True]
    assert "still open" not in mails[-1].reading.text
    assert "If you already have one, tell us" in mails[-1].reading.text
    assert state.active
    assert state.active.mentor.question is None
    assert bool(state.active.mentee.question) is (by is Role.HR)


async def test_that_a_question_was_never_sent_is_counted_once(runner: StepRunner, catcher: Catcher) -> None:
    """The one before it was sent, and can be answered still."""
    state = runner.pair.state
    assert state.active
    now = runner.pair.now
    earlier = Question(key=StepKey("check_in/2"), asked=now, until=now + timedelta(days=90))
    side = state.active.mentor.with_(question=earlier, unanswered=1, letters=1)
    state = state.with_(active=state.active.with_(welcomed=True, mentor=side, cycle=2))
    catcher.behaviour.refuse[BEN] = LATER
    state = await taken(runner, runner.order(StepKind.REVIEW, "review/3", state=state))
    await runner.do("UPDATE outbox SET state = 'expired' WHERE state = 'deferred'")
    catcher.behaviour.refuse.clear()
    heard = hear(state, answer(4, Role.HR, "pause", until=now + timedelta(days=20)), now)
    assert isinstance(heard, State)
    state = await taken(runner, due(runner, heard, StepKind.PAUSED))
    state = await taken(runner, due(runner, state, StepKind.RESUMED))
    assert state.active
    side = side_of(state.active, MENTOR)
    assert side.question
    assert (side.question.key, side.unanswered) == ("check_in/2", 1)
