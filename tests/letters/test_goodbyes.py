"""A goodbye asks for thanks first, offers more time where there is more, and is taken back with good reason."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from letters.render import write
from schemas.names import Phase, Role
from schemas.reason import Reason, ReasonCode
from tests.letters.samples import LANGUAGES, NOW, rich
from tests.letters.test_only_if_so import says


def test_the_thanks_are_the_first_button_of_a_goodbye_and_more_time_is_a_quieter_one() -> None:
    html = BeautifulSoup(write(rich("closing", more_until=NOW + timedelta(days=456))).html, "html.parser")
    buttons = [(link["class"], link.get_text()) for link in html.select("table.button a")]
    assert buttons == [(["first"], "Write a thank-you"), (["other"], "Have more time together")]


def test_both_read_that_it_goes_on_after_all_who_said_so_what_comes_next_and_when() -> None:
    back = write(rich("reopened", Role.MENTEE, reason=Reason(code=ReasonCode.END_TAKEN_BACK)))
    assert back.subject == "Ben Okoro and you go on after all"
    assert "The people who run Leading Well have taken that back" in back.text
    assert "On Sunday, 13 December we ask you both how it is going." in back.text
    assert "You have until Monday, 22 November 2027." in back.text
    overtaken = write(rich("reopened", Role.MENTEE, reason=Reason(code=ReasonCode.END_OVERTAKEN)))
    assert "We take that question back for now: you two go on." in overtaken.text, "nobody decided it"
    more = Reason(code=ReasonCode.MORE_TIME, who=(Role.MENTOR,))
    assert "You asked for more time with Ana" in write(rich("reopened", Role.MENTOR, reason=more)).text
    assert "Ben Okoro asked for more time with you" in write(rich("reopened", Role.MENTEE, reason=more)).text


@pytest.mark.parametrize(
    ("form", "who"),
    [
        ("en", "The people who run Leading Well have settled that question for now: you two go on."),
        (
            "de",
            "Die Verantwortlichen im Programm Leading Well haben das fürs Erste entschieden: Für euch beide geht es",
        ),
        (
            "Sie",
            "Die Verantwortlichen im Programm Leading Well haben das fürs Erste entschieden: Für Sie beide geht es",
        ),
        ("es", "Las personas responsables de Leading Well lo han resuelto por ahora: seguís adelante."),
        ("es-MX", "Las personas responsables de Leading Well lo han resuelto por ahora: siguen adelante."),
    ],
)
def test_both_read_who_settled_whether_they_go_on(form: str, who: str) -> None:
    """Whoever had been asked read that it was settled, and not by whom."""
    letter = rich("reopened", Role.MENTEE, reason=Reason(code=ReasonCode.END_OVERTAKEN, who=(Role.COORDINATOR,)))
    assert who in says(letter, form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_wished_for_another_match_reads_who_decides_about_it_and_whom_to_ask(language: str) -> None:
    letter = rich("closing", Role.MENTEE, ended_by="reader", outcome="rematched", may_want_another=True)
    letter = letter.model_copy(update={"to": letter.to.model_copy(update={"language": language})})
    assert letter.coordinator
    assert letter.coordinator.name in write(letter).text.partition("#")[0].partition("\n\n\n")[0]
    usual = write(letter.model_copy(update={"outcome": "ended_early", "may_want_another": False})).text
    assert len(write(letter).text) > len(usual)
    alone = write(letter.model_copy(update={"coordinator": None})).text
    assert len(usual) < len(alone) < len(write(letter).text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_coordinator_can_do_about_an_address_is_one_list(language: str) -> None:
    why = Reason(code=ReasonCode.UNREACHABLE, who=(Role.MENTOR,))
    letter = rich("task", Role.COORDINATOR, reason=why, phase=Phase.AGREEING)
    letter = letter.model_copy(update={"to": letter.to.model_copy(update={"language": language})})
    assert len(BeautifulSoup(write(letter).html, "html.parser").select("ul")) == 1


@pytest.mark.parametrize(
    ("form", "other", "who_is_back"),
    [
        ("en", "Ben Okoro is still with Acme after all", "you had left Acme. You are still there"),
        ("de", "Ben Okoro ist doch noch bei Acme", "dass du nicht mehr bei Acme bist. Du bist noch da"),
        ("Sie", "Ben Okoro ist doch noch bei Acme", "dass Sie nicht mehr bei Acme sind. Sie sind"),
        ("es", "Ben Okoro sigue en Acme", "ya no estabas en Acme. Sigues ahí"),
    ],
)
def test_where_somebody_has_not_left_after_all_nobody_is_said_to_have_decided_anything(
    form: str, other: str, who_is_back: str
) -> None:
    reason = Reason(code=ReasonCode.NOT_LEFT, who=(Role.MENTOR,))
    assert other in says(rich("reopened", Role.MENTEE, reason=reason), form)
    assert who_is_back in says(rich("reopened", Role.MENTOR, reason=reason), form)
