"""Why a request goes on without a mentor who never answered it."""

from markupsafe import Markup

from gateway.pages.context import Standing
from schemas.reason import ReasonCode

UNKNOWN = "stands_mentor.passed"
SENTENCES = {
    **dict.fromkeys((ReasonCode.SILENT_NEXT, ReasonCode.SILENT_LAST), "stands.time_over"),
    **dict.fromkeys((ReasonCode.AWAY_NEXT, ReasonCode.AWAY_LAST), "passed_over.away"),
    **dict.fromkeys((ReasonCode.LEFT_NEXT, ReasonCode.LEFT_LAST), "passed_over.left"),
    **dict.fromkeys((ReasonCode.UNREACHED_NEXT, ReasonCode.UNREACHED_LAST), "passed_over.no_mail"),
}


def why_without(standing: Standing) -> Markup:
    """Return why it does, as far as we know; without a known reason, only that it does."""
    cause = _cause(standing)
    return standing.tell(SENTENCES.get(cause, UNKNOWN) if cause else UNKNOWN)


def _cause(standing: Standing) -> ReasonCode | None:
    """Return the reason of the step after this request; before that step, the one that is known already."""
    seeking, number = standing.state.seeking, standing.step.number
    if standing.followed_because:
        return standing.followed_because.code
    return seeking.because if seeking and standing.state.requests == number else None
