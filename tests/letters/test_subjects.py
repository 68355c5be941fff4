"""Subjects and previews say who, what and by when, in what a phone shows of them, whatever people are called."""

from itertools import product

import pytest
from bs4 import BeautifulSoup

from letters.names import plain
from letters.render import write
from schemas.letter import Letter, LetterName
from schemas.names import Formality, Outcome, Role
from schemas.people import Person
from schemas.reason import Reason, ReasonCode
from tests.letters.samples import ANA, BEN, CASES, EVA, LANGUAGES, rich

PHONE = 60
NAMES = {
    "usual": ("Ana", "Díaz"),
    "long": ("Maximiliane Theodora", "von Hohenstein-Wittelsbach zu Sachsen"),
    "endless": ("Wolfeschlegelsteinhausen" * 13, "Bergerdorff" * 28),
    "one word": ("x" * 300, ""),
    "arabic": ("عبد الرحمن بن محمد" * 20, "الأنصاري" * 40),
    "hebrew": ("יעל", "בן־דוד"),
    "emoji": ("👩🏽‍💻" * 60, "🇪🇺" * 150),
    "marks": ("Zo" + "\u0308\u0301" * 150, "e\u0301" * 150),
    "turned": ("\u202eevil\u2066", "\u200fname"),
    "broken": ("Ana\r\nBcc: spy@example.org", "- x\n> y\n# z"),
}
VARIANTS: tuple[dict[str, object], ...] = (
    {},
    {"answer_by": None, "until": None, "ends": None, "coordinator": None},
    {"terms_version": 1, "given": True, "outcome": ""},
    {"proposed": True},
    {"nth": 2, "outcome": Outcome.LEFT, "partner_gone": True},
    {"nth": 3, "last_reminder": True, "outcome": Outcome.LAPSED},
    {"cadence_days": 366, "reason": Reason(code=ReasonCode.UNREACHABLE, who=(Role.MENTOR,))},
)
TELLING = ("usual", "endless")  # names that show whether words have room; the others show how they are written
WITHOUT_A_PARTNER = ("withdrawn", "nobody_yet")  # where nobody else has a part in it
NAMING_NOBODY = ("concern",)  # so that a list of letters tells nothing to whoever looks over a shoulder
every_letter = pytest.mark.parametrize(("name", "role"), CASES)


def called(person: Person, name: str) -> Person:
    """Return the person by another name."""
    given, family = NAMES[name]
    return person.model_copy(update={"given_name": given, "family_name": family})


def letters(name: LetterName, role: Role, named: str) -> list[Letter]:
    """Return one letter in every language and variant, from and to people of such names."""
    people = {"mentee": called(ANA, named), "mentor": called(BEN, named), "coordinator": called(EVA, named)}
    readers = [*product(LANGUAGES, [Formality.INFORMAL]), ("de", Formality.FORMAL)]
    to = [(people[role.value].model_copy(update={"language": tag}), formality) for tag, formality in readers]
    variants = VARIANTS if named in TELLING else VARIANTS[:2]
    return [
        rich(name, role, **{**people, "to": reader, "formality": formality, **variant})
        for (reader, formality), variant in product(to, variants)
    ]


@pytest.mark.parametrize("named", NAMES)
@every_letter
def test_a_subject_is_short_and_begins_with_the_name_of_the_other(name: LetterName, role: Role, named: str) -> None:
    for letter in letters(name, role, named):
        subject = write(letter).subject
        assert 8 <= len(subject) <= PHONE, subject
        assert subject.isprintable() or named in ("arabic", "hebrew", "emoji")  # joiners and isolates
        other = letter.partner or (letter.coordinator if name == "nobody_yet" else letter.mentee)
        first = plain(other.name)[0] if other else ""
        if name in NAMING_NOBODY:
            assert not {one.given_name for one in (ANA, BEN)} & {*subject.split()}
        elif name not in WITHOUT_A_PARTNER:
            assert subject.lstrip("\u2068").startswith(first), subject
        assert subject.count("\u2068") == subject.count("\u2069")  # what runs from right to left ends with the name
        assert subject.rstrip("?.").split()[-1].isalpha()  # it ends in our words, not in a name that took all the room


@every_letter
def test_a_preview_adds_to_the_subject_and_is_seen_in_lists_only(name: LetterName, role: Role) -> None:
    for letter in letters(name, role, "usual"):
        written = write(letter)
        assert 20 <= len(written.preview) <= 140
        assert written.preview not in written.subject
        assert written.preview.endswith(".")
        page = BeautifulSoup(written.html, "html.parser")
        hidden = page.select_one("body > div")
        assert hidden is not None
        assert "display:none" in str(hidden["style"])
        assert hidden.get_text().startswith(written.preview)
        assert hidden.get_text().removeprefix(written.preview).strip("\u034f\u200c\u00a0") == ""


@every_letter
def test_a_subject_leaves_the_day_to_the_preview(name: LetterName, role: Role) -> None:
    assert "December" not in write(rich(name, role)).subject
