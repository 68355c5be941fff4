"""The letters that ask whether the two have met, and which of them was sent before which."""

from schemas.names import StepKind
from schemas.state import Active
from schemas.step_key import StepKey

PROMPTS = (StepKind.CHECK_IN, StepKind.REVIEW, StepKind.NUDGE)
KEPT = 8  # an answer to an older welcome back is rare


def last_prompt(active: Active) -> StepKey:
    """Return the letter whose answers wait for each other: the latest prompt, or the first letter before any."""
    return active.prompt or StepKey.of(StepKind.AGREED, 1)


def is_earlier_prompt(active: Active, step: StepKey | None) -> bool:
    """Whether a letter is a prompt before the latest one."""
    return step is not None and step.kind in PROMPTS and step != active.prompt


def is_same(step: StepKey | None, other: StepKey | None) -> bool:
    """Whether two letters ask the same: the first letter has other numbers where each of the two got it alone."""
    return step == other or (step is not None and other is not None and {step.kind, other.kind} == {StepKind.AGREED})


def is_earlier(active: Active, step: StepKey | None, other: StepKey | None) -> bool:
    """Whether a letter was sent before another one, as far as that is known."""
    sent, other_sent = _sent(active, step), _sent(active, other)
    return sent is not None and other_sent is not None and sent < other_sent


def with_welcome_back(active: Active, step: StepKey) -> Active:
    """Return the loop that knows after which prompt a welcome back was sent."""
    known = {**active.welcomed_back, step: active.cycle}
    return active.with_(welcomed_back=dict([*known.items()][-KEPT:]))


def _sent(active: Active, step: StepKey | None) -> tuple[int, int] | None:
    """Return when a letter was sent: after how many prompts, itself included, and after which break."""
    match step.kind if step else None:
        case StepKind.AGREED:
            return 0, 0
        case StepKind.RESUMED if step:
            later = (cycle for back, cycle in active.welcomed_back.items() if back.number >= step.number)
            return next(later, active.cycle), step.number
        case kind if step and kind in PROMPTS:
            return step.number, 0
        case _:
            return None
