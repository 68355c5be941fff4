"""Pages speak the reader's language, all of it; a language that we do not have becomes English."""

import re
from collections.abc import Iterator
from html import unescape
from importlib.resources import files

import pytest

from gateway.pages.context import Standing
from gateway.pages.form_fields import Form
from gateway.pages.late import settled
from gateway.pages.questions import is_open, question_of
from gateway.pages.render import Notice, note, show
from gateway.pages.replies import reply
from gateway.pages.said import receipt, thanks
from gateway.pages.speech import catalogue, preferred, speech_of
from letters.regional import forms
from letters.voice import languages
from schemas.failures import Failure
from schemas.fit import PRIVATE, Rule
from schemas.names import Formality
from tests.gateway.page_kinds import first_of_each_kind
from tests.gateway.page_lives import LIVES
from tests.gateway.page_walk import Turn, standing_of, standings, turns
from tests.letters.test_languages import NO_ADDRESS, VOSOTROS

ENGLISH = {  # words that neither German nor Spanish has
    *("the", "and", "you", "your", "yours", "with", "for", "this", "that", "these", "are", "have", "had", "until"),
    *("next", "what", "how", "would", "like", "answer", "answers", "meeting", "meetings", "another", "other", "break"),
    *("agreement", "please", "asked", "asks", "we", "of", "by", "it", "is", "to", "on", "she", "they", "them", "who"),
    *("when", "yes", "not", "from", "been", "can", "more", "time", "see", "back", "again", "about", "which", "where"),
}
OTHERS = [language for language in (*languages(), *forms()) if language != "en"]
TEMPLATES = files("gateway.pages").joinpath("templates")
BAD = {"choice": "pause", "until": "1999-01-01", "note": "X" * 4000, "cadence_days": "0", "minutes": "x", "goals": "\n"}

WRITTEN = {"note": "XXXX", "private": "XXXX", "reason": "XXXX", "goals": "XXXX X"}


def spoken(html: str) -> str:
    """Return all that a reader sees or hears; by pattern: parsing took most of the time."""
    shown = re.sub(r"<style>.*?</style>", " ", html, flags=re.DOTALL)
    heard = re.findall(r'aria-label="([^"]*)"', shown)
    return unescape(" ".join([re.sub(r"<[^>]*>", " ", shown), *heard]))


def words(html: str) -> list[str]:
    """Return all words that a reader sees or hears."""
    return re.findall(r"[^\W\d_]+", spoken(html).lower())


def every_face(life: str, language: str, formality: Formality = Formality.INFORMAL) -> Iterator[tuple[Standing, str]]:
    """Yield every kind of page of a life in a language; how each question is pressed wrongly, once for each reader."""
    pressed = set()
    for turn, sent in first_of_each_kind(life):
        standing = standing_of(turn, sent, language).model_copy(update={"formality": formality})
        asked = (question_of(standing), standing.role)
        for html in faces(turn, standing, wrongly=asked not in pressed):
            yield standing, html
        pressed |= {asked} if asked[0] and is_open(standing, asked[0]) else set()


def faces(turn: Turn, standing: Standing, *, wrongly: bool) -> Iterator[str]:
    """Yield a page as it is opened, perhaps as it is pressed wrongly, and as it is after an answer."""
    yield show(standing, action="/a/x", nonce="x")
    question = question_of(standing)
    if wrongly and question and is_open(standing, question):
        for fields in ({}, BAD, {**BAD, "choice": "cadence"}, {**BAD, "choice": "amend", "met": "booked"}):
            form = Form(fields, standing.say)
            reply(question, form, standing)
            yield show(standing, action="/a/x", nonce="x", given=fields, problems=form.problems, again=True)
    if question and not is_open(standing, question):
        yield show(standing, action="/a/x", nonce="x", given=WRITTEN, again=True)
        if standing.answered:
            late = standing.answered.model_copy(update={"refused": str(settled(standing, question))})
            yield show(standing.model_copy(update={"answered": late}), action="/a/x", nonce="x")
    if standing.answered is not None and standing.answered == turn.latest:
        told = (receipt(standing, turn.latest, turn.before),)
        yield show(standing, action="/a/x", nonce="x", notice=Notice(thanks(standing, turn.latest), told))


def walked() -> Iterator[tuple[str, str]]:
    """Yield each life in each language; a regional form takes its texts from its language, so one life is enough."""
    for language in OTHERS:
        yield from ((life, language) for life in (("good",) if language in forms() else LIVES))


@pytest.mark.parametrize(("life", "language"), list(walked()))
def test_no_english_is_left_on_a_page_in_another_language(life: str, language: str) -> None:
    for standing, html in every_face(life, language):
        found = ENGLISH & set(words(html))
        assert not found, (life, standing.step, standing.role, found, " ".join(words(html)))
        assert f'<html lang="{language}" dir="ltr">' in html


@pytest.mark.parametrize("form", forms())
def test_no_english_is_left_in_the_texts_of_a_regional_form(form: str) -> None:
    for key, text in catalogue(form).items():
        said = re.sub(r"\{\w+}", " ", str(text if isinstance(text, str) else list(text.values())))
        assert not ENGLISH & set(words(said)), key


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_where_there_is_no_page_to_show(language: str) -> None:
    say = speech_of(language)
    for key in ("unknown", "busy", "over", "large", "garbled", "away", "later"):
        html = note(say, key)
        assert not ENGLISH & set(words(html)), html
        assert f'lang="{language}"' in html


@pytest.mark.parametrize("language", OTHERS)
def test_all_languages_say_the_same_things_of_the_same_things(language: str) -> None:
    english, other = catalogue("en"), catalogue(language)
    assert set(english) == set(other)
    for key, text in english.items():
        assert set(re.findall(r"\{\w+}", str(text))) == set(re.findall(r"\{\w+}", str(other[key]))), key
        assert isinstance(text, dict) == isinstance(other[key], dict), key


@pytest.mark.parametrize("language", languages())
def test_a_catalogue_holds_words_and_no_markup(language: str) -> None:
    assert not [key for key, text in catalogue(language).items() if re.search(r"[<>&]", str(text))]


@pytest.mark.parametrize("form", ["de", "de-formal"])
def test_a_german_date_is_set_off_by_a_second_comma_where_its_sentence_goes_on(form: str) -> None:
    kept = catalogue(form).values()
    texts = [each for text in kept for each in (text.values() if isinstance(text, dict) else [text])]
    assert [text for text in texts if re.search(r"\{(?:day|until)} [\w{(]", text)] == []


@pytest.mark.parametrize("form", ["en", "de", "es", "es-419"])
def test_whatever_is_counted_in_a_list_needs_no_comma_after_it_but_its_last_item(form: str) -> None:
    """German read: 2 Personen, die noch nicht gefragt werden möchten und 25 Personen …"""
    named = {key: text for key, text in catalogue(form).items() if key.startswith("naming.out.")}
    counted = {key: text for key, text in named.items() if isinstance(text, dict) and key != "naming.out.other"}
    assert [key for key, text in counted.items() if "," in "".join(text.values())] == []
    assert len(counted) == len(Rule) - len(PRIVATE)


@pytest.mark.parametrize("life", ["good", "nobody answers the request", "on leave"])
def test_a_spanish_date_has_no_comma_after_its_weekday(life: str) -> None:
    for turn in turns(life):
        for standing in standings(turn, "es", latest=2):
            said = spoken(show(standing, action="/a/x", nonce="x"))
            assert not re.search(r"\b(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo),", said), said


def test_every_refusal_is_explained_in_every_language() -> None:
    for language in languages():
        assert {f"refused.{code}" for code in Failure} <= set(catalogue(language))


@pytest.mark.parametrize("name", sorted(each.name for each in TEMPLATES.iterdir() if each.name.endswith(".html")))
def test_no_words_stand_in_a_template(name: str) -> None:
    text = TEMPLATES.joinpath(name).read_text("utf-8")
    bare = re.sub(r"\{#.*?#}|\{\{.*?}}|\{%.*?%}|<[^>]*>", " ", text, flags=re.DOTALL)
    bare = re.sub(r'aria-[a-z]+="[^"]*"', " ", bare)  # what a macro puts into a tag
    assert not re.findall(r"[^\W\d_]{2,}", unescape(bare).replace("Rapport", "")), name


@pytest.mark.parametrize(
    ("asked_for", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr-FR, es-419;q=0.7", "es-419"),
        ("es-MX, en;q=0.7", "es-419"),
        ("es-ES", "es"),
        ("tlh", "en"),
        ("", "en"),
        ("*", "en"),
        ("de" * 4000, "en"),
        ("x;q=a,,;,de_DE", "de"),
    ],
)
def test_where_nothing_else_is_known_the_browser_says_which_language(asked_for: str, language: str) -> None:
    assert preferred(asked_for).language == language


@pytest.mark.parametrize("tag", ["tlh", "", "zz-ZZ", "en_US", "xx" * 200, "fr"])
def test_a_language_that_we_do_not_have_becomes_english(tag: str) -> None:
    assert speech_of(tag).language == "en"


@pytest.mark.parametrize("language", languages())
def test_what_was_pressed_is_repeated_in_the_same_words(language: str) -> None:
    say = catalogue(language)
    labels, said = ({n: say[f"{name}.{n}"].lower() for n in "12345"} for name in ("rating_label", "rating"))
    assert labels == said


def test_pages_address_two_people_in_latin_america_as_people_do_there() -> None:
    assert "estáis" in catalogue("es")["stands.away_both"]
    said = " ".join(str(one) for one in catalogue("es-419").values()).lower()
    assert set(VOSOTROS.findall(said)) - {*NO_ADDRESS, "primeros"} == set()
    for peninsular in ("te iría", "me iría", "pulsa", "has dicho", "te va mejor"):
        assert peninsular not in said
