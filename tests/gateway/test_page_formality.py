"""The pages of a programme that says "Sie" say it throughout, and call people by their full names."""

import re
from collections.abc import Iterator

import pytest

from gateway.pages.context import Standing
from gateway.pages.render import note, show
from gateway.pages.speech import catalogue, preferred, speech_of
from gateway.pages.unsaved import WRITTEN
from letters.voice import languages
from schemas.names import Formality
from tests.gateway.page_kinds import first_of_each_kind
from tests.gateway.page_lives import LIVES
from tests.gateway.page_walk import NAMES, Turn, standing_of, standings, turns
from tests.gateway.test_page_languages import every_face, spoken
from tests.letters.familiar import familiar

UNKNOWN = tuple(f"note.{key}{part}" for key in ("unknown", "busy", "away", "later") for part in ("", "_hint"))
UNSAVED = (
    *(f"{place}.unsaved{part}" for place in ("page", "later") for part in ("", "_hint")),
    "page.send_again",
    *(f"written.{name}" for name in WRITTEN),
)


def formally(turn: Turn, language: str = "de") -> Iterator[Standing]:
    """Yield what readers find at a turn of a mentorship in a formal programme."""
    for standing in standings(turn, language, latest=6):
        yield standing.model_copy(update={"formality": Formality.FORMAL})


@pytest.mark.parametrize("life", LIVES)
def test_no_formal_page_says_du_or_calls_anybody_by_the_given_name(life: str) -> None:
    for _, html in every_face(life, "de", Formality.FORMAL):
        said = spoken(html)
        assert familiar(said) == set(), said
        assert not re.search(rf"\b(?:{'|'.join(NAMES.values())})\b(?! XXXX)", said), said
        assert '<html lang="de" dir="ltr">' in html


@pytest.mark.parametrize("life", LIVES)
def test_a_formal_page_asks_for_the_same_as_an_informal_one(life: str) -> None:
    for turn, sent in first_of_each_kind(life):
        informal = standing_of(turn, sent, "de")
        assert _asks(informal.model_copy(update={"formality": Formality.FORMAL})) == _asks(informal)


def _asks(standing: Standing) -> tuple[list[list[str]], int]:
    page = show(standing, action="/a/x", nonce="x")  # by pattern: parsing took most of the time
    fields = [re.findall(r'\b(?:name|value)="[^"]*"', each) for each in re.findall(r"<(?:input|button)\b[^>]*>", page)]
    assert len(fields) == page.count("<input") + page.count("<button")
    return fields, len(re.findall(r"<(?:p|h1|h2|dt)\b", page))


def test_formal_texts_fill_in_the_same_as_informal_ones() -> None:
    formal, informal = catalogue("de-formal"), catalogue("de")
    assert formal.keys() == informal.keys()
    for key, text in informal.items():
        assert set(re.findall(r"\{\w+}", str(text))) == set(re.findall(r"\{\w+}", str(formal[key]))), key
        assert isinstance(text, dict) == isinstance(formal[key], dict), key


@pytest.mark.parametrize("key", catalogue("de-formal"))
def test_no_formal_text_says_du_or_begins_with_a_she_that_reads_as_you(key: str) -> None:
    text, informal = catalogue("de-formal")[key], catalogue("de")[key]
    for said in text.values() if isinstance(text, dict) else (text,):
        assert familiar(said) == set()
    if text == informal:  # then "Sie" would be "they"
        assert not re.search(r"\bSie\b", str(text))


def test_where_the_programme_is_not_known_a_page_says_neither_du_nor_sie() -> None:
    for key in (*UNKNOWN, *UNSAVED):
        said = str(preferred("de")(key))
        assert familiar(said) == set()
        assert not re.search(r"\b(?:Sie|Ihr\w*)\b", said)


def test_notes_of_a_known_link_are_formal() -> None:
    say = speech_of("de", formality=Formality.FORMAL)
    assert "Bitte kürzen Sie Ihren Text" in note(say, "large")


@pytest.mark.parametrize("language", [*(one for one in languages() if one != "de"), "es-419"])
def test_where_there_is_no_formal_address_pages_stay_as_they_are(language: str) -> None:
    for turn in list(turns("good"))[::5]:
        for formal, informal in zip(formally(turn, language), standings(turn, language, latest=6), strict=True):
            assert show(formal, action="/a/x", nonce="x") == show(informal, action="/a/x", nonce="x")
