"""A mentee whose mentorship ends early reads whom to write to if they would like another mentor; nobody else does."""

import pytest

from schemas.letter import LetterName
from schemas.names import Choice, Phase, Role
from tests.letters.ending_lives import ENDINGS, met
from tests.letters.lives import LIVES, Life
from tests.letters.samples import rich
from tests.letters.test_only_if_so import FORMS, says
from tests.policy.holds import held, lifted
from tests.policy.pairs import paired

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR
EVERY = {**LIVES, **ENDINGS}
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
LOOK = (
    "have decided to end it and to look for another mentor for you",
    "haben entschieden, es zu beenden und für dich jemand anderen zu suchen",
    "haben entschieden, es zu beenden und für Sie jemand anderen zu suchen",
    *["han decidido terminarla y buscar a otra persona para ti"] * 2,
)
SEARCH = (
    "The people who run Leading Well are looking for another mentor for you; if you do not hear from them, write to",
    "Die Verantwortlichen im Programm Leading Well suchen für dich jemand anderen; falls du nichts von ihnen hörst",
    "Die Verantwortlichen im Programm Leading Well suchen für Sie jemand anderen; falls Sie nichts von ihnen hören",
    *["Las personas responsables de Leading Well buscan a otra persona para ti; si no tienes noticias, escribe a"] * 2,
)
DECIDE = (
    "The people who run Leading Well decide about another search; if you do not hear from them, write to Eva Lind",
    "Über eine neue Suche entscheiden die Verantwortlichen im Programm Leading Well; falls du nichts von ihnen hörst",
    "Über eine neue Suche entscheiden die Verantwortlichen im Programm Leading Well; falls Sie nichts von ihnen hören",
    *["Las personas responsables de Leading Well deciden sobre una nueva búsqueda; si no tienes noticias"] * 2,
)
EARLY = ("HR ends it", "the coordinator ends it", "one ends it", "another match", "silent pair", "the mentor leaves")


@pytest.mark.parametrize("name", ["closing", "farewell", "withdrawn"])
@pytest.mark.parametrize(("form", "ask", "alone"), tuple(zip(FORMS, ASK, ALONE, strict=True)))
def test_each_letter_about_the_end_says_whom_to_write_to(name: LetterName, form: str, ask: str, alone: str) -> None:
    letter = rich(name, MENTEE, **GONE, given=True, may_want_another=True)
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


@pytest.mark.parametrize("life", EARLY)
def test_every_early_end_says_the_same_whoever_wished_for_it(life: str) -> None:
    about = [sent for sent in EVERY[life]().letters if sent.letter.name in ("closing", "farewell")]
    assert {sent.letter.role for sent in about} >= {MENTEE}
    for sent in about:
        says_so = "If you would like another mentor, write to Eva Lind" in sent.says
        assert says_so == (sent.letter.role is MENTEE), sent.says


@pytest.mark.parametrize("life", ["both thank", "HR ends it as completed", "more time after all"])
def test_an_end_that_was_agreed_on_says_nothing_of_it(life: str) -> None:
    assert not [sent for sent in EVERY[life]().letters if "would like another mentor" in sent.says]


def test_an_end_from_a_hold_says_nothing_of_it() -> None:
    life = met()
    lifted(life, held(life), Choice.CLOSE)
    life.goes_on_to_its_end()
    assert [sent.letter.name for sent in life.letters if sent.letter.role is MENTEE][-1] == "farewell"
    assert not [sent for sent in life.letters if "would like another mentor" in sent.says]


@pytest.mark.parametrize(("form", "look"), tuple(zip(FORMS, LOOK, strict=True)))
def test_where_the_coordinator_decides_on_another_match_the_mentee_reads_so(form: str, look: str) -> None:
    life = met()
    task = life.goes_on_until("task")
    life.hears(Role.COORDINATOR, "decide", task.key, choice=Choice.REMATCH)
    life.goes_on_to_its_end()
    told = {sent.letter.role: sent.letter for sent in life.letters if sent.letter.name == "closing"}
    assert look in says(told[MENTEE], form)
    assert look not in says(told[MENTOR], form)
    assert look not in says(told[MENTEE].model_copy(update={"begun_anew": True}), form)


@pytest.mark.parametrize(("by", "sentences"), [(Role.COORDINATOR, SEARCH), (MENTEE, DECIDE)])
@pytest.mark.parametrize("number", range(len(FORMS)))
def test_so_they_do_in_the_farewell(by: Role, sentences: tuple[str, ...], number: int) -> None:
    """It asked the mentee for a letter to whoever had told her that they look for another mentor."""
    life = met()
    if by is MENTEE:
        life.hears(by, "adjust", "check_in/1", choice=Choice.REMATCH)
    else:
        life.hears(by, "decide", life.goes_on_until("task").key, choice=Choice.REMATCH)
    life.goes_on_to_its_end()
    told = {sent.letter.role: sent.letter for sent in life.letters if sent.letter.name == "farewell"}
    sentence, form = sentences[number], FORMS[number]
    assert sentence in says(told[MENTEE], form)
    assert ASK[number] not in says(told[MENTEE], form)
    assert sentence not in says(told[MENTEE].model_copy(update={"begun_anew": True}), form)
    assert sentence not in says(told[MENTOR], form)


@pytest.mark.parametrize("role", [MENTEE, MENTOR])
def test_only_a_mentee_who_asked_for_another_match_reads_who_decides_about_another_search(role: Role) -> None:
    life = met()
    life.hears(role, "adjust", "check_in/1", choice=Choice.REMATCH)
    life.goes_on_to_its_end()
    told = {sent.letter.role: sent.says for sent in life.letters if sent.letter.name == "closing"}
    assert ("decide about another search" in told[role]) == (role is MENTEE)
    assert "another search" not in told[MENTOR]
    assert "If you would like another mentor" not in told[MENTOR]


def test_so_it_is_for_two_who_had_not_begun() -> None:
    life = Life(paired())
    life.takes("agreement")
    life.learns(MENTOR, "left")
    life.goes_on_to_its_end()
    assert "If you would like another mentor, write to Eva Lind" in life.letters[-1].says


def test_a_last_notice_says_nothing_of_it() -> None:
    life = EVERY["silent pair"]()
    asked = [sent.says for sent in life.letters if sent.letter.name == "last_notice"]
    assert asked
    assert not [text for text in asked if "would like another mentor" in text]
