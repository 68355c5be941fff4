"""A run on hold waits without a date, asks nothing, begins anew when asked to, and goes on once it is lifted."""

from datetime import timedelta
from uuid import UUID

from schemas.messages import Answer
from schemas.names import AnswerKind, Choice, Phase, Role
from tests.policy.pairs import START, paired
from tests.policy.stories import Story, under_way
from tests.workflows.harness import Run

HOLD = Answer(id=UUID(int=901), role=Role.HR, kind=AnswerKind.HOLD)
MONTHS = timedelta(days=90)


def lift(choice: Choice) -> Answer:
    """Return that the programme lifts the hold."""
    return Answer(id=UUID(int=902), role=Role.HR, kind=AnswerKind.LIFT, hold=HOLD.id, choice=choice)


def held() -> Run:
    """Return a run of a pair under way that was just put on hold."""
    story = under_way(Story(paired(), START))
    run = Run(story.state, story.now)
    run.send(HOLD, "hold")
    return run


def test_it_takes_no_step_and_does_not_end() -> None:
    run = held()
    for _ in range(len(run.timers)):  # one may still run from before
        run.wake()
    run.now += MONTHS
    run.send(
        Answer(id=UUID(int=903), role=Role.MENTEE, kind=AnswerKind.CHECK_IN, step="agreed/1", met="yes"), "check_in"
    )
    assert run.replies["00000000-0000-0000-0000-000000000387"]
    assert run.activities == []
    assert not run.ended


def test_it_goes_on_with_the_step_that_was_next_once_it_is_lifted() -> None:
    run = held()
    run.now += MONTHS
    run.send(lift(Choice.CONTINUE), "lift")
    run.wake()
    assert run.activities == ["check_in/1"]
    assert run.order.now >= START + MONTHS


def test_from_a_hold_it_ends_with_a_farewell_alone() -> None:
    run = held()
    run.now += MONTHS
    run.send(lift(Choice.CLOSE), "lift")
    run.wake()
    assert run.activities == ["farewell/1"]
    assert run.order.state.phase is Phase.CLOSING


def test_a_run_on_hold_begins_anew_and_stays_on_hold() -> None:
    run = held()
    run.new_release = True
    run.send(None, "renew")
    run.wake()
    assert run.renewed
    assert run.renewed.hold
    again = Run(run.renewed, run.now)
    assert again.activities == []
    assert not again.ended
