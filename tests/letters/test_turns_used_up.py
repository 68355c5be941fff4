"""Where only the turns of a search are used up, nobody reads that there is nobody left who could be asked."""

import pytest

from policy.card import card_of, live_card
from policy.reasons import sentence, what_of
from schemas.names import Role, StepResult
from schemas.reason import Reason, ReasonCode
from schemas.state import NOBODY, Candidate, Seeking
from tests.letters.lives import Life
from tests.letters.samples import rich
from tests.letters.test_only_if_so import FORMS, says
from tests.policy.pairs import START, seeking

MENTEE, MENTOR, COORDINATOR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR
NOBODY_LEFT = (
    *("nobody left to ask", *["niemanden mehr, den wir fragen könnten"] * 2),
    *["no nos queda nadie a quien preguntar"] * 2,
)
ASKS_NOBODY_ELSE = (
    *("this search asks nobody else", *["diese Suche fragt niemanden mehr"] * 2),
    *["esta búsqueda ya no pregunta a nadie más"] * 2,
)
WE_ASK = "weitere Personen: Dort steht, wer am besten passt, und wir fragen der Reihe nach."
NAME_MORE = (
    "Name up to three more mentors on the request's page: it shows who fits best, and we ask them in turn.",
    f"Nenne auf der Seite der Anfrage bis zu drei {WE_ASK}",
    f"Nennen Sie auf der Seite der Anfrage bis zu drei {WE_ASK}",
    *["Propón hasta tres personas más en la página de la solicitud, que muestra quién encaja mejor"] * 2,
)
NARROWER = ("narrower goal", *["engeren Ziel"] * 2, *["objetivo más concreto"] * 2)
OTHERS = (
    "can name other mentors for this search.",
    *["kann für diese Suche noch andere nennen."] * 2,
    *["puede indicarnos otras personas para esta búsqueda."] * 2,
)
MAY_FIT = ("may fit", *["könnten"] * 2, *["quizá haya"] * 2)


@pytest.mark.parametrize(("form", "may_fit"), tuple(zip(FORMS, MAY_FIT, strict=True)))
def test_no_letter_says_that_others_may_fit_for_nobody_has_looked(form: str, may_fit: str) -> None:
    assert may_fit not in says(rich("no_mentor", COORDINATOR, turns_used_up=True), form)
    assert may_fit not in says(rich("nobody_yet", MENTEE, turns_used_up=True), form)


@pytest.mark.parametrize(
    ("form", "nobody", "no_more", "more", "narrower"),
    tuple(zip(FORMS, NOBODY_LEFT, ASKS_NOBODY_ELSE, NAME_MORE, NARROWER, strict=True)),
)
def test_the_coordinator_reads_on_which_page_others_are_named(
    form: str, nobody: str, no_more: str, more: str, narrower: str
) -> None:
    used_up = says(rich("no_mentor", COORDINATOR, turns_used_up=True), form)
    listed = says(rich("no_mentor", COORDINATOR), form)
    assert no_more in used_up
    assert no_more not in listed
    assert more in used_up
    assert more in listed
    for words in (nobody, narrower):
        assert words in listed
        assert words not in used_up


@pytest.mark.parametrize(("form", "no_more", "others"), tuple(zip(FORMS, ASKS_NOBODY_ELSE, OTHERS, strict=True)))
def test_the_mentee_is_not_advised_to_want_less(form: str, no_more: str, others: str) -> None:
    used_up = says(rich("nobody_yet", MENTEE, turns_used_up=True), form)
    for words in (no_more, others):
        assert words in used_up
        assert words not in says(rich("nobody_yet", MENTEE), form)


def proposing(turns: int) -> Life:
    """Return a search that is to find so many mentors; the first was found."""
    state = seeking()
    reader = state.readers[MENTEE]
    found = Candidate(person=state.candidates[0].person, reader=reader)
    later = (Candidate(person=NOBODY, reader=reader),) * (turns - 1)
    return Life(state.with_(proposes=True, candidates=(found, *later), seeking=Seeking(since=START)))


def test_a_search_that_was_to_ask_one_says_so_after_a_no_or_silence() -> None:
    declined, silent = proposing(1), proposing(1)
    declined.takes("request")
    declined.hears(MENTOR, "decline", "request/1")
    for life in (declined, silent):
        step = life.goes_on_until("no_mentor")
        assert [sent.letter.role for sent in life.letters[-2:]] == [COORDINATOR, MENTEE]
        for sent in life.letters[-2:]:
            assert "this search asks nobody else" in sent.says
            assert "nobody left to ask" not in sent.says + sent.written.subject
        assert "nobody is left" not in what_of(step) + sentence(step.reason)
        assert "nobody else is left" not in sentence(step.reason, ahead=True)


def test_a_search_that_found_nobody_does_have_nobody_left() -> None:
    life = proposing(2)
    life.takes("request")
    life.hears(MENTOR, "decline", "request/1")
    life.takes("request", result=StepResult.DROPPED, because=Reason(code=ReasonCode.NOBODY_LEFT))
    life.takes("no_mentor")
    assert "we have nobody left to ask" in life.letters[-1].says


def test_the_card_of_such_a_search_without_a_coordinator_says_so() -> None:
    life = proposing(1)
    life.state = life.state.with_(readers={MENTEE: life.state.readers[MENTEE]})
    life.goes_on_until("no_mentor")
    assert live_card(card_of(life.state, life.now)).startswith(
        "**Looking for a mentor, in a search that asks nobody else**"
    )
    assert "nobody is left to ask" not in life.letters[-1].written.subject
