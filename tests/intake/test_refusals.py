"""A refusal speaks to whoever spoke: people hear of their answer, HR of what can be called next."""

import pytest

from intake.refusals import refusal
from schemas.failures import Failure
from schemas.names import Role


@pytest.mark.parametrize("code", [*Failure, "SomethingElse"])
def test_hr_is_never_sent_to_a_coordinator_nor_told_of_an_answer(code: str) -> None:
    told = refusal(code, Role.HR)
    assert "your coordinator" not in told
    assert "answer" not in told
    assert code not in told
    assert refusal(code, Role.MENTEE, "news") == told


def test_hr_learns_which_call_comes_next() -> None:
    assert "`resume` takes an end back only before" in refusal(Failure.CLOSED, Role.HR)
    assert "start another mentorship" in refusal(Failure.CLOSED, Role.HR)
    assert "with `resume` first" in refusal(Failure.TOO_LATE, Role.HR)
    assert "has left by mistake, report `back` first" in refusal(Failure.TOO_LATE, Role.HR)
    assert "another `until`" in refusal(Failure.BAD_DATE, Role.HR)
