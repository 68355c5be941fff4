"""A page asks for an answer by a day only while something depends on it."""

import pytest

from schemas.names import AnswerKind, Choice, StepKind
from tests.gateway.page_at import HOUR, HR, MENTEE, MENTOR, began, seen

ANSWER_BY = {"en": "Please answer by", "de": "Bitte antworte bis", "es": "Responde, por favor, a más tardar"}


@pytest.mark.parametrize("language", ANSWER_BY)
def test_a_last_notice_that_the_other_one_has_answered_asks_for_nothing_by_a_day(language: str) -> None:
    at = began().unanswered(StepKind.LAST_NOTICE)
    assert ANSWER_BY[language] in seen(at, MENTEE, language).text
    kept = at.chooses(MENTOR, Choice.CONTINUE)
    assert ANSWER_BY[language] not in seen(kept, MENTEE, language).text


def test_an_open_check_in_still_does() -> None:
    at = began().unanswered(StepKind.CHECK_IN).hears(MENTOR, AnswerKind.CHECK_IN, met="no")
    assert ANSWER_BY["en"] in seen(at, MENTEE).text


def test_a_question_that_is_older_than_the_newest_letter_is_not_said_to_be_in_it() -> None:
    """Behind the letter of an end that was taken back, it was looked for in the newest letter, which asks nothing."""
    asked = began().unanswered(StepKind.CHECK_IN)
    ended = asked.later(HOUR).chooses(MENTEE, Choice.REMATCH).unanswered(StepKind.CLOSING)
    back = ended.hears(HR, AnswerKind.RESUME, step=None).unanswered(StepKind.REOPENED)
    text = seen(back.to(ended.step.key), MENTOR, newer=True, made_at=ended.now).text
    assert "in our letter with the question" in text
    assert "in the newer letter" in seen(back.to("request/1"), MENTOR, newer=True, made_at=asked.now - HOUR).text
