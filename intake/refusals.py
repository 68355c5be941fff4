"""What a person is told when the workflow could not take their answer, by the failure it named."""

from schemas.failures import Failure

REFUSALS = {
    Failure.CLOSED: "This mentorship has come to its end, so there is nothing more to answer.",
    Failure.TOO_LATE: "This was settled before your answer came, so nothing has changed.",
    Failure.NOT_ASKED: "This question is not open at the moment, so nothing has changed.",
    Failure.NOT_PAUSED: "There is no break at the moment: everything goes on already.",
    Failure.BAD_DATE: "That return date is in the past, or further off than the programme allows. Choose another.",
    Failure.UNKNOWN_MENTORSHIP: "We cannot find this mentorship any more. Please write to your coordinator.",
}
UNEXPLAINED = "We could not act on this. Your words are kept; please write to your coordinator, who can step in."


def refusal(code: str) -> str:
    """Return the sentence that explains a refusal; it never shows the code."""
    return REFUSALS.get(Failure(code), UNEXPLAINED) if code in set(Failure) else UNEXPLAINED
