"""A date in a sentence has the commas that its language wants, and no others."""

import re
from collections.abc import Iterator

import pytest

from letters.reasoning import because
from letters.render import write
from letters.voice import voice_of
from schemas.names import PAIR, Formality
from schemas.reason import Reason, ReasonCode
from tests.letters.lives import LIVES
from tests.letters.samples import NOW
from tests.letters.test_languages import letters

GERMAN = re.compile(
    r"(?:(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch), \d+\. [A-ZÄ]\w+(?: \d{4})?+"
    r"(?:, \d\d:\d\d \([^)]*\))?+(?: \((?:in \d+ \w+|heute|morgen)\))?+ \w.*"
)
SPANISH = re.compile(r"\b(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo),.*")


def said(language: str, formality: Formality) -> Iterator[str]:
    """Give all that letters and reasons say in a language, one line for each of their sentences or items."""
    voice = voice_of(language, "Europe/Berlin", formality)
    for code in ReasonCode:
        yield because(Reason(code=code, who=PAIR, days=7, count=2, until=NOW), voice, {}, NOW)
    for letter in letters(language):
        written = write(letter.model_copy(update={"formality": formality}))
        yield from (written.subject, written.preview, *written.text.splitlines())


def said_in_lives(language: str, formality: Formality) -> Iterator[str]:
    """Give what letters of whole lives say in a language: on their last day, they name the hour."""
    for life in LIVES:
        for sent in LIVES[life]().letters:
            to = sent.letter.to.model_copy(update={"language": language})
            written = write(sent.letter.model_copy(update={"to": to, "formality": formality}))
            yield from (written.subject, written.preview, *written.text.splitlines())


@pytest.mark.parametrize("formality", Formality)
def test_a_german_date_after_its_weekday_is_set_off_by_a_second_comma(formality: Formality) -> None:
    lines = {*said("de", formality), *said_in_lives("de", formality)}
    assert any(", 5. Dezember" in line for line in lines)
    assert [found[0] for line in lines if (found := GERMAN.search(line))] == []


@pytest.mark.parametrize("language", ["es", "es-419"])
def test_a_spanish_date_has_no_comma_after_its_weekday(language: str) -> None:
    lines = {*said(language, Formality.INFORMAL), *said_in_lives(language, Formality.INFORMAL)}
    assert any("sábado 5 de diciembre" in line for line in lines)
    assert [found[0] for line in lines if (found := SPANISH.search(line))] == []
