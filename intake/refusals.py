"""The sentences that explain why the workflow refused an answer, by the failure it named."""

from schemas.failures import Failure
from schemas.names import AnswerKind, Role

# For readers of the timeline; of what came by a link, its page tells whoever sent it.
REFUSALS = {
    Failure.CLOSED: "That came after the end, so nothing has changed.",
    Failure.TOO_LATE: "It was settled before, so nothing has changed.",
    Failure.NOT_ASKED: "That was not asked at the time, so nothing has changed.",
    Failure.NOT_PAUSED: "There was no break at the time, so nothing has changed.",
    Failure.BAD_DATE: "The return date was past, or too far off, so nothing has changed.",
    Failure.ON_HOLD: "The programme had put this on hold, or had ended it from a hold, so nothing has changed.",
    Failure.UNKNOWN_MENTORSHIP: "The mentorship's row is missing. Whoever runs this service has to restore it.",
}

# The HR platform, and whoever uses the console, read what they can do next.
TO_HR = {
    Failure.CLOSED: "This mentorship has ended, or its last letter is going out; `resume` takes an end back "
    "only before. If the mentee is still looking, start another mentorship.",
    Failure.TOO_LATE: "This mentorship is coming to its end. To go on with it, take the end back with `resume` first. "
    "That works until the farewell is sent. If mentee or mentor has left by mistake, report `back` first.",
    Failure.NOT_ASKED: "This is not possible at the moment. `phase` and `next` of the mentorship say where it stands.",
    Failure.NOT_PAUSED: "There is no break at the moment: everything goes on already.",
    Failure.BAD_DATE: "That date is in the past, or further off than ten years. Send another `until`.",
    Failure.ON_HOLD: "The programme itself has put this on hold, or has ended it, and nobody else can let it go on. "
    "While it is on hold, you can end it with `close`.",
    Failure.UNKNOWN_MENTORSHIP: "The mentorship's row is missing. Whoever runs this service has to restore it.",
}
NOT_RESUMED = (
    "`resume` cannot take this end back. If mentee or mentor has left by mistake, report `back`. "
    "If one of them would rather not begin, only they can take that back."
)
NOT_SEARCHING = (
    "Mentors can be named only while the search for one goes on. `phase` and `next` of the mentorship say where it "
    "stands."
)
BEGUN_ANOTHER = (
    "The mentee has begun another mentorship in this programme: /v1/mentorships/{another}. A mentee has one at a time. "
    "If this one is to go on, end that one first with `close`, then send `resume` again."
)
UNEXPLAINED = "We could not act on this. It is saved; whoever runs this service can look into it."


def refusal(code: str, role: Role, kind: str = "", another: str | None = None) -> str:
    """Return the sentence that explains a refusal to HR, of its own answer or somebody else's; it never shows the code.

    News is HR's own. `another` is the mentorship that the mentee has begun, if that is why this one cannot go on.
    """
    by_hr = role is Role.HR or kind == "news"
    if by_hr and another:
        return BEGUN_ANOTHER.format(another=another)
    if by_hr and (code, kind) == (Failure.TOO_LATE, AnswerKind.RESUME):
        return NOT_RESUMED
    if by_hr and (code, kind) == (Failure.NOT_ASKED, AnswerKind.NAME):
        return NOT_SEARCHING
    sentences = TO_HR if by_hr else REFUSALS
    return sentences.get(Failure(code), UNEXPLAINED) if code in set(Failure) else UNEXPLAINED


def told_later(code: str, role: Role, kind: str = "", another: str | None = None) -> str:
    """Return the sentence that tells readers of the timeline of a refusal: what HR could do next is said to HR at once,
    and no longer true later."""
    return refusal(code, role, kind, another) if another else refusal(code, Role.MENTEE)
