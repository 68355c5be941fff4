"""Who of the two knows of what a letter speaks of, by the earlier letters that reached them, or still may."""

from collections.abc import Mapping, Sequence

from policy.closing import unaware
from policy.engagement import last_question
from policy.versions import first_version
from schemas.messages import Step
from schemas.names import PAIR, UNBEGUN, Phase, Role, StepKind
from schemas.state import State
from schemas.step_key import StepKey

# The steps of earlier letters, whether they count as read, and whether they went to the present address.
Before = Mapping[Role, Sequence[tuple[StepKey, bool, bool]]]

OF_AN_AGREEMENT = (StepKind.AGREEMENT, StepKind.AGREEMENT_REMINDER)
OF_A_REQUEST = (StepKind.REQUEST, StepKind.REQUEST_REMINDER)
OF_A_BREAK = (StepKind.PAUSED, StepKind.RESUMED)
GOES_BACK = (*OF_AN_AGREEMENT, *OF_A_BREAK, StepKind.WITHDRAWN)  # their letters speak of earlier ones


def left_unaware(state: State, step: Step, before: Before) -> tuple[Role, ...]:
    """Return who is not told that a search or a pair has ended before it began, because they never heard of it."""
    if step.kind is not StepKind.WITHDRAWN:
        return ()
    return unaware(state, [role for role in PAIR if any(is_read for _, is_read, _ in before.get(role, ()))])


def heard_of(state: State, step: Step, before: Before) -> tuple[Role, ...]:
    """Return who can read of a break that the request or the agreement waits: whoever has had a letter with it, at
    whichever address. As it begins, any version of the agreement counts, and a yes to the request: they know each
    other by it."""
    asked = last_question(state) if step.kind in OF_A_BREAK else None
    if asked is None or state.phase not in UNBEGUN:
        return ()
    kinds = OF_A_REQUEST if state.phase is Phase.SEEKING else OF_AN_AGREEMENT
    is_any = step.kind is StepKind.PAUSED and state.phase is Phase.AGREEING
    since = first_version(state) if is_any else asked.number
    said_yes = (Role.MENTOR,) if is_any and state.seeking else ()
    read = {role: [key for key, is_read, _ in before.get(role, ()) if is_read] for role in PAIR}
    had = (role for role in PAIR if any(key.kind in kinds and key.number >= since for key in read[role]))
    return (*said_yes, *had)


def is_introduced_late(state: State, step: Step, role: Role, before: Before) -> bool:
    """Whether a changed agreement is the first one that somebody reads: those before it were lost, or went to an
    address that was corrected since."""
    first = first_version(state)
    if step.kind not in OF_AN_AGREEMENT or step.key.number == first:
        return False
    earlier = [one for one in before.get(role, ()) if one[0].kind in OF_AN_AGREEMENT and one[0].number >= first]
    return bool(earlier) and not any(is_read and is_here for _, is_read, is_here in earlier)
