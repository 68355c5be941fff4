"""What an answer changed is said in the same words by the API and on English pages; and what it did to an end."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from gateway.pages.form_fields import noon
from gateway.pages.said import receipt
from gateway.pages.speech import speech_of
from policy.changes import SENTENCES, Change
from schemas.names import AnswerKind, Choice, StepKind
from schemas.rules import Rules
from tests.gateway.page_at import HR, MENTEE, MENTOR, At, Seen, began, seen, standing_at, start
from tests.gateway.page_walk import _kept
from tests.policy.pairs import answer, paired, seeking

NOBODY_NAMED = {
    "partner": "your partner",
    "mentee": "the mentee",
    "until": "{until}",
    "rhythm": "{rhythm}",
    "day": "{day}",
}


def receipt_of(at: At, choice: Choice, **said: object) -> str:
    """Return what the mentee reads after choosing something at the latest letter."""
    kept = _kept(answer(7, MENTEE, AnswerKind.ADJUST, str(at.step.key), choice=choice, **said), at.now, at.state)
    chosen = at.chooses(MENTEE, choice, **said)
    return receipt(standing_at(chosen, MENTEE), kept, at.state).striptags()


@pytest.mark.parametrize("change", Change)
def test_the_api_says_what_the_page_says_without_names(change: Change) -> None:
    page = speech_of("en")(f"changed.{change}", **NOBODY_NAMED)
    assert SENTENCES[change] == re.sub(r"(^|\. )([a-z])", lambda found: found[1] + found[2].upper(), page)


def test_whoever_answers_a_last_notice_with_a_rhythm_or_a_break_reads_that_it_goes_on() -> None:
    at = began().unanswered(StepKind.LAST_NOTICE)
    words = receipt_of(at, Choice.CADENCE, cadence_days=42)
    assert words == "Your mentorship goes on. From now on we ask you both every 6 weeks."
    words = receipt_of(at, Choice.PAUSE, until=at.now + timedelta(days=21))
    assert words.startswith("Your mentorship goes on. A break until")
    usual = began().unanswered(StepKind.CHECK_IN)
    assert receipt_of(usual, Choice.CADENCE, cadence_days=42) == "From now on we ask you both every 6 weeks."


def test_a_break_in_place_of_ones_own_end_says_that_it_goes_on() -> None:
    at = began().unanswered(StepKind.CHECK_IN).chooses(MENTEE, Choice.CLOSE)
    assert receipt_of(at, Choice.PAUSE, until=at.now + timedelta(days=21)).startswith("Your mentorship goes on.")


def test_a_break_names_the_day_on_which_it_goes_on() -> None:
    at = began().unanswered(StepKind.CHECK_IN)
    words = receipt_of(at, Choice.PAUSE, until=at.now + timedelta(days=21))
    assert "; on that day it goes on." in words
    page = seen(at, MENTEE)
    assert "The first day after the break," in page.text
    assert (
        "; on that day it goes on." in seen(at.chooses(MENTEE, Choice.PAUSE, until=at.now + timedelta(7)), MENTEE).text
    )


def test_the_page_says_of_staying_in_touch_what_the_farewell_does() -> None:
    page = seen(began().unanswered(StepKind.CHECK_IN).hears(HR, AnswerKind.CLOSE, step=None).goes_on(), MENTEE)
    assert "Unless one of you says no, our farewell gives you Ruben's address, and Ruben yours." in page.text
    assert "If you both say yes, this page says so when it is over." in page.text


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_whoever_wishes_for_another_match_reads_who_decides_about_it_and_whom_to_ask(language: str) -> None:
    at = began().unanswered(StepKind.CHECK_IN)
    wish = answer(7, MENTEE, AnswerKind.ADJUST, str(at.step.key), choice=Choice.REMATCH)
    kept = _kept(wish, at.now, at.state)
    after = at.chooses(MENTEE, Choice.REMATCH)
    words = receipt(standing_at(after, MENTEE, language), kept, at.state).striptags()
    search = {"en": "another search", "de": "eine neue Suche", "es": "una nueva búsqueda"}[language]
    assert search in words
    assert "Cleo" in words
    alone = receipt(standing_at(after, MENTEE, language, coordinator=None), kept, at.state).striptags()
    assert search in alone
    assert "Cleo" not in alone
    assert "If you would like another mentor" not in seen(after, MENTEE, language, kept).text, "said already"


def test_nobody_searches_for_a_mentor_who_wishes_for_another_match() -> None:
    at = began().unanswered(StepKind.CHECK_IN)
    kept = _kept(answer(7, MENTOR, AnswerKind.ADJUST, str(at.step.key), choice=Choice.REMATCH), at.now, at.state)
    after = at.chooses(MENTOR, Choice.REMATCH)
    assert "search" not in receipt(standing_at(after, MENTOR), kept, at.state)


def test_a_break_is_confirmed_and_no_receipt_says_that_nothing_comes_before_its_end() -> None:
    """The receipt once said "until then you hear nothing from us", above "we confirm the break" on the next day."""
    at = began().unanswered(StepKind.CHECK_IN)
    words = receipt_of(at, Choice.PAUSE, until=at.now + timedelta(days=21))
    assert words.endswith("Until then we send you only a confirmation.")


def test_time_that_was_added_already_is_said_in_one_way() -> None:
    at = began(paired(Rules(duration_days=120))).unanswered(StepKind.REVIEW, answering=(MENTEE, MENTOR))
    at = at.chooses(MENTOR, Choice.EXTEND)
    page = seen(at, MENTEE)
    words = receipt_of(at, Choice.EXTEND)
    assert words.startswith("The time was added already: you have until")
    assert words in page.text


def test_a_yes_beside_an_end_that_can_still_be_taken_back_does_not_say_whose_answer_is_missing() -> None:
    """The page before it said that the other one has agreed already, so that the two can begin."""
    at = start(seeking()).goes_on().hears(MENTOR, AnswerKind.ACCEPT).goes_on()
    held = at.hears(MENTEE, AnswerKind.AGREE).chooses(MENTEE, Choice.REMATCH)
    assert "Zoë has agreed already, so you can begin." in seen(held, MENTOR).text
    kept = _kept(answer(7, MENTOR, AnswerKind.AGREE, str(at.step.key)), at.now, held.state)
    standing = standing_at(held.hears(MENTOR, AnswerKind.AGREE), MENTOR)
    assert receipt(standing, kept, held.state).striptags() == "Your answer is saved."
    usual = standing_at(at.hears(MENTOR, AnswerKind.AGREE), MENTOR)
    assert "We are waiting for Zoë" in receipt(usual, kept, at.state).striptags()


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
def test_whoever_corrects_a_break_finds_its_date_in_the_form(zone: str) -> None:
    at = began().unanswered(StepKind.CHECK_IN)
    day = (at.now + timedelta(days=21)).date()
    until = noon(day, ZoneInfo(zone))
    kept = _kept(
        answer(7, MENTEE, AnswerKind.ADJUST, str(at.step.key), choice=Choice.PAUSE, until=until), at.now, at.state
    )
    standing = standing_at(at.chooses(MENTEE, Choice.PAUSE, until=until), MENTEE, answered=kept)
    there = standing.model_copy(update={"reader": standing.reader.model_copy(update={"time_zone": zone})})
    field = Seen(there).soup.find("input", {"name": "until"})
    assert field
    assert field["value"] == day.isoformat()
