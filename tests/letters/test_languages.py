"""Each letter speaks one language, and the form of it that its reader's region speaks."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import product

import pytest

from letters.reasoning import because
from letters.regional import forms, phrases_of
from letters.render import write
from letters.voice import languages, voice_of
from schemas.letter import Letter, Summary
from schemas.names import PAIR, Outcome, Phase, Role
from schemas.reason import Reason, ReasonCode
from schemas.request import Goal, Request, Terms
from tests.letters.samples import CASES, LANGUAGES, NOW, PEOPLE, minimal, rich

THEIRS = "Xyz"  # whatever people wrote
REQUEST = Request(objective=THEIRS, tried=THEIRS, offer=THEIRS, questions=(THEIRS,), hours_a_month=1)
SUMMARY = Summary(started=NOW, meetings=14, check_ins=17, goals=(Goal.of(THEIRS),))
TERMS = Terms(goals=(Goal.of(THEIRS),), focus=THEIRS, giving=THEIRS)
WORDS = (
    *("why_you", "reason_for_mentor", "reason_for_mentee"),
    *("for_mentee", "partner_note", "partner_thanks", "partner_next_step", "own_next_step"),
)
VARIANTS: tuple[dict[str, object], ...] = (
    {},
    {"terms_version": 1, "given": True, "outcome": ""},
    {"terms_version": 1, "nth": 2, "partner_gone": True, "outcome": Outcome.LEFT, "may_want_another": True},
    {"nth": 3, "last_reminder": True, "partner_agreed": True, "outcome": Outcome.LAPSED, "by_default": False},
    {"reason": Reason(code=ReasonCode.UNREACHABLE, who=(Role.MENTOR,)), "partner_written": True},
    {"reason": Reason(code=ReasonCode.MORE_TIME, who=(Role.MENTOR,)), "coordinator": None},
    {"phase": Phase.AGREEING, "following": None, "more_until": NOW, "ended_by": "time"},
    {"ended_by": "reader", "given": True},
    {"ended_by": "programme", "outcome": Outcome.REMATCHED, "may_want_another": True},
    {"ended_by": "programme", "outcome": Outcome.WITHDRAWN},
    {"reason": Reason(code=ReasonCode.HAS_LEFT, who=(Role.MENTEE,))},
    {"phase": Phase.AGREEING, "waited_for": PAIR},
    {"proposed": True},
    {"introduced_late": True, "given": True},
    {"introduced_late": True},
    {"proposed": True, "last_candidate": True, "answer_by": None},
    {"phase": Phase.SEEKING, "waited_for": (Role.COORDINATOR,)},
    {"unreached": (Role.MENTEE,)},
    {"only_partner_silent": True, "partner_unreached": True, "own_thanks": True},
    {"phase": Phase.AGREEING, "waited_for": (), "answer_by": None, "said_yes": True},
)
OWN = {  # words of one language that none of the others has
    "en": "the and you your with for this that are until next what how would answer please we of by is to on they "
    "who yes not from been can more time back about which where at their",
    "de": "und ihr euch dir dich nicht ist der dem ein eine mit für von zu wir bis noch auf wenn oder sich wie dein "
    "deine eure hat haben schon",
    "es": "el la los las que con para por una un tu te os les del al si está hay más qué cómo y tú sus nos su lo ha",
}
VOSOTROS = re.compile(r"\b(?:\w+(?:áis|éis|ís|steis|eos|aos|íos|aros|eros|iros)|os|vuestr[oa]s?|\w*osotr[oa]s)\b")
NO_ADDRESS = {"nosotros", "correos"}


def letters(language: str) -> Iterator[Letter]:
    """Give every letter in many variants, with nothing in it that people wrote."""
    to = {
        role: one.model_copy(update={"language": language, "job_title": "", "about": THEIRS})
        for role, one in PEOPLE.items()
    }
    people = {role.value: one for role, one in to.items()}
    theirs = {"programme": "Lumen", "request": REQUEST, "terms": TERMS, **dict.fromkeys(WORDS, THEIRS), **people}
    for (name, role), variant in product(CASES, VARIANTS):
        yield rich(name, role, **{**theirs, "summary": SUMMARY, "to": to[role], **variant})
    for name, role in CASES:
        yield minimal(name, role).model_copy(update={"to": to[role], "mentee": to[Role.MENTEE], "programme": "Lumen"})


@cache
def said_in(language: str) -> str:
    """Return all that letters and reasons say in a language, in lower case and without addresses."""
    voice = voice_of(language, "Europe/Berlin")
    reasons = (
        Reason(code=code, who=who, days=7, count=2, until=NOW) for code in ReasonCode for who in (PAIR[:1], PAIR)
    )
    said = [because(reason, voice, {}, NOW) for reason in reasons]
    for written in map(write, letters(language)):
        said += [written.subject, written.preview, written.text]
    return re.sub(r"https?://\S+|<\S+@\S+>", "", "\n".join(said)).lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_has_a_word_of_another_language(language: str) -> None:
    assert set(OWN) == set(languages())
    words = set(re.findall(r"[^\W\d_]+", said_in(language)))
    foreign = {word for other, own in OWN.items() if other != language.partition("-")[0] for word in own.split()}
    assert words & foreign == set()
    assert len(words & set(OWN[language.partition("-")[0]].split())) > 15


@pytest.mark.parametrize(
    ("tag", "form"),
    [
        *((tag, "es") for tag in ("es", "es-ES", "es-GQ")),
        *((tag, "es-419") for tag in ("es-419", "es-MX", "es_AR", "es-US")),
        *(("de-AT", "de"), ("en-US", "en"), ("pt-BR", "en"), ("", "en")),
    ],
)
def test_a_region_reads_the_form_that_is_spoken_there(tag: str, form: str) -> None:
    assert voice_of(tag, "UTC").form == form


def test_two_people_are_vosotros_in_spain_and_ustedes_in_latin_america() -> None:
    subjects = {
        tag: write(rich("check_in", to=PEOPLE[Role.MENTOR].model_copy(update={"language": tag}))).subject
        for tag in ("es-ES", "es-MX")
    }
    assert subjects["es-ES"].startswith("Ana Díaz: ¿os habéis visto ya?")
    assert subjects["es-MX"].startswith("Ana Díaz: ¿se vieron ya?")
    assert VOSOTROS.search(said_in("es"))
    assert set(VOSOTROS.findall(said_in("es-419"))) - NO_ADDRESS == set()


def test_in_latin_america_what_somebody_changed_is_past_and_those_who_said_yes_are_the_readers() -> None:
    """Letters said “ha cambiado”, pages “cambió”; “Dijeron que sí: tú y …” read as if others had."""
    assert not re.search(r"\bha[ns]? cambiado", said_in("es-419"))
    mentor = PEOPLE[Role.MENTOR].model_copy(update={"language": "es-MX"})
    assert (
        "\nTú y Ana Díaz dijeron que sí: ya pueden empezar." in write(rich("agreed", to=mentor, by_default=False)).text
    )


@pytest.mark.parametrize("form", forms())
def test_a_form_changes_only_what_its_language_says(form: str) -> None:
    """A phrase that no letter or page holds any more goes, so that the list stays short and true."""
    language = form.partition("-")[0]
    folders = [each for each in files("letters").iterdir() if each.is_dir()]
    paths = [each.joinpath(f"{language}{end}") for each in folders for end in (".txt", ".toml")]
    paths += files("letters").joinpath("frame", language).iterdir()
    paths.append(files("gateway.pages").joinpath("wording", f"{language}.toml"))
    wording = "\n".join(path.read_text("utf-8") for path in paths if path.is_file()).lower()
    assert [phrase for phrase in phrases_of(form) if not re.search(rf"\b{re.escape(phrase.lower())}\b", wording)] == []


@pytest.mark.parametrize(
    ("language", "hour", "day", "week"),
    [
        ("en", "About 1 hour a month.", "every day", "every week"),
        ("de", "Etwa 1 Stunde im Monat.", "jeden Tag", "jede Woche"),
        ("es", "Más o menos 1 hora al mes.", "cada día", "cada semana"),
        ("es-419", "Más o menos 1 hora al mes.", "cada día", "cada semana"),
    ],
)
def test_one_hour_one_day_and_one_week_are_said_as_one(language: str, hour: str, day: str, week: str) -> None:
    to = PEOPLE[Role.MENTOR].model_copy(update={"language": language})
    assert hour in write(rich("request", to=to, request=REQUEST)).text
    for days, said in ((1, day), (7, week)):
        assert said in write(rich("agreement", to=to, terms=TERMS.model_copy(update={"cadence_days": days}))).text


def test_every_language_is_asked_for_one_hour() -> None:
    """So that a new language gets its line in the test above."""
    marks = test_one_hour_one_day_and_one_week_are_said_as_one.pytestmark  # type: ignore[attr-defined]
    assert {case[0] for case in marks[0].args[1]} == set(LANGUAGES)


def test_an_answer_by_a_day_is_never_until_that_day_where_it_is_asked_for() -> None:
    """In Spanish, a command with "hasta el" asks to go on with something until then."""
    asked = r"(?:por favor, \w+|acéptalo|dínoslo|\bresponde|\bdecide)\b[^.;:]{0,30} hasta el"
    for language in ("es", "es-419"):
        assert re.findall(asked, said_in(language)) == []
