"""Where mail does not reach somebody, no page promises a letter to them, and they read it themselves."""

import pytest

from gateway.pages.render import show
from gateway.pages.said import receipt, refused
from gateway.pages.speech import speech_of
from policy.news import unreachable
from schemas.failures import Failure
from schemas.names import PAIR, AnswerKind, Choice, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.step_key import StepKey
from tests.gateway.page_at import COORDINATOR, HR, MENTEE, MENTOR, At, began, seen, standing_at, start
from tests.gateway.page_walk import _kept, standings, turns
from tests.policy.pairs import answer, paired


def lost(at: At, role: Role = MENTOR) -> At:
    """Return the same with an address that does not work."""
    return at._replace(state=unreachable(at.state, role, at.now))


def asked_for_an_address(at: At) -> At:
    """Return the same, as the coordinator is asked about an address."""
    why = Reason(code=ReasonCode.UNREACHABLE, who=at.state.unreachable)
    return at._replace(step=at.step.with_(key=StepKey("unreachable/1"), reason=why))


def test_only_whoever_is_reached_is_said_to_be_asked() -> None:
    at = lost(began().unanswered(StepKind.CHECK_IN).hears(MENTEE, AnswerKind.CHECK_IN, met="yes"))
    at = at._replace(state=at.state.with_(unreachable_since=None))
    assert "we ask you how it is going" in seen(at, MENTEE).text
    assert "we ask Zoë how it is going" in seen(at, COORDINATOR).text
    assert "both" not in seen(at, MENTEE).soup.select_one(".stands").get_text()  # type: ignore[union-attr]


def test_whoever_is_not_reached_reads_so_and_whom_to_tell() -> None:
    at = lost(began().unanswered(StepKind.CHECK_IN).hears(MENTOR, AnswerKind.CHECK_IN, met="yes"))
    page = seen(at, MENTOR)
    assert "Our letters do not reach you at the moment. Ask Cleo to have your address corrected." in page.text
    assert "We write to you when there is" not in page.text


def test_thanks_to_somebody_who_is_not_reached_are_promised_with_an_if() -> None:
    at = began().unanswered(StepKind.CHECK_IN).hears(HR, AnswerKind.CLOSE, step=None).goes_on()
    at = lost(at)
    page = seen(at, MENTEE)
    assert "Ruben reads this in the farewell, if our mail reaches Ruben again by then." in page.text
    assert "both answered" not in page.text
    assert "you both a farewell" not in page.text
    said = answer(7, MENTEE, AnswerKind.THANK, str(at.step.key), note=True)
    told = at.hears(MENTEE, AnswerKind.THANK, note=True)
    kept = _kept(said, at.now, at.state)
    assert receipt(standing_at(told, MENTEE), kept, at.state).striptags() == (
        "Your thanks are saved. Ruben reads them in the farewell, if our mail reaches Ruben again by then."
    )


def test_a_note_to_somebody_who_is_not_reached_waits_until_they_are() -> None:
    page = seen(lost(began().unanswered(StepKind.CHECK_IN)), MENTEE)
    assert "Our mail does not reach Ruben at the moment. Ruben reads this once it does." in page.text
    assert "or else in our next letter" not in page.text


def test_a_yes_while_the_other_is_not_reached_waits_for_no_answer_of_theirs() -> None:
    at = lost(start(paired()).goes_on())
    said = answer(7, MENTEE, AnswerKind.AGREE, str(at.step.key))
    agreed = at.hears(MENTEE, AnswerKind.AGREE)
    words = receipt(standing_at(agreed, MENTEE), _kept(said, at.now, at.state), at.state)
    assert words == "Your yes is saved. Our mail does not reach <bdi>Ruben</bdi> at the moment."


def test_before_the_beginning_the_coordinator_reads_until_when_an_address_is_waited_for() -> None:
    at = asked_for_an_address(lost(start(paired()).goes_on()))
    page = seen(at, COORDINATOR)
    assert at.state.phase is Phase.AGREEING
    assert "If no address is corrected by" in page.text
    assert "remind Ruben" not in page.text


def test_a_pair_with_an_address_that_fails_needs_no_personal_message() -> None:
    at = asked_for_an_address(lost(began().unanswered(StepKind.CHECK_IN)))
    page = seen(at, COORDINATOR)
    assert page.heading == "Our mail does not reach Ruben"
    assert "Nothing else needs to change" in page.text
    assert "gets a kind goodbye" in page.text
    assert "Both get a kind goodbye" not in page.text
    said = answer(7, COORDINATOR, AnswerKind.DECIDE, str(at.step.key), choice=Choice.CONTINUE)
    given = at.hears(COORDINATOR, AnswerKind.DECIDE, choice=Choice.CONTINUE)
    words = receipt(standing_at(given, COORDINATOR), _kept(said, at.now, at.state), at.state)
    assert "to whoever our mail reaches" in words
    found = at._replace(state=at.state.with_(unreachable=()))
    assert "no decision is needed now" in seen(found, COORDINATOR).heading


def test_nobody_is_told_of_more_time_of_a_next_step_or_of_an_end_by_mail_that_does_not_arrive() -> None:
    at = lost(began().unanswered(StepKind.CLOSING, PAIR))
    assert "extend" in seen(at, MENTEE).choices
    assert "We tell Ruben" not in seen(at, MENTEE).text
    page = seen(lost(began().unanswered(StepKind.CHECK_IN)), MENTEE)
    assert "We remind you of it with our next question. A few words" in page.text
    assert "and Ruben sees it, too" not in page.text
    assert "both" not in page.text.replace("you both have time", "")


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_a_rhythm_that_only_one_of_them_is_asked_in_is_not_said_to_be_asked_of_both(language: str) -> None:
    at = lost(began().unanswered(StepKind.CHECK_IN))
    said = answer(7, MENTEE, AnswerKind.ADJUST, str(at.step.key), choice=Choice.CADENCE, cadence_days=42)
    told = at.chooses(MENTEE, Choice.CADENCE, cadence_days=42)
    words = receipt(standing_at(told, MENTEE, language), _kept(said, at.now, at.state), at.state)
    expected = {"en": "From now on we ask you every", "de": "Von jetzt an fragen wir dich", "es": "te preguntamos"}
    assert expected[language] in words


def test_the_coordinator_is_not_told_that_two_are_told_where_mail_reaches_one() -> None:
    at = lost(began().unanswered(StepKind.LAST_NOTICE).to("task/1"))
    said = answer(7, COORDINATOR, AnswerKind.DECIDE, "task/1", choice=Choice.CONTINUE)
    given = at.hears(COORDINATOR, AnswerKind.DECIDE, choice=Choice.CONTINUE, step="task/1")
    words = receipt(standing_at(given, COORDINATOR), _kept(said, at.now, at.state), at.state)
    assert words.startswith("The end is taken back. Our next question goes out on")


def test_where_nobody_can_be_asked_for_an_address_the_people_who_run_it_are_named() -> None:
    at = lost(began().unanswered(StepKind.CHECK_IN).hears(MENTOR, AnswerKind.CHECK_IN, met="yes"))
    for language, says in (
        ("en", "Ask the people who run XXXX to have your address corrected."),
        ("de", "Sag den Verantwortlichen im Programm XXXX Bescheid, damit deine Adresse korrigiert wird."),
        ("es", "Pide a las personas responsables de XXXX que corrijan tu dirección."),
    ):
        assert says in seen(at, MENTOR, language, coordinator=None).text


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_no_page_sends_anybody_to_a_coordinator_whom_there_is_not(language: str) -> None:
    nobody = str(speech_of(language)("somebody.coordinator"))
    for turn in turns("nobody runs it"):
        for standing in standings(turn, language, latest=8):
            assert nobody not in show(standing, action="/a/x", nonce="x").replace("<bdi>", "").replace("</bdi>", "")
    for code in (*Failure, "SomethingElse"):
        assert nobody not in refused(standing_at(began(), MENTEE, language, coordinator=None), code)


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_whoever_agrees_reads_beforehand_that_mail_does_not_reach_the_other_one(language: str) -> None:
    words = {"en": "our mail does not reach Ruben", "de": "Nachrichten dort nicht an", "es": "no le llegan"}
    at = start(paired()).goes_on()
    assert words[language].lower() not in seen(at, MENTEE, language).text.lower()
    assert words[language].lower() in seen(lost(at), MENTEE, language).text.lower()


def test_whoever_is_not_reached_before_the_beginning_reads_what_keeps_it_from_ending() -> None:
    """The page once said for certain that it would end, below a form that prevents it."""
    at = lost(start(paired()).unanswered(StepKind.AGREEMENT_REMINDER).goes_on().goes_on())
    at = at._replace(state=at.state.with_(unreachable_since=None))
    assert "unless your address is corrected or you agree here before." in seen(at, MENTOR).text
    assert "if our mail still does not reach Ruben by then." in seen(at, MENTEE).text
