"""Pages of a search that finds its mentors, while it is not known yet whom it finds next."""

from datetime import timedelta

import pytest

from policy.lifecycle import after, next_step
from schemas.messages import StepOutcome
from schemas.names import AnswerKind, Choice, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.state import NOBODY, Candidate, Seeking
from tests.gateway.page_at import COORDINATOR, MENTEE, MENTOR, At, Seen, seen, standing_at, start
from tests.gateway.page_walk import _kept
from tests.policy.pairs import START, answer, seeking


def asked(slots: int) -> At:
    """Return a search that has asked one mentor of at most so many."""
    state = seeking()
    reader = state.readers[MENTEE]
    first = Candidate(person=state.candidates[0].person, reader=reader)
    others = (Candidate(person=NOBODY, reader=reader),) * (slots - 1)
    found = state.with_(proposes=True, candidates=(first, *others), seeking=Seeking(since=START))
    return start(found).goes_on()


def test_a_mentor_who_is_asked_reads_that_the_search_goes_on_after_a_no() -> None:
    assert "is not told why, and we look for another mentor." in Seen(standing_at(asked(2), MENTOR)).text
    assert "how to go on." in Seen(standing_at(asked(1), MENTOR)).text


def test_a_mentor_who_has_said_yes_reads_before_they_bow_out_that_the_search_goes_on() -> None:
    agreeing = asked(2).hears(MENTOR, AnswerKind.ACCEPT).goes_on()
    assert agreeing.step.kind is StepKind.AGREEMENT
    assert "ends here" not in Seen(standing_at(agreeing, MENTOR)).text
    closed = agreeing.chooses(MENTOR, Choice.CLOSE)
    following = next_step(closed.state, closed.now)
    assert following
    assert (following.key, following.reason.code) == ("request/2", ReasonCode.BOWED_OUT_NEXT)


@pytest.mark.parametrize(("slots", "offered"), [(2, True), (1, False)])
def test_a_mentee_may_ask_another_mentor_as_long_as_the_search_goes_on(slots: int, offered: bool) -> None:
    agreeing = asked(slots).hears(MENTOR, AnswerKind.ACCEPT).goes_on()
    assert ("rematch" in str(Seen(standing_at(agreeing, MENTEE)).choices)) is offered


@pytest.mark.parametrize(
    ("language", "asks"),
    [
        ("en", "Until then we ask only those who are named for it."),
        ("de", "Bis dahin fragen wir nur Personen, die uns dafür genannt werden."),
        ("es", "Hasta entonces solo preguntamos a quienes nos indiquen."),
    ],
)
def test_who_decides_on_a_search_reads_who_is_asked_from_now_on(language: str, asks: str) -> None:
    assert asks in Seen(standing_at(asked(1).unanswered(StepKind.NO_MENTOR), COORDINATOR, language)).text


def waiting() -> At:
    """Return a search whose first mentor said no, while everybody else who fits is being asked elsewhere."""
    at = asked(2).hears(MENTOR, AnswerKind.DECLINE).later(timedelta(minutes=10))
    step = next_step(at.state, at.now)
    assert step
    waits = StepOutcome.postponed(step.due + timedelta(days=1), Reason(code=ReasonCode.BEING_ASKED))
    return at._replace(state=after(at.state, step, waits, step.due), now=step.due)


@pytest.mark.parametrize(
    ("language", "no", "because", "looks"),
    [
        ("en", "cannot be", "Everybody who fits is being asked for somebody else at the moment.", "we look again."),
        (
            "de",
            "klappt es",
            "Alle, die passen würden, sind gerade für jemand anderen angefragt.",
            "sehen wir wieder nach.",
        ),
        (
            "es",
            "no puede acompañar",
            "Ahora mismo estamos preguntando a todas las personas adecuadas",
            "volvemos a mirar.",
        ),
    ],
)
def test_while_everybody_who_fits_is_asked_elsewhere_a_mentee_does_not_read_that_we_wait_for_whoever_said_no(
    language: str, no: str, because: str, looks: str
) -> None:
    """For two weeks it was "We asked Ruben to be your mentor. Ruben can answer until …"."""
    page = seen(waiting(), MENTEE, language)
    for words in (no, because, looks):
        assert words in page.text
    assert page.text.count("Ruben") == 1


def test_a_no_is_no_longer_said_to_be_changed_for_minutes_that_are_over() -> None:
    at = asked(2).hears(MENTOR, AnswerKind.DECLINE)
    said = _kept(answer(1, MENTOR, "decline", "request/1"), at.now, at.state)
    assert "You can take this back for 10 minutes." in seen(at, MENTOR, answered=said).text
    later = seen(waiting(), MENTOR, answered=said)
    assert later.choices == ["accept", "propose", "decline"], "a yes is still taken"
    assert "10 minutes" not in later.text
