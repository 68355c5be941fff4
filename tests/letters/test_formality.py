"""A programme says "Sie" or "du" to its German readers, in every letter, and to all of them in the same way."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import product

import pytest

from letters.buttons import NAMES, labels
from letters.message import compose
from letters.reasoning import because
from letters.render import write
from letters.source import MARKS
from letters.voice import languages, voice_of
from letters.wording import LETTERS
from schemas.letter import Letter, LetterName
from schemas.names import PAIR, Formality, Outcome, Phase, Role
from schemas.reason import Reason, ReasonCode
from tests.letters.familiar import familiar
from tests.letters.lives import LIVES
from tests.letters.samples import CASES, NOW, PEOPLE, envelope, rich
from tests.letters.test_languages import VARIANTS, letters

FORMAL, INFORMAL = Formality.FORMAL, Formality.INFORMAL
PIECES = sorted(each.name for each in LETTERS.joinpath("frame", "de-formal").iterdir())
TWINS = [f"{name}/{{}}.txt" for name in NAMES] + [f"frame/{{}}/{piece}" for piece in PIECES]
OUTCOMES: dict[str, tuple[str, ...]] = {name: ("", *Outcome) for name in ("withdrawn", "farewell")}
CAPITAL_OR_NOT = re.compile(r"\{% if [^%]+ %}[A-Z]([a-z]+)\{% else %}[a-z]\1\{% endif %}")
every_letter = pytest.mark.parametrize(("name", "role"), CASES)
every_file = pytest.mark.parametrize("path", TWINS)


def in_german(letter: Letter, formality: Formality = FORMAL) -> Letter:
    """Return a letter to somebody who reads German."""
    to = letter.to.model_copy(update={"language": "de"})
    return letter.model_copy(update={"to": to, "formality": formality})


@cache
def unwritten() -> tuple[Letter, ...]:
    """Return every letter in all its variants, with nothing in it that people wrote."""
    return tuple(letters("de"))


def said(name: LetterName, role: Role, formality: Formality) -> Iterator[str]:
    """Give a letter in all its variants, with every outcome."""
    mine = [letter for letter in unwritten() if (letter.name, letter.role) == (name, role)]
    for letter, outcome in product(mine, OUTCOMES.get(name, ("",))):
        written = write(in_german(letter.model_copy(update={"outcome": outcome}), formality))
        yield "\n".join((written.subject, written.preview, re.sub(r"https?://\S+|<\S+@\S+>", "", written.text)))


@every_letter
def test_no_formal_letter_says_du(name: LetterName, role: Role) -> None:
    for text in said(name, role, FORMAL):
        assert familiar(text) == set(), text
    assert all(map(familiar, said(name, role, INFORMAL)))  # or nothing would be found in either


@pytest.mark.parametrize("life", LIVES)
def test_no_formal_letter_of_a_whole_life_says_du(life: str) -> None:
    for sent in LIVES[life]().letters:
        written = write(in_german(sent.letter))
        ours = re.sub(r"https?://\S+|<\S+@\S+>|^>.*$|Data analyst", "", written.text, flags=re.MULTILINE)
        assert familiar("\n".join((written.subject, written.preview, ours))) == set(), ours


@pytest.mark.parametrize("code", ReasonCode)
def test_no_formal_reason_says_du_nor_begins_with_a_she_that_reads_as_you(code: ReasonCode) -> None:
    voice = voice_of("de", "Europe/Berlin", FORMAL)
    for who in (PAIR[:1], PAIR):
        reason = because(Reason(code=code, who=who, days=7, count=2, until=NOW), voice, {}, NOW)
        assert familiar(reason) == set(), reason
        assert not reason.startswith("sie "), reason


@every_letter
def test_a_formal_letter_greets_and_closes_formally_and_with_full_names(name: LetterName, role: Role) -> None:
    for variant in VARIANTS:
        letter = in_german(rich(name, role, **{**variant, "terms_before": None}))
        text = write(letter).text
        assert text.startswith(f"Guten Tag {letter.to.name},\n")
        assert "\nMit freundlichen Grüßen\n" in text
        ours = "\n".join(line for line in text.splitlines() if not line.startswith((">", "Was beide geben")))
        for person in PEOPLE.values():
            assert not re.search(rf"\b{person.given_name}\b(?! {person.family_name})", ours), ours


def test_somebody_with_one_name_is_called_by_it() -> None:
    to = PEOPLE[Role.MENTOR].model_copy(update={"family_name": ""})
    assert write(in_german(rich("check_in", to=to))).text.startswith("Guten Tag Ben,\n")


@every_file
def test_formal_and_informal_files_have_the_same_marks_and_fill_in_the_same(path: str) -> None:
    formal, informal = (LETTERS.joinpath(path.format(form)).read_text("utf-8") for form in ("de-formal", "de"))
    assert formal != informal
    assert list(map(_shape, formal.splitlines())) == list(map(_shape, informal.splitlines()))
    assert "given_name" not in formal
    assert _filled_in(formal) == _filled_in(informal)


def _shape(line: str) -> tuple[str, list[str]]:
    """Return what a line is, and what decides about its parts, but for the capital of a word that may come first."""
    line = CAPITAL_OR_NOT.sub("", line)
    mark = next((mark for mark in MARKS if line.startswith(mark)), "")
    query = re.findall(r"\]\((.*)\)$", line) if line.startswith("[") else []
    kind = mark or (line if line.startswith("+") else "[" if query else "")
    return kind, [*re.findall(r"\{%.*?%}", line), *query]


def _filled_in(wording: str) -> set[str]:
    named = wording.replace(".given_name or to.name", ".name").replace(".given_name", ".name")
    return set(re.findall(r"\{\{.*?}}|^[>*] \S+$", named, re.MULTILINE))


@pytest.mark.parametrize("piece", ["changes.txt", "terms.txt"])
def test_a_piece_without_a_formal_file_says_nothing_familiar(piece: str) -> None:
    wording = LETTERS.joinpath("frame", "de", piece).read_text("utf-8")
    assert familiar(re.sub(r"\{[{%].*?[%}]}", "", wording)) == set()
    assert {each.name for each in LETTERS.joinpath("frame", "de").iterdir()} - set(PIECES) == {
        *("changes.txt", "terms.txt", "phrases.toml")
    }


@pytest.mark.parametrize("name", NAMES)
def test_formal_buttons_ask_for_the_same(name: str) -> None:
    assert labels(name, "de-formal").keys() == labels(name, "de").keys()
    assert not [label for label in labels(name, "de-formal").values() if familiar(label) or "Ihnen" in label]


@pytest.mark.parametrize("language", [*(one for one in languages() if one != "de"), "es-419", "fr"])
@every_letter
def test_where_there_is_no_formal_address_letters_stay_as_they_are(name: LetterName, role: Role, language: str) -> None:
    letter = rich(name, role)
    letter = letter.model_copy(update={"to": letter.to.model_copy(update={"language": language})})
    assert write(letter.model_copy(update={"formality": FORMAL})) == write(letter)


@pytest.mark.parametrize("tag", ["de", "de-AT", "de_CH"])
def test_all_who_read_german_are_addressed_formally_and_the_language_is_german(tag: str) -> None:
    letter = in_german(rich("request"))
    letter = letter.model_copy(update={"to": letter.to.model_copy(update={"language": tag})})
    assert "fragt, ob Sie im Programm" in write(letter).text
    assert '<html lang="de" dir="ltr">' in write(letter).html
    assert b"\r\nContent-Language: de\r\n" in compose(letter, write(letter), envelope())


def test_a_break_of_a_search_is_formal_too() -> None:
    letter = in_german(rich("paused", Role.MENTEE, phase=Phase.SEEKING))
    assert write(letter).subject == "Ihre Mentoring-Suche: eine Pause"
