"""The letters that ask whether the two have met, and which of them was sent before which."""

from schemas.names import StepKind
from schemas.replaceable import Report
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


def is_same(active: Active, step: StepKey | None, other: StepKey | None) -> bool:
    """Whether two letters ask the same: where each of the two got one alone, it has other numbers."""
    return _asked_by(active, step) == _asked_by(active, other)


def is_earlier(active: Active, step: StepKey | None, other: StepKey | None) -> bool:
    """Whether a letter was sent before another one, as far as that is known."""
    sent, other_sent = _sent(active, step), _sent(active, other)
    return sent is not None and other_sent is not None and sent < other_sent


def is_of_a_later_one(active: Active, theirs: Report | None, own: Report | None) -> bool:
    """Whether the other one's report is of a later meeting: at a letter that was sent after this one was made."""
    if theirs is None or own is None or theirs.reported <= own.reported:
        return False
    sent = _sent(active, theirs.step)
    return sent is not None and sent > own.sent if own.sent else is_earlier(active, own.step, theirs.step)


def latest_sent(active: Active) -> tuple[int, int]:
    """Return after how many prompts, and which break, the latest letter was sent."""
    backs = ((cycle, back.number) for back, cycle in active.welcomed_back.items())
    return max(((active.cycle, 0), *backs))


def with_welcome_back(active: Active, step: StepKey) -> Active:
    """Return the loop that knows after which prompt a break ended with a welcome back; one who gets it later, and
    alone, is asked the same."""
    known = {**active.welcomed_back, step: active.cycle}
    return active.with_(welcomed_back=dict([*known.items()][-KEPT:]))


def _asked_by(active: Active, step: StepKey | None) -> StepKey | None:
    """Return the letter that was the first to ask the same."""
    match step.kind if step else None:
        case StepKind.AGREED:
            return StepKey.of(StepKind.AGREED, 1)
        case StepKind.RESUMED if step:
            known = [back for back in active.welcomed_back if back.number <= step.number]
            return max(known, key=lambda back: back.number, default=step)
        case _:
            return step


def _sent(active: Active, step: StepKey | None) -> tuple[int, int] | None:
    """Return when a letter was sent: after how many prompts, itself included, and after which break."""
    asked = _asked_by(active, step)
    match asked.kind if asked else None:
        case StepKind.AGREED:
            return 0, 0
        case StepKind.RESUMED if asked:
            later = (cycle for back, cycle in active.welcomed_back.items() if back.number >= asked.number)
            return next(later, active.cycle), asked.number
        case kind if asked and kind in PROMPTS:
            return asked.number, 0
        case _:
            return None
