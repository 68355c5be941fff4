"""A mentee whose mentor has left reads whom to write to if they would like another one; nobody else reads it."""

import pytest

from letters.render import write
from schemas.letter import LetterName
from schemas.names import Choice, Phase, Role
from tests.letters.ending_lives import met
from tests.letters.lives import LIVES, Life
from tests.letters.samples import rich
from tests.letters.test_only_if_so import FORMS, says
from tests.policy.pairs import paired

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR
ASK = (
    "If you would like another mentor, write to Eva Lind",
    "Wenn du mit jemand anderem weitermachen möchtest, schreib an Eva Lind",
    "Wenn Sie mit jemand anderem weitermachen möchten, schreiben Sie an Eva Lind",
    *["Si quieres seguir con otra persona, escribe a Eva Lind"] * 2,
)
ALONE = (
    "write to the people who run Leading Well.",
    "wende dich an die Verantwortlichen im Programm Leading Well.",
    "wenden Sie sich an die Verantwortlichen im Programm Leading Well.",
    *["escribe a las personas responsables de Leading Well."] * 2,
)
GONE = {"partner_gone": True, "outcome": "left", "phase": Phase.CLOSING}


@pytest.mark.parametrize("name", ["closing", "farewell", "withdrawn"])
@pytest.mark.parametrize(("form", "ask", "alone"), tuple(zip(FORMS, ASK, ALONE, strict=True)))
def test_each_letter_about_the_end_says_whom_to_write_to(name: LetterName, form: str, ask: str, alone: str) -> None:
    letter = rich(name, MENTEE, **GONE, given=True)
    assert ask in says(letter, form)
    assert alone in says(letter.model_copy(update={"coordinator": None}), form)
    for other in (rich(name, MENTOR, **GONE, given=True), letter.model_copy(update={"begun_anew": True})):
        assert ask not in says(other, form)


def test_so_it_is_in_a_life() -> None:
    life = LIVES["the mentor leaves"]()
    about = [sent for sent in life.letters if sent.letter.name in ("closing", "farewell")]
    assert [sent.letter.role for sent in about] == [MENTEE, MENTEE]
    for sent in about:
        assert "If you would like another mentor, write to Eva Lind" in sent.says


def test_so_it_is_for_two_who_had_not_begun() -> None:
    life = Life(paired())
    life.takes("agreement")
    life.learns(MENTOR, "left")
    life.goes_on_to_its_end()
    assert "If you would like another mentor, write to Eva Lind" in life.letters[-1].says


def test_who_wished_for_the_end_with_a_mentor_who_stays_reads_nothing_of_it() -> None:
    life = met()
    life.hears(MENTEE, "adjust", "check_in/1", choice=Choice.CLOSE)
    life.goes_on_to_its_end()
    assert not [sent for sent in life.letters if "would like another mentor" in write(sent.letter).text]
