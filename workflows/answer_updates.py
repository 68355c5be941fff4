"""One update for each kind of answer, so that the history shows what was answered: `accept`, `check_in`, `thank`, …"""

from collections.abc import Callable
from typing import Any

from temporalio import workflow

from schemas.messages import Answer, Receipt
from schemas.names import AnswerKind

# Pausing, resuming and closing have updates of their own, because operators send them too.
SAYS = {
    AnswerKind.ACCEPT: "The mentor accepted the request.",
    AnswerKind.DECLINE: "The mentor declined the request.",
    AnswerKind.AGREE: "One of the two accepted the agreement.",
    AnswerKind.AMEND: "One of the two changed the agreement.",
    AnswerKind.CHECK_IN: "One of the two answered how it is going.",
    AnswerKind.ADJUST: "One of the two looked back, or chose how to go on.",
    AnswerKind.THANK: "One of the two said goodbye, perhaps with a thank-you.",
    AnswerKind.DECIDE: "The coordinator decided.",
    AnswerKind.NAME: "The coordinator or the HR platform named more mentors to ask.",
    AnswerKind.HOLD: "The programme put the mentorship on hold.",
    AnswerKind.LIFT: "The programme lifted a hold, or ended the mentorship from it.",
}


def _heard_as(kind: AnswerKind) -> Callable[..., Any]:
    """Return the update for one kind of answer; the gateway sends it once the answer is in Postgres."""

    @workflow.update(name=kind.value, description=SAYS[kind])
    async def take(self, answer: Answer) -> Receipt:  # type: ignore[no-untyped-def]  # the SDK reads the other types
        receipt: Receipt = await self.take_answer(answer)
        return receipt

    @take.validator
    def check(self, answer: Answer) -> None:  # type: ignore[no-untyped-def]
        self.check_answer_now(answer, kind)

    return take


class AnswerUpdates:
    """The updates, for a workflow that has `take_answer` and `check_answer_now`."""

    hear_accept = _heard_as(AnswerKind.ACCEPT)
    hear_decline = _heard_as(AnswerKind.DECLINE)
    hear_agree = _heard_as(AnswerKind.AGREE)
    hear_amend = _heard_as(AnswerKind.AMEND)
    hear_check_in = _heard_as(AnswerKind.CHECK_IN)
    hear_adjust = _heard_as(AnswerKind.ADJUST)
    hear_thank = _heard_as(AnswerKind.THANK)
    hear_decide = _heard_as(AnswerKind.DECIDE)
    hear_name = _heard_as(AnswerKind.NAME)
    hear_hold = _heard_as(AnswerKind.HOLD)
    hear_lift = _heard_as(AnswerKind.LIFT)
