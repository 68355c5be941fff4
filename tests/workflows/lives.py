"""What tests of the workflow class share: people who answer, and hours that are decent."""

from datetime import datetime, timedelta
from uuid import uuid4

from schemas.messages import Answer, Order
from schemas.names import PAIR, AnswerKind, Role, StepKind
from schemas.reader import Reader
from schemas.state import State
from schemas.step_key import StepKey
from tests.policy.pairs import START, paired, seeking
from tests.workflows.harness import Run

MENTEE, MENTOR, HR = Role.MENTEE, Role.MENTOR, Role.HR


def says(role: Role, kind: AnswerKind, step: str = "", **said: object) -> Answer:
    """Return an answer with an id of its own."""
    key = StepKey(step) if step else None
    return Answer.model_validate({"id": uuid4(), "role": role, "kind": kind, "step": key, **said})


def searching(state: State | None = None) -> Run:
    """Return a run whose first candidate has just been asked."""
    run = Run(state or seeking(), START)
    run.pass_until(START + timedelta(days=1))
    run.finish()
    return run


def under_way(state: State | None = None) -> Run:
    """Return a run of a pair that has agreed and got the letter that opens the loop."""
    run = Run(state or paired(), START)
    run.pass_until(START + timedelta(days=1))
    asked = run.finish()
    assert asked.step.kind is StepKind.AGREEMENT
    for role in PAIR:
        run.send(says(role, AnswerKind.AGREE, asked.step.key))
    run.pass_until(run.now + timedelta(days=1))
    assert run.finish().step.kind is StepKind.AGREED
    return run


def saying_goodbye() -> Run:
    """Return a run whose closing letter is out."""
    run = under_way()
    run.send(says(HR, AnswerKind.CLOSE, outcome="left"), "close")
    run.pass_until(run.now + timedelta(days=4))
    run.finish()
    return run


def is_decent(order: Order) -> bool:
    """Whether a step is taken while each of its readers may be written to, in the widest sense of the rules."""
    rules = order.state.rules.courtesy
    readers = dict(order.state.readers)
    if order.step.kind is StepKind.REQUEST:
        moved_on = order.step.key.number != order.state.requests
        readers[Role.MENTOR] = order.state.candidates[moved_on].reader
    return all(
        rules.awake_from <= local(readers[role], order.now).hour < rules.awake_to
        for role in order.step.to
        if role in readers
    )


def local(reader: Reader, moment: datetime) -> datetime:
    """Return a moment on a reader's wall clock."""
    return moment + timedelta(minutes=reader.minutes_at(moment))


def at_night(state: State, role: Role, moment: datetime) -> datetime:
    """Return the next moment at which it is three in the morning for somebody."""
    reader = state.readers[role]
    while local(reader, moment).hour != 3:
        moment += timedelta(minutes=30)
    return moment


def due(run: Run) -> datetime:
    """Return when the next timer fires."""
    return min(run.timers.values())
