"""While the programme has it on hold, no page promises what a hold stops."""

from collections.abc import Callable

import pytest

from policy.news import left
from schemas.names import AnswerKind, Choice, Role, StepKind
from tests.gateway.page_at import COORDINATOR, HR, MENTEE, MENTOR, At, began, seen, start
from tests.policy.pairs import paired, seeking

ON_HOLD = "Your answer will be saved and will count; we will act on it once things go on."


def goodbye() -> At:
    """Return a pair whose mentee has ended it."""
    return began().unanswered(StepKind.CHECK_IN).chooses(MENTEE, Choice.CLOSE).goes_on()


QUESTIONS: dict[str, tuple[Callable[[], At], Role, str]] = {
    "a request": (lambda: start(seeking()).goes_on(), MENTOR, "each get a short agreement"),
    "an agreement": (lambda: start(paired()).goes_on(), MENTEE, "agrees too, you can begin"),
    "a check-in": (lambda: began().unanswered(StepKind.CHECK_IN), MENTOR, "You both get a kind goodbye"),
    "a review": (
        lambda: began().unanswered(StepKind.REVIEW, answering=(MENTEE, MENTOR)),
        MENTEE,
        "You both get a kind",
    ),
    "a last notice": (
        lambda: began().unanswered(StepKind.LAST_NOTICE, [MENTEE]),
        MENTEE,
        "this mentorship ends. One answer",
    ),
    "a goodbye": (goodbye, MENTOR, "We send the farewell"),
    "a task": (lambda: began().unanswered(StepKind.TASK, [MENTEE]), COORDINATOR, "we ask them again"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_choice_promises_nothing_that_the_hold_stops(question: str) -> None:
    """A mentor read "we send it at once", said yes, and nothing was sent."""
    looking, role, promise = QUESTIONS[question]
    at = looking()
    usual = seen(at, role)
    assert promise in usual.text
    assert ON_HOLD not in usual.text
    page = seen(at.hears(HR, AnswerKind.HOLD, step=None), role)
    assert promise not in page.text
    assert page.text.count(ON_HOLD) == 1
    assert page.choices == usual.choices
    assert page.soup.select("label.option .hint") == []


@pytest.mark.parametrize(
    ("language", "another"),
    [("en", "another mentor, write to"), ("de", "jemand anderem weitermachen"), ("es", "seguir con otra persona")],
)
def test_an_end_that_nobody_may_hear_of_yet_is_not_hinted_at(language: str, another: str) -> None:
    """Beside "everything is on hold", a mentee whose mentor had left was told whom to ask for another one."""
    held = began().unanswered(StepKind.CHECK_IN).hears(HR, AnswerKind.HOLD, step=None)
    gone = held._replace(state=left(held.state, MENTOR, held.now))
    assert another not in seen(gone, MENTEE, language).text
    lifted = gone._replace(state=gone.state.with_(hold=None))
    assert another in seen(lifted, MENTEE, language).text
