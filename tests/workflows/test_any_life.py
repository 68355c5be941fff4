"""Whatever comes at whatever moment, the workflow does what the pure policy decides, and never fails a task."""

import warnings
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from temporalio.workflow import UnfinishedUpdateHandlersWarning

from schemas.names import Outcome, Phase, Role, StepKind
from schemas.rules import Courtesy, Rules
from tests.policy.temper import Begins, Temper, temper, tempers
from tests.workflows.any_life import WorkflowLife

LIVES = 300
SELDOM = (StepKind.PLACE_TAKEN, StepKind.STOPPED, StepKind.IN_TOUCH)
OFTEN = {
    **{f"phase {phase}": 50 for phase in Phase},
    **{f"taken {kind}": 3 for kind in StepKind if kind not in SELDOM},
    **{f"ended {outcome}": 2 for outcome in Outcome},
    "said during a step": 300,
    "said between steps": 300,
    "stopped": 50,
    "pending": 30,
    "answer hold": 50,
    "lifted": 50,
    "parted": 10,
    "begun anew": 100,
    "renewed": 20,
    "cancelled": 10,
    "refused before it was taken in": 300,
    "refused after it was taken in": 30,
    "comeback after last notice": 3,
    "reopened goodbye": 3,
}
# In this life an answer waits for a step that it does not stop: it fits only what the step asks.
WAITS_FOR_A_STEP = Temper(
    seed=1710020,
    begins=Begins.PAIR,
    who=Role.MENTEE,
    depth=2,
    rules=Rules(cadence_days=14, duration_days=90, undo_minutes=1440, courtesy=Courtesy(working_days=(1,))),
    given=False,
    mentors=("Europe/Berlin",),
    mentee="Pacific/Honolulu",
    ends=150,
    coordinator=True,
    talks=0.4,
    fits=0.9,
    late=0.1,
    news=0.02,
    loses=0.0,
    trouble=0.05,
)


@pytest.fixture(autouse=True)
def cancelled_goodbyes() -> Iterator[None]:
    """A goodbye that is cancelled in the middle of a step leaves whoever speaks just then without a reply."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnfinishedUpdateHandlersWarning)
        yield


@settings(max_examples=20)
@given(tempers)
@example(WAITS_FOR_A_STEP)
def test_a_workflow_does_what_the_policy_decides(temper: Temper) -> None:
    WorkflowLife(temper, Counter()).live()


def test_the_same_workflows_come_past_everything_that_can_happen() -> None:
    reached: Counter[str] = Counter()
    for seed in range(LIVES):
        WorkflowLife(temper(seed), reached).live()
    seldom = {what: (reached[what], least) for what, least in OFTEN.items() if reached[what] < least}
    assert seldom == {}
