"""Once a coordinator has named more mentors, everybody's page says what then happens; on hold, none promises it."""

import pytest

from schemas.names import AnswerKind, StepKind
from tests.gateway.page_at import COORDINATOR, HR, MENTEE, MENTOR, At, seen, start
from tests.gateway.page_lives import DORA
from tests.gateway.test_page_on_hold import ON_HOLD
from tests.policy.pairs import seeking


def asking() -> At:
    """Return a search that has nobody left to ask, and has asked its coordinator."""
    return start(seeking()).unanswered(StepKind.NO_MENTOR)


def named() -> At:
    """Return it once the coordinator has named somebody."""
    return asking().hears(COORDINATOR, AnswerKind.NAME, named=DORA)


@pytest.mark.parametrize(
    ("language", "says", "follows"),
    [
        ("en", "More mentors have been named for your request.", "we ask another mentor and tell you about it"),
        ("de", "Für deine Anfrage wurden weitere Personen genannt.", "fragen wir die nächste Person"),
        ("es", "Se han propuesto más personas para tu solicitud.", "preguntamos a otra persona y te avisamos"),
    ],
)
def test_the_mentee_reads_that_the_search_goes_on(language: str, says: str, follows: str) -> None:
    text = seen(named(), MENTEE, language).text
    assert says in text
    assert follows in text


def test_the_coordinator_reads_what_comes_and_is_waited_for_no_more() -> None:
    before, after = seen(asking(), COORDINATOR), seen(named(), COORDINATOR)
    assert "Please answer by" in before.text
    assert "More mentors have been named for Zoë's request." in after.text
    assert "we ask another mentor" in after.text
    assert "Please answer by" not in after.text


def test_the_mentor_who_was_asked_last_reads_nothing_of_it() -> None:
    text = seen(named().to("request/2"), MENTOR).text
    assert "named" not in text
    assert "another mentor" not in text


def test_on_hold_the_page_promises_nothing_and_still_takes_a_name() -> None:
    usual, held = asking(), asking().hears(HR, AnswerKind.HOLD, step=None)
    assert "until somebody says yes" in seen(usual, COORDINATOR).text
    page = seen(held, COORDINATOR)
    assert page.text.count(ON_HOLD) == 1
    for promise in ("until somebody says yes", "For 10 minutes", "We tell Zoë", "stays open until"):
        assert promise not in page.text
    assert page.choices == seen(usual, COORDINATOR).choices == ["name", "continue", "close"]
    assert page.soup.select("#mentors input[type=checkbox]")
