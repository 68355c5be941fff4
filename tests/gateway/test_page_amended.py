"""Whoever has changed the agreement can still say that they would rather not begin."""

import pytest

from schemas.names import AnswerKind, Choice, Role, StepKind
from tests.gateway.page_at import MENTEE, MENTOR, At, seen, start
from tests.policy.pairs import paired


def amended(role: Role) -> At:
    """Return a given pair in which one of the two has changed the agreement, which is on its way to the other."""
    at = start(paired()).goes_on()
    assert at.step.kind is StepKind.AGREEMENT
    return at.hears(role, AnswerKind.AMEND, cadence_days=42)


@pytest.mark.parametrize("role", [MENTEE, MENTOR])
def test_whoever_changed_it_may_still_bow_out_and_cannot_change_the_version_that_was_replaced(role: Role) -> None:
    """The page was closed to them until the other one had answered."""
    page = seen(amended(role), role, drafted_by=role)
    assert [each["value"] for each in page.soup.select("input[name=choice]")] == ["close"]
    assert "can no longer be changed" not in page.text


def test_once_they_have_bowed_out_they_can_think_again() -> None:
    at = amended(MENTEE).chooses(MENTEE, Choice.CLOSE)
    assert seen(at, MENTEE).soup.select("form")
