"""A farewell counts what there was, and nothing that there was not."""

from datetime import timedelta

import pytest

from letters.render import write
from letters.voice import languages
from schemas.letter import Summary
from tests.letters.samples import NOW, rich


@pytest.mark.parametrize("language", languages())
def test_a_farewell_names_a_certificate_only_where_a_meeting_was_reported(language: str) -> None:
    word = {"en": "certificate", "de": "Bescheinigung", "es": "certificado"}[language]
    for meetings, asks in ((3, True), (0, True), (3, False)):
        letter = rich("farewell", summary=Summary(started=NOW, meetings=meetings, check_ins=4), asks_back=asks)
        written = write(letter.model_copy(update={"to": letter.to.model_copy(update={"language": language})}))
        assert (word in written.text) == (meetings > 0 and asks)


@pytest.mark.parametrize("language", languages())
def test_a_farewell_says_that_its_page_asks_how_it_was_and_only_where_it_does(language: str) -> None:
    asks, asks_not = (
        write(letter.model_copy(update={"to": letter.to.model_copy(update={"language": language})})).text
        for letter in (rich("farewell", asks_back=True), rich("farewell", asks_back=False))
    )
    more = set(asks.splitlines()) - set(asks_not.splitlines())
    assert {"en": "a few short questions", "de": "ein paar kurze Fragen", "es": "unas preguntas"}[language] in "".join(
        more
    )


@pytest.mark.parametrize("language", languages())
def test_a_farewell_after_a_day_counts_no_noughts(language: str) -> None:
    letter = rich("farewell", summary=Summary(started=NOW - timedelta(days=1), meetings=0, check_ins=0))
    reader = letter.to.model_copy(update={"language": language})
    written = write(letter.model_copy(update={"to": reader}))
    assert ": 0" not in written.text
    assert ">0<" not in written.html
