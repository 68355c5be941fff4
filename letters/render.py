"""From what a letter knows to what it says, as text and HTML."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2 import StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from letters.headers import one_line
from letters.reasoning import because
from letters.source import Source, read
from letters.terms import shown
from letters.voice import Voice, voice_of
from policy.sentences import whole
from schemas.letter import Letter, LetterName, Written
from schemas.names import Role
from schemas.people import Person
from schemas.reason import Reason

FRAME = "frame"
UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
TURNS_TEXT = re.compile(r"[\u202a-\u202e\u2066-\u2069]")  # a name must not turn the rest of a subject around
ALONE = ("asking", "nobody_yet", "no_mentor", "withdrawn")  # can be written where there is no mentor


class Compiled(NamedTuple):
    """The templates of one letter in one language."""

    subject: Template
    text: Template
    html: Template


def write(letter: Letter) -> Written:
    """Write a letter in its reader's language and time zone; English where no translation exists.

    Raises ValueError when a letter to a pair names no mentor.
    """
    if letter.mentor is None and letter.name not in ALONE:
        raise ValueError(f"the letter {letter.name!r} speaks of a mentor; give letter.mentor")
    voice = voice_of(letter.to.language, letter.to.time_zone)
    templates = _compiled(letter.name, voice.language)
    terms = letter.terms and shown(letter.terms, voice.language)
    known = {**dict(letter), "partner": letter.partner, "voice": voice, "terms": terms}
    subject = _one_line(templates.subject.render(known))
    text = UNSHOWABLE.sub("", templates.text.render(known)).rstrip() + "\n"
    html = UNSHOWABLE.sub("", templates.html.render(known, subject=subject))
    return Written(subject=subject, text=text, html=html)


def language_of(letter: Letter) -> str:
    """Return the BCP 47 tag of the language that a letter is written in."""
    return voice_of(letter.to.language, letter.to.time_zone).language


@cache
def _compiled(name: LetterName, language: str) -> Compiled:
    source = _source(name, language)
    frame = _wording(FRAME, "frame.html")
    return Compiled(
        PLAIN.from_string(source.subject),
        PLAIN.from_string(source.text),
        RICH.from_string(frame.replace("{BODY}", source.html)),
    )


def _source(name: str, language: str) -> Source:
    wording = _wording(name, f"{language}.txt")
    subject, _, body = wording.partition("\n")
    framed = f"{subject}\n+ opening\n\n{body}\n\n+ ending\n"
    return read(framed, lambda piece: _wording(FRAME, language, f"{piece}.txt"))


def _wording(*path: str) -> str:
    return files("letters").joinpath(*path).read_text("utf-8")


def _one_line(subject: str) -> str:
    return one_line(TURNS_TEXT.sub("", subject))


def _voice(context: Context) -> tuple[Voice, datetime]:
    return context["voice"], context["now"]


@pass_context
def _day(context: Context, instant: datetime) -> str:
    voice, now = _voice(context)
    return voice.day(instant, now)


@pass_context
def _moment(context: Context, instant: datetime) -> str:
    voice, now = _voice(context)
    return voice.moment(instant, now)


@pass_context
def _moments(context: Context, instants: Iterable[datetime]) -> list[str]:
    voice, now = _voice(context)
    return [voice.moment(instant, now) for instant in instants]


@pass_context
def _rhythm(context: Context, days: int) -> str:
    return _voice(context)[0].rhythm(days)


@pass_context
def _lately(context: Context, days: int) -> str:
    return _voice(context)[0].lately(days)


@pass_context
def _number(context: Context, value: float) -> str:
    return _voice(context)[0].number(value)


@pass_context
def _because(context: Context, reason: Reason) -> str:
    voice, now = _voice(context)
    persons = {Role.MENTEE: context["mentee"], Role.MENTOR: context["mentor"], Role.COORDINATOR: context["coordinator"]}
    return because(reason, voice, {role: one.given_name for role, one in persons.items() if one}, now)


class _Marked(str):
    """Lines of the text part that each begin with a mark, so that nobody takes them for ours."""


def _unbroken(value: object) -> str:
    """Return what is filled in on one line: only marked words may have lines of their own.

    Otherwise a line break in somebody's words would let them write a link, or the end of the letter, above our buttons.
    """
    return value if isinstance(value, _Marked) else " ".join(str(value).split())


def _joined(words: Iterable[object]) -> str:
    return "; ".join(map(str, words))


def _text_quoted(words: str) -> str:
    return _Marked("\n".join(f"> {line}".rstrip() for line in words.splitlines()))


def _text_listed(words: Iterable[object]) -> str:
    return _Marked("\n".join(f"- {' '.join(str(each).split())}" for each in words))


def _text_mailto(person: Person) -> str:
    return f"{person.name} <{person.email}>"


def _html_quoted(words: str) -> Markup:
    return Markup("<br>\n").join(words.splitlines())


def _html_listed(words: Iterable[object]) -> Markup:
    items = Markup("").join(Markup('<li dir="auto">{}</li>').format(each) for each in words)
    return Markup('<ul class="words">{}</ul>').format(items)


def _html_mailto(person: Person) -> Markup:
    return Markup('<a href="mailto:{}">{}</a>').format(quote(person.email, safe="@"), escape(person.name))


def _environment(rich: bool, **own: Callable[..., str]) -> SandboxedEnvironment:
    finalize = None if rich else _unbroken
    environment = SandboxedEnvironment(autoescape=rich, undefined=StrictUndefined, finalize=finalize)
    shared: dict[str, Callable[..., Any]] = {
        "day": _day,
        "moment": _moment,
        "moments": _moments,
        "rhythm": _rhythm,
        "lately": _lately,
        "number": _number,
        "because": _because,
        "sentence": whole,
        "joined": _joined,
    }
    environment.filters.update(shared | own)
    return environment


PLAIN = _environment(False, quoted=_text_quoted, listed=_text_listed, mailto=_text_mailto)
RICH = _environment(True, quoted=_html_quoted, listed=_html_listed, mailto=_html_mailto)
