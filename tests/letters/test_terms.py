"""Terms that nobody wrote are in the language of whoever reads the letter."""

import pytest

from letters.render import write
from letters.terms import defaults, kept, shown
from letters.voice import languages
from schemas.names import PAIR, Role
from schemas.request import Terms
from tests.letters.samples import LANGUAGES, TERMS, rich


@pytest.mark.parametrize("form", LANGUAGES)
def test_a_letter_speaks_of_default_terms_in_its_own_language(form: str) -> None:
    letter = rich("agreement", Role.MENTOR)
    reader = letter.to.model_copy(update={"language": form})
    text = write(letter.model_copy(update={"to": reader, "mentor": reader, "terms": Terms()})).text
    for other in languages():
        own = other == form.partition("-")[0]
        for term in defaults(form if own else other).values():
            assert (term in text) == own, term


def test_the_defaults_of_the_schema_are_the_english_ones() -> None:
    assert {name: getattr(Terms(), name) for name in defaults("en")} == defaults("en")


@pytest.mark.parametrize("form", [*LANGUAGES, "de-formal"])
def test_what_a_reader_left_as_it_was_shown_is_the_default_again(form: str) -> None:
    assert kept(shown(Terms(), form), form) == Terms()
    own = Terms(channel="on foot")
    assert shown(own, form).channel == kept(own, form).channel == "on foot"


def test_latin_america_reads_default_terms_in_its_own_words() -> None:
    assert "anticipación" in defaults("es-419")["boundaries"]
    assert "antelación" in defaults("es")["boundaries"]


@pytest.mark.parametrize(
    ("language", "quoted"),
    [
        ("en", "Ana: “I can help with your dashboards.”"),
        ("de", "Ana: „I can help with your dashboards.“"),
        ("es", "Ana: «I can help with your dashboards.»"),
        ("es-419", "Ana: «I can help with your dashboards.»"),
    ],
)
@pytest.mark.parametrize("role", PAIR)
def test_what_the_mentee_offered_is_quoted_by_name_until_the_two_say_what_each_gives(
    role: Role, language: str, quoted: str
) -> None:
    """Without the name, "I" is whoever reads it."""
    letter = rich("agreement", role)
    letter = letter.model_copy(update={"to": letter.to.model_copy(update={"language": language})})
    offer = letter.model_copy(update={"terms": TERMS.model_copy(update={"giving": letter.request.offer})})
    assert quoted in write(offer).text
    line = next(line for line in write(letter).text.splitlines() if TERMS.giving in line)
    assert "Ana:" not in line
