"""Terms that nobody wrote are in the language of whoever reads the letter."""

import pytest

from letters.render import write
from letters.terms import defaults, kept, shown
from letters.voice import languages
from schemas.names import Role
from schemas.request import Terms
from tests.letters.samples import rich


@pytest.mark.parametrize("language", languages())
def test_a_letter_speaks_of_default_terms_in_its_own_language(language: str) -> None:
    letter = rich("agreement", Role.MENTOR)
    reader = letter.to.model_copy(update={"language": language})
    text = write(letter.model_copy(update={"to": reader, "mentor": reader, "terms": Terms()})).text
    for other in languages():
        for term in defaults(other).values():
            assert (term in text) == (other == language), term


def test_the_defaults_of_the_schema_are_the_english_ones() -> None:
    assert {name: getattr(Terms(), name) for name in defaults("en")} == defaults("en")


@pytest.mark.parametrize("language", languages())
def test_what_a_reader_left_as_it_was_shown_is_the_default_again(language: str) -> None:
    assert kept(shown(Terms(), language), language) == Terms()
    own = Terms(channel="on foot")
    assert shown(own, language).channel == kept(own, language).channel == "on foot"
