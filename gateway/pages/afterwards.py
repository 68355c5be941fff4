"""What the pages of a goodbye offer besides: questions about how it was, and a certificate to print."""

from gateway.pages.context import Standing
from policy.looking_back import is_asked
from schemas.names import Phase, StepKind

GOODBYES = (StepKind.CLOSING, StepKind.FAREWELL)  # the letters whose pages offer it


def asks(standing: Standing) -> bool:
    """Whether this link's reader is asked how it was."""
    return standing.kind in GOODBYES and standing.concerned and is_asked(standing.state, standing.role)


def can_take_back(standing: Standing) -> bool:
    """Whether nothing is asked any more, as after an end that was taken back, and the reader's answers are kept."""
    return standing.kind in GOODBYES and standing.so_far.looked_back and not asks(standing)


def certifies(standing: Standing) -> bool:
    """Whether there is a certificate: once it is over, for what they reported; without a meeting, nothing shows that
    they worked together."""
    so_far = standing.so_far
    return asks(standing) and standing.phase is Phase.CLOSED and so_far.meetings > 0 and so_far.ended is not None
