"""Which question a link asks, and whether it can still be answered."""

from typing import Any
from uuid import UUID

from gateway.pages.context import Standing
from policy.engagement import partner_of
from policy.hearing import hear
from policy.kept_back import may_take_back
from policy.pausing import still_away
from schemas.failures import Failure
from schemas.messages import Answer
from schemas.names import PAIR, UNBEGUN, AnswerKind, Choice, Met, Phase, Role, StepKind
from schemas.state import State

PROBE = UUID(int=0)
UNDOABLE = ("request",)

ASKED = {
    StepKind.REQUEST: ("request", (Role.MENTOR,)),
    StepKind.REQUEST_REMINDER: ("request", (Role.MENTOR,)),
    StepKind.AGREEMENT: ("agreement", PAIR),
    StepKind.AGREEMENT_REMINDER: ("agreement", PAIR),
    StepKind.AGREED: ("check_in", PAIR),
    StepKind.CHECK_IN: ("check_in", PAIR),
    StepKind.RESUMED: ("check_in", PAIR),
    StepKind.NUDGE: ("nudge", PAIR),
    StepKind.REVIEW: ("review", PAIR),
    StepKind.RHYTHM: ("rhythm", PAIR),
    StepKind.LAST_NOTICE: ("rhythm", PAIR),
    StepKind.PAUSED: ("paused", PAIR),
    StepKind.CLOSING: ("closing", PAIR),
    StepKind.NO_MENTOR: ("task", (Role.COORDINATOR,)),
    StepKind.TASK: ("task", (Role.COORDINATOR,)),
    StepKind.UNREACHABLE: ("task", (Role.COORDINATOR,)),
}
PROBES: dict[str, tuple[dict[str, Any], ...]] = {
    "request": ({"kind": AnswerKind.ACCEPT}, {"kind": AnswerKind.DECLINE}),
    "agreement": (
        {"kind": AnswerKind.AGREE},
        {"kind": AnswerKind.ADJUST, "choice": Choice.CLOSE},
        {"kind": AnswerKind.ADJUST, "choice": Choice.CONTINUE},
    ),
    "check_in": ({"kind": AnswerKind.CHECK_IN, "met": Met.NO},),
    "nudge": ({"kind": AnswerKind.CHECK_IN, "met": Met.NO},),
    "review": (
        {"kind": AnswerKind.ADJUST, "choice": Choice.CONTINUE},
        {"kind": AnswerKind.ADJUST, "choice": Choice.EXTEND},
    ),
    "rhythm": ({"kind": AnswerKind.ADJUST, "choice": Choice.CONTINUE},),
    "paused": ({"kind": AnswerKind.RESUME},),
    "closing": ({"kind": AnswerKind.THANK},),
    "task": ({"kind": AnswerKind.DECIDE, "choice": Choice.CONTINUE},),
}


def question_of(standing: Standing) -> str | None:
    """Return the name of the question, which is also that of its template; None if this reader is asked nothing."""
    name, roles = ASKED.get(standing.kind, ("", ()))
    if standing.kind is StepKind.NUDGE and standing.letter == StepKind.CHECK_IN:
        name = "check_in"  # only the silent person is nudged; the other one gets the usual question
    if standing.kind is StepKind.RESUMED and standing.phase in UNBEGUN:
        return None  # they do not meet yet
    if standing.kind is StepKind.UNREACHABLE and standing.phase in UNBEGUN:
        return None  # the coordinator is only asked for an address
    return name if standing.role in roles else None


def is_open(standing: Standing, question: str) -> bool:
    """Whether an answer would be accepted now; once an end is final, thanks alone, as any other would take it back."""
    return is_heard(standing, question) and (question == "closing" or not standing.is_final)


def is_heard(standing: Standing, question: str) -> bool:
    """Whether policy would accept an answer now; the workflow decides, because it may have moved on."""
    if not standing.concerned or (question == "agreement" and standing.terms is None):
        return False
    if question == "closing" and partner_of(standing.role) in standing.state.gone:
        return False  # nobody would get the thanks
    if question == "paused" and standing.role not in still_away(standing.known, standing.clock):
        return False  # they are back already
    if question in UNDOABLE and standing.has_answered and _acts_now(standing):
        return False
    taken = [isinstance(heard, State) for heard in probed(standing, question)]
    if question == "agreement" and not _has_changed_it(standing):
        return taken[0] or (taken[2] and may_begin_after_all(standing))
    if question in UNDOABLE and standing.proposed:
        return taken[1]  # once their terms are with the mentee, a mentor can still say no, and nothing else
    return all(taken) if question in UNDOABLE else any(taken)  # repeating an answer is always accepted


def _has_changed_it(standing: Standing) -> bool:
    """Whether the reader has changed the agreement, so that only bowing out is left to them until the other answers."""
    return standing.phase is Phase.AGREEING and standing.drafted_by is standing.role


def is_present_agreement(standing: Standing) -> bool:
    """Whether the mail showed the current version of the agreement."""
    agreeing = standing.state.agreeing
    return agreeing is not None and standing.step.number == agreeing.version


def may_agree(standing: Standing) -> bool:
    """Whether a yes to these terms would count: not that of whoever has changed them since, nor of whoever would rather
    not begin and has not had the other one's new version."""
    return _counts(standing, probed(standing, "agreement")[0])


def may_say_yes(standing: Standing) -> bool:
    """Whether a mentor's yes to a request would count."""
    return isinstance(probed(standing, "request")[0], State)


def may_begin_after_all(standing: Standing) -> bool:
    """Whether one of the two changed the agreement, and the reader, who would rather not begin, can take that back."""
    unbegun = standing.phase is not Phase.AGREEING and standing.known.active is None
    if not unbegun or may_take_back(standing.known) is not standing.role:
        return False
    agreed = probed(standing, "agreement")[0]
    return standing.drafted_by is standing.role or (isinstance(agreed, State) and not _counts(standing, agreed))


def _counts(standing: Standing, agreed: State | Failure) -> bool:
    agreeing = agreed.agreeing if isinstance(agreed, State) else None
    return agreeing is not None and agreeing.asked is not None and standing.role in agreeing.accepted


def probed(standing: Standing, question: str) -> list[State | Failure]:
    """Return the result that policy would give now for each possible answer to a question."""
    said = [Answer(id=PROBE, role=standing.role, step=standing.step, **probe) for probe in PROBES[question]]
    return [hear(standing.known, answer, standing.clock) for answer in said]


def _acts_now(standing: Standing) -> bool:
    """Whether an answer is being acted on right now, so that it can no longer be changed."""
    following = standing.card.next
    return following is not None and following.due <= standing.clock
