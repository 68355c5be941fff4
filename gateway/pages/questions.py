"""Which question a link asks, and whether it can still be answered as far as the card tells."""

from gateway.pages.context import Standing
from schemas.names import PAIR, Phase, Role, StepKind

ASKED = {
    StepKind.REQUEST: ("request", (Role.MENTOR,)),
    StepKind.REQUEST_REMINDER: ("request", (Role.MENTOR,)),
    StepKind.AGREEMENT: ("agreement", PAIR),
    StepKind.AGREEMENT_REMINDER: ("agreement", PAIR),
    StepKind.AGREED: ("check_in", PAIR),
    StepKind.CHECK_IN: ("check_in", PAIR),
    StepKind.RESUMED: ("check_in", PAIR),
    StepKind.NUDGE: ("nudge", PAIR),
    StepKind.REVIEW: ("review", PAIR),
    StepKind.RHYTHM: ("rhythm", PAIR),
    StepKind.LAST_NOTICE: ("rhythm", PAIR),
    StepKind.PAUSED: ("paused", PAIR),
    StepKind.CLOSING: ("closing", PAIR),
    StepKind.NO_MENTOR: ("task", (Role.COORDINATOR,)),
    StepKind.TASK: ("task", (Role.COORDINATOR,)),
}
LOOP = (Phase.ACTIVE, Phase.PAUSED, Phase.CLOSING)  # any sign of life may undo a lapse
PHASES = {
    "request": (Phase.SEEKING, Phase.AGREEING, Phase.PAUSED),
    "agreement": (Phase.AGREEING, Phase.PAUSED),
    "check_in": LOOP,
    "nudge": LOOP,
    "review": LOOP,
    "rhythm": LOOP,
    "paused": (Phase.PAUSED,),
    "closing": (Phase.CLOSING,),
    "task": (Phase.SEEKING, Phase.ACTIVE, Phase.PAUSED, Phase.CLOSING),
}


def question_of(standing: Standing) -> str | None:
    """Return the name of the question, which is also its template; None where nothing is asked of this reader."""
    name, roles = ASKED.get(standing.kind, ("", ()))
    if standing.kind is StepKind.NUDGE and standing.letter == StepKind.CHECK_IN:
        name = "check_in"  # only the silent side is nudged; the other one is asked as usual
    return name if standing.role in roles else None


def is_open(standing: Standing, question: str) -> bool:
    """Whether it makes sense to show the question; the workflow has the last word."""
    if standing.phase not in PHASES[question] or not standing.concerned:
        return False
    match question:
        case "request":
            return _request_is_open(standing)
        case "agreement":
            return standing.terms is not None and standing.question == f"agreement/{standing.terms_version}"
        case "check_in" if standing.kind is StepKind.RESUMED:
            return standing.card is None or standing.card.cycle > 0 or standing.phase is Phase.ACTIVE
        case "task" if standing.kind is StepKind.NO_MENTOR:
            return standing.phase in (Phase.SEEKING, Phase.PAUSED)
        case _:
            return True


def _request_is_open(standing: Standing) -> bool:
    """A mentor's yes can be taken back until the agreement goes out, a no until somebody else is asked."""
    card = standing.card
    if card is None:
        return True
    if standing.answered is not None and card.next is not None and card.next.due <= standing.clock:
        return False  # it is acted on at this very moment
    if standing.phase is Phase.AGREEING:
        return card.next is not None and card.next.kind is StepKind.AGREEMENT and standing.answered is not None
    return Role.COORDINATOR not in card.waiting_for
