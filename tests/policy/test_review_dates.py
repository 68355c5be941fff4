"""Each look back has its turn: none is left out because the question near it could not be one, or was one as well."""

from schemas.names import StepKind
from schemas.rules import Rules
from tests.policy.pairs import paired
from tests.policy.stories import a_good_pair, told


def prompts(**rules: object) -> list[str]:
    """Return what a good pair is asked, in order."""
    steps, _, _ = told(paired(Rules.model_validate(rules)), a_good_pair)
    return [step.kind.value for step in steps if step.kind in (StepKind.CHECK_IN, StepKind.REVIEW)]


def test_a_look_back_that_was_due_with_the_first_question_comes_with_the_second() -> None:
    assert prompts(cadence_days=60, duration_days=180, review_before_end_days=0)[:2] == ["check_in", "review"]


def test_two_looks_back_that_are_one_rhythm_apart_both_take_place() -> None:
    assert prompts(cadence_days=60)[:3] == ["check_in", "review", "review"]
