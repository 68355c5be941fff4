"""What the timeline says of answers that were refused: what somebody wanted to do, and not that it was done."""

import pytest

from gateway.api.sentences import spoken
from schemas.names import AnswerKind, Role
from schemas.step_key import StepKey

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR


@pytest.mark.parametrize(
    ("role", "kind", "said", "step", "words"),
    [
        (MENTOR, AnswerKind.ACCEPT, {}, "request/1", "accept the request"),
        (
            MENTOR,
            AnswerKind.ACCEPT,
            {"cadence_days": 28, "until": None},
            "request/1",
            "accept the request with changes",
        ),
        (MENTOR, AnswerKind.DECLINE, {}, "request/1", "decline the request"),
        (MENTOR, AnswerKind.AGREE, {}, "agreement/1", "accept the agreement"),
        (MENTEE, AnswerKind.THANK, {"note": True}, "closing/1", "write a thank-you"),
        (MENTEE, AnswerKind.THANK, {}, "closing/1", "say goodbye"),
        (COORDINATOR, AnswerKind.DECIDE, {"choice": "rematch"}, "task/1", "decide: another match"),
        (COORDINATOR, AnswerKind.DECIDE, {"choice": "continue"}, "task/1", "give them time"),
        (COORDINATOR, AnswerKind.DECIDE, {"choice": "close"}, "no_mentor/1", "end the search"),
    ],
)
def test_what_was_refused_is_told_as_a_wish(
    role: Role, kind: AnswerKind, said: dict[str, object], step: str, words: str
) -> None:
    assert spoken(role, "Cleo", kind, said, step=StepKey(step), refused=True) == f"Cleo wanted to {words}."
    taken = spoken(role, "Cleo", kind, said, step=StepKey(step))
    assert "wanted" not in taken


def test_what_the_programme_could_not_do_any_more_is_told_as_a_wish() -> None:
    for kind, said, words in (
        (AnswerKind.HOLD, {}, "put it on hold"),
        (AnswerKind.LIFT, {}, "let it go on"),
        (AnswerKind.LIFT, {"choice": "close"}, "end it"),
    ):
        assert spoken(HR, "", kind, said, refused=True) == f"The programme wanted to {words}."
