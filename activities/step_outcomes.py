"""What a step reports to the workflow: whom it reached, whom it did not, and why."""

from uuid import UUID

from activities.choosing import found_for
from activities.letter_data import LetterData, hindrance_of
from activities.outbox import Settled
from activities.recipients import HAS_LEFT, clocks_of
from policy.lifecycle import expected
from schemas.messages import StepOutcome
from schemas.names import MailState, Role, StepKind, StepResult

LOST = (MailState.REJECTED, MailState.SKIPPED, MailState.EXPIRED)

Mails = dict[Role, tuple[UUID, MailState]]


def expected_outcome(data: LetterData) -> StepOutcome:
    """Return the outcome of a step if the relay accepts every letter that can be written."""
    hoped = expected(data.order.state, data.order.step)
    return hoped.with_(**_found(data, {role: not hindrance_of(role, data) for role in data.people}, set()))


def outcome_of(data: LetterData, mails: Mails, settled: list[Settled]) -> StepOutcome:
    """Return what the workflow must know, and no more."""
    known = {one.id: one.state for one in settled}
    bad = {one.id for one in settled if one.bad_address}
    delivered = {role: known.get(id, state) not in LOST for role, (id, state) in mails.items()}
    found = _found(data, delivered, {role for role, (id, _) in mails.items() if id in bad})
    return StepOutcome(result=StepResult.TAKEN, at=data.order.now, found=found_for(data.order), **found)


def _found(data: LetterData, delivered: dict[Role, bool], bad: set[Role]) -> dict[str, object]:
    """Return whom a step reached, whom it did not and why, and the clocks that the workflow does not have yet."""
    to, people = data.order.step.to, data.people
    lost = {role for role in Role if role in people and people[role].hindrance not in ("", HAS_LEFT)} | bad
    clocks = clocks_of(people, data.order.now)
    known = data.order.state.readers
    if data.order.step.kind is StepKind.REQUEST:  # the candidate is not the mentor whose clock is known
        known = {role: one for role, one in known.items() if role is not Role.MENTOR}
    return {
        "written": tuple(role for role in to if delivered.get(role)),
        "unreachable": tuple(role for role in Role if role in lost),
        "skipped": tuple(role for role in to if delivered.get(role) is False and role not in lost),
        "undelivered": tuple(map(Role, data.row["undelivered"] or ())),
        "readers": {role: one for role, one in clocks.items() if known.get(role) != one},
    }
