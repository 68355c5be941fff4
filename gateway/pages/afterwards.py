"""What the pages of a goodbye offer besides: questions about how it was."""

from gateway.pages.context import Standing
from policy.looking_back import is_asked
from schemas.names import StepKind

GOODBYES = (StepKind.CLOSING, StepKind.FAREWELL)  # the letters whose pages offer it


def asks(standing: Standing) -> bool:
    """Whether this link's reader is asked how it was."""
    return standing.kind in GOODBYES and standing.concerned and is_asked(standing.state, standing.role)
