"""Why an answer was rejected stays true on its page, whatever is asked, paused or held there later."""

import re
from datetime import timedelta

import pytest

from gateway.pages.speech import catalogue
from schemas.failures import Failure
from schemas.names import AnswerKind, StepKind
from tests.gateway.page_at import COORDINATOR, seen, start
from tests.gateway.page_lives import DORA
from tests.gateway.page_walk import _kept
from tests.policy.pairs import answer, seeking

OF_NOW = re.compile(r"\b(?:at the moment|now|has (?:put|ended)|gerade|zurzeit|jetzt|en este momento|ahora|ha puesto)\b")
FORMS = ("en", "de", "de-formal", "es", "es-419")


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "This question was not open when your answer came, so nothing has changed."),
        ("de", "Diese Frage war nicht offen, als deine Antwort kam. Es hat sich nichts geändert."),
        ("es", "Esta pregunta no estaba abierta cuando llegó tu respuesta, así que nada ha cambiado."),
    ],
)
def test_where_the_question_is_asked_again_it_is_not_said_to_be_closed(language: str, says: str) -> None:
    """Above an open form it said: this question is not open at the moment."""
    at = start(seeking()).unanswered(StepKind.NO_MENTOR)
    told = answer(7, COORDINATOR, AnswerKind.NAME, str(at.step.key), named=DORA)
    before = _kept(told, at.now - timedelta(days=1), at.state)
    page = seen(at, COORDINATOR, language, before.model_copy(update={"refused": Failure.NOT_ASKED}))
    assert page.choices == ["name", "continue", "close"]
    assert page.text.count(says) == 1


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("code", [Failure.TOO_LATE, Failure.NOT_ASKED, Failure.NOT_PAUSED, Failure.ON_HOLD])
def test_a_rejection_speaks_of_the_time_of_the_answer(code: Failure, form: str) -> None:
    assert OF_NOW.search(str(catalogue(form)[f"refused.{code}"])) is None
