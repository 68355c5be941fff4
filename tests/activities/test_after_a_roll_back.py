"""A worker takes the steps of a mentorship whose rows have fields of a later release, as after a roll-back."""

import pytest

from schemas.names import StepKind
from stack.catcher.server import Catcher
from tests.activities.pair_fixture import StepRunner
from tests.activities.test_goal_outcomes import closing

GOALS = """'[{"id": "6f0a4a1c-6d0e-4a53-9a55-0c5d1c6a4f01", "text": "Lead", "later": 1}]'"""
LATER = {
    "a request's field": """UPDATE mentorships SET request = request || '{"later": 1}'""",
    "a request's goal's field": f"UPDATE mentorships SET request = jsonb_set(request, '{{long_term_goals}}', {GOALS})",
    "an agreement's field": """UPDATE agreements SET terms = terms || '{"later": 1}'""",
    "an agreed goal's field": f"UPDATE agreements SET terms = jsonb_set(terms, '{{goals}}', {GOALS})",
}


@pytest.mark.parametrize("written", LATER.values(), ids=LATER.keys())
async def test_a_step_is_taken_without_what_a_later_release_added(
    written: str, runner: StepRunner, catcher: Catcher
) -> None:
    await runner.do(written)
    await runner.steps.take_step(runner.check_in())
    await runner.steps.take_step(runner.order(StepKind.FAREWELL, "farewell/1", state=closing(runner)))
    assert len(catcher.mailbox.mails) == 4
