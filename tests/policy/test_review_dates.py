"""Each look back has its turn: none is left out because the question near it could not be one, or was one as well."""

from datetime import timedelta

import pytest

from schemas.names import PAIR, Choice, StepKind
from schemas.rules import Rules
from tests.policy.pairs import paired
from tests.policy.stories import a_good_pair, but, told


def prompts(**rules: object) -> list[str]:
    """Return what a good pair is asked, in order."""
    steps, _, _ = told(paired(Rules.model_validate(rules)), a_good_pair)
    return [step.kind.value for step in steps if step.kind in (StepKind.CHECK_IN, StepKind.REVIEW)]


def test_a_look_back_that_was_due_with_the_first_question_comes_with_the_second() -> None:
    assert prompts(cadence_days=60, duration_days=180, review_before_end_days=0)[:2] == ["check_in", "review"]


@pytest.mark.parametrize("cadence", [7, 14, 21, 30, 60])
@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"closing_days": 28},
        {"closing_days": 35},
        {"closing_days": 60},
        {"review_before_end_days": 14},
        {"review_before_end_days": 1},
        {"review_before_end_days": 21},
        {"reviews": (0.96, 0.99)},
    ],
)
def test_a_last_look_back_that_would_fall_into_the_quiet_days_comes_earlier(
    cadence: int, rules: dict[str, object]
) -> None:
    """With a goodbye of four weeks, it once never came."""
    steps, _, _ = told(paired(Rules.model_validate({"cadence_days": cadence, **rules})), a_good_pair)
    reviews = [step for step in steps if step.kind is StepKind.REVIEW]
    closing = next(step for step in steps if step.kind is StepKind.CLOSING)
    assert len(reviews) == (1 if "reviews" in rules else 3)
    assert timedelta(days=min(cadence // 2, 7)) <= closing.due - reviews[-1].due
    assert closing.due - reviews[-1].due <= timedelta(days=max(cadence * 1.5 + 7, 15))


def test_time_added_after_a_goodbye_of_four_weeks_has_its_look_back_too() -> None:
    longer = [{"role": role, "kind": "adjust", "choice": Choice.EXTEND} for role in PAIR]
    steps, _, _ = told(paired(Rules(closing_days=28, reviews=())), but(a_good_pair, review=longer), limit=60)
    reviews = [step.due for step in steps if step.kind is StepKind.REVIEW]
    assert len(reviews) > 3
    assert reviews[1] - reviews[0] > timedelta(days=60)


def test_two_looks_back_that_are_one_rhythm_apart_both_take_place_with_a_usual_question_between_them() -> None:
    assert prompts(cadence_days=60)[:4] == ["check_in", "review", "check_in", "review"]


def test_a_pair_of_three_months_with_a_fortnightly_rhythm_is_asked_about_its_meetings_throughout() -> None:
    """They were once asked three times in a row, in the same words, whether it is still what they need."""
    assert prompts(duration_days=90, cadence_days=14) == ["check_in", "review", "check_in", "review"]
