"""Who of the two knows of what a letter speaks of, by the earlier letters that reached them, or still may."""

from collections.abc import Mapping, Sequence

from policy.closing import unaware
from policy.versions import first_version
from schemas.messages import Step
from schemas.names import PAIR, Role, StepKind
from schemas.state import State
from schemas.step_key import StepKey

Before = Mapping[Role, Sequence[tuple[StepKey, bool]]]  # the steps of earlier letters, and whether they count as read

OF_AN_AGREEMENT = (StepKind.AGREEMENT, StepKind.AGREEMENT_REMINDER)
OF_AN_END = (StepKind.CLOSING, StepKind.LAST_NOTICE)
GOES_BACK = (*OF_AN_AGREEMENT, StepKind.WITHDRAWN, StepKind.REOPENED)  # their letters speak of earlier ones


def left_unaware(state: State, step: Step, before: Before) -> tuple[Role, ...]:
    """Return who is not written to, because they do not know of what has ended, or of the end that was taken back."""
    read = {role: [key for key, is_read in before.get(role, ()) if is_read] for role in PAIR}
    if step.kind is StepKind.WITHDRAWN:
        return unaware(state, [role for role in PAIR if read[role]])
    active = state.active if step.kind is StepKind.REOPENED else None
    if active is None or active.reopened is None or active.reopened_by in PAIR:  # more time is news in any case
        return ()
    told = [role for role in PAIR if read[role] and read[role][-1].kind in OF_AN_END]
    return tuple(role for role in PAIR if role not in (*told, *active.reopened_known, active.not_left))


def is_introduced_late(state: State, step: Step, role: Role, before: Before) -> bool:
    """Whether a changed agreement is the first one that somebody reads, because those before it were lost."""
    first = first_version(state)
    if step.kind not in OF_AN_AGREEMENT or step.key.number == first:
        return False
    earlier = [one for one in before.get(role, ()) if one[0].kind in OF_AN_AGREEMENT and one[0].number >= first]
    return bool(earlier) and not any(is_read for _, is_read in earlier)
