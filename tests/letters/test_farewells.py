"""Staying in touch: the farewell speaks of it only where nobody said no."""

import pytest

from letters.render import write
from letters.voice import languages
from schemas.names import PAIR, StepKind
from tests.letters.lives import Sent, a_year


def farewells(apart: bool) -> list[Sent]:
    """Return the farewells of a pair of which one would rather not stay in touch, or neither said so."""
    return [sent for sent in a_year(PAIR, apart).letters if sent.step.kind is StepKind.FAREWELL]


@pytest.mark.parametrize("apart", [True, False])
def test_nobody_is_told_to_write_to_somebody_who_would_rather_not_or_whom_they_would_rather_not(apart: bool) -> None:
    letters = farewells(apart)
    assert len(letters) == 2
    for sent in letters:
        assert sent.letter.partner
        assert (sent.letter.partner.email in sent.written.text) != apart, sent.says
        assert ("Staying in touch" in sent.written.text) != apart, sent.says


@pytest.mark.parametrize("language", languages())
def test_that_holds_in_every_language(language: str) -> None:
    for sent in farewells(apart=True):
        assert sent.letter.partner
        to = sent.letter.to.model_copy(update={"language": language})
        assert sent.letter.partner.email not in write(sent.letter.model_copy(update={"to": to})).text
