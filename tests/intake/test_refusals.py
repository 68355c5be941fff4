"""A refusal speaks to HR: of its own, what can be called next; of what others said, that it has changed nothing."""

import re

import pytest

from intake.refusals import refusal, told_later
from schemas.failures import Failure
from schemas.names import Role


@pytest.mark.parametrize("code", [*Failure, "SomethingElse"])
def test_hr_is_never_sent_to_a_coordinator_nor_told_of_an_answer(code: str) -> None:
    told = refusal(code, Role.HR)
    assert "your coordinator" not in told
    assert "answer" not in told
    assert code not in told
    assert refusal(code, Role.MENTEE, "news") == told


@pytest.mark.parametrize("code", [*Failure, "SomethingElse"])
def test_nobody_who_reads_the_timeline_is_spoken_to_as_the_author_of_an_answer(code: str) -> None:
    for role, kind in ((Role.MENTOR, ""), (Role.HR, "pause"), (Role.MENTEE, "news")):
        assert told_later(code, role, kind) == refusal(code, Role.MENTOR)
    told = refusal(code, Role.MENTOR)
    assert "at the moment" not in told
    assert not {"you", "your", "answer"} & set(re.findall(r"\w+", told.lower()))
    assert code not in told


def test_hr_learns_which_call_comes_next() -> None:
    assert "`resume` takes an end back only before" in refusal(Failure.CLOSED, Role.HR)
    assert "start another mentorship" in refusal(Failure.CLOSED, Role.HR)
    assert "with `resume` first" in refusal(Failure.TOO_LATE, Role.HR)
    assert "has left by mistake, report `back` first" in refusal(Failure.TOO_LATE, Role.HR)
    told = refusal(Failure.TOO_LATE, Role.HR, "resume")
    assert "only they can take that back" in told
    assert "`resume` first" not in told
    assert "another `until`" in refusal(Failure.BAD_DATE, Role.HR)
