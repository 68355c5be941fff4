"""Staying in touch: the farewell speaks of it only where nobody said no."""

import pytest

from letters.render import write
from letters.voice import languages
from schemas.names import PAIR, StepKind
from tests.letters.lives import Sent, a_year

SAID = (None, "yes", "no")


def farewells(mentee: str | None, mentor: str | None) -> list[Sent]:
    """Return the farewells of a pair of which each said whether they would like to stay in touch, or did not say."""
    said = {"mentee": mentee, "mentor": mentor}
    words = {role: {"keep_in_touch": answer} for role, answer in said.items() if answer}
    return [sent for sent in a_year(PAIR, words).letters if sent.step.kind is StepKind.FAREWELL]


@pytest.mark.parametrize("mentee", SAID)
@pytest.mark.parametrize("mentor", SAID)
def test_nobody_is_told_to_write_to_somebody_who_would_rather_not_or_whom_they_would_rather_not(
    mentee: str | None, mentor: str | None
) -> None:
    letters = farewells(mentee, mentor)
    assert len(letters) == 2
    for sent in letters:
        assert sent.letter.partner
        wanted = "no" not in (mentee, mentor)
        assert (sent.letter.partner.email in sent.written.text) == wanted, sent.says
        assert ("Staying in touch" in sent.written.text) == wanted, sent.says


@pytest.mark.parametrize("language", languages())
def test_that_holds_in_every_language(language: str) -> None:
    for sent in farewells("yes", "no"):
        assert sent.letter.partner
        to = sent.letter.to.model_copy(update={"language": language})
        assert sent.letter.partner.email not in write(sent.letter.model_copy(update={"to": to})).text
