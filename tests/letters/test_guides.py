"""Each guide says the same in every language, briefly; letters name it with its address, to those who are to see it."""

import re
from importlib.resources import files
from itertools import product

import pytest
from bs4 import BeautifulSoup

from activities.words_left import WITH_GUIDE
from letters.guidance import told
from letters.render import write
from letters.voice import languages
from policy.active import LETTERS_WITH_NOTES
from schemas.guides import Guide
from schemas.letter import LetterName
from schemas.names import PAIR, Formality, Role
from tests.letters.familiar import familiar
from tests.letters.samples import BEN, LANGUAGES, PEOPLE, minimal
from tests.letters.test_languages import NO_ADDRESS, OWN, VOSOTROS

FORMS = (*LANGUAGES, "de-formal")
FOLDER = files("letters").joinpath("guides")
MOST = 200  # words
NOUNS = ("objetivos", "primeros", "empleos")  # that end as a verb to two people does
every_guide = pytest.mark.parametrize(("guide", "form"), list(product(Guide, FORMS)))


def said(guide: Guide, form: str) -> str:
    """Return all words of a guide."""
    one = told(guide, form)
    return "\n".join((one.title, one.about, *one.behind, *one.ask, one.step))


def test_each_guide_has_a_folder_and_each_language_a_file() -> None:
    assert {each.name for each in FOLDER.iterdir()} == set(Guide)
    assert len(Guide) >= 12
    for guide in Guide:
        written = {each.name for each in FOLDER.joinpath(guide).iterdir()}
        assert written == {f"{form}.toml" for form in (*languages(), "de-formal")}


@every_guide
def test_a_guide_is_short_and_has_its_parts(guide: Guide, form: str) -> None:
    one = told(guide, form)
    assert len(re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", said(guide, form))) < MOST
    assert 1 <= len(one.behind) <= 2
    assert 2 <= len(one.ask) <= 4
    assert all((one.title, one.about, one.step))
    assert not re.search(r"[<>{}&\"]", said(guide, form))


@every_guide
def test_a_guide_has_the_same_parts_in_every_language(guide: Guide, form: str) -> None:
    english, one = told(guide, "en"), told(guide, form)
    assert (len(one.behind), len(one.ask)) == (len(english.behind), len(english.ask))


@every_guide
def test_a_guide_has_no_word_of_another_language(guide: Guide, form: str) -> None:
    spoken = form.partition("-")[0]
    foreign = {word for other, own in OWN.items() if other != spoken for word in own.split()}
    words = set(re.findall(r"[^\W\d_]+", said(guide, form).lower()))
    assert words & foreign == set()
    assert len(words & set(OWN[spoken].split())) > 5


@every_guide
def test_what_to_say_stands_in_the_quotation_marks_of_its_language(guide: Guide, form: str) -> None:
    opening, closing = {"en": ("“", "”"), "de": ("„", "“"), "es": ("«", "»")}[form.partition("-")[0]]
    text = said(guide, form)
    assert all(opening in one and closing in one for one in told(guide, form).ask)
    assert text.count(opening) == text.count(closing)
    assert not set("“”„«»") - {opening, closing} & set(text)


@pytest.mark.parametrize("guide", Guide)
def test_a_formal_guide_says_sie_throughout_and_an_informal_one_du(guide: Guide) -> None:
    assert familiar(said(guide, "de-formal")) == set()
    assert familiar(said(guide, "de"))
    assert not re.search(r"\b(?:Sie|Ihnen|Ihre[mnrs]?)\b", said(guide, "de"))


@pytest.mark.parametrize("guide", Guide)
def test_a_guide_in_spanish_speaks_to_one_reader_so_that_it_is_read_alike_everywhere(guide: Guide) -> None:
    for form in ("es", "es-419"):
        assert set(VOSOTROS.findall(said(guide, form).lower())) - {*NO_ADDRESS, *NOUNS} == set()


@pytest.mark.parametrize(("name", "language"), list(product(WITH_GUIDE, LANGUAGES)))
def test_a_letter_names_the_guide_that_the_other_one_would_like_to_be_seen(name: LetterName, language: str) -> None:
    to = BEN.model_copy(update={"language": language})
    guides = (Guide.ADVICE, Guide.TALKING)
    written = write(minimal(name).model_copy(update={"to": to, "partner_guides": guides}))
    for guide in guides:
        address, title = f"https://rapport.example.org/guides/{guide}?lang={language}", told(guide, language).title
        assert f"\n{title}:\n{address}\n" in written.text
        link = BeautifulSoup(written.html, "html.parser").find("a", href=address)
        assert link is not None
        assert link.get_text() == title
    assert "/guides/" not in write(minimal(name).model_copy(update={"to": to})).text


def test_only_letters_to_two_who_work_together_name_it() -> None:
    assert set(WITH_GUIDE) < set(LETTERS_WITH_NOTES)
    for name in set(LETTERS_WITH_NOTES) - set(WITH_GUIDE):
        assert name in ("last_notice", "paused", "closing", "reopened", "farewell")


def test_a_formal_programme_names_the_formal_guide() -> None:
    to = BEN.model_copy(update={"language": "de"})
    known = {"to": to, "formality": Formality.FORMAL, "partner_guides": (Guide.FIT,)}
    text = write(minimal("check_in").model_copy(update=known)).text
    assert "/guides/not-the-right-fit?lang=de-formal\n" in text
    assert "Ana Díaz möchte, dass auch Sie diesen Leitfaden sehen." in text


@pytest.mark.parametrize(("role", "language"), list(product(PAIR, LANGUAGES)))
def test_whoever_begins_is_shown_how_to_begin(role: Role, language: str) -> None:
    to = PEOPLE[role].model_copy(update={"language": language})
    text = write(minimal("agreed", role).model_copy(update={"to": to})).text
    assert f"{told(Guide.FIRST_MEETING, language).title}:\n" in text
    assert text.count(f"https://rapport.example.org/guides/first-meeting?lang={language}\n") == 1
