"""Render a letter's data as text and HTML."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from jinja2 import Template

from letters.filters import PLAIN, RICH
from letters.headers import one_line
from letters.names import NAME, Named, shortened
from letters.source import Source, read
from letters.spanish import spoken
from letters.terms import shown
from letters.voice import Voice, phrases, voice_of
from letters.wording import LETTERS, wording
from schemas.letter import Letter, LetterName, Written
from schemas.names import Phase

FRAME = "frame"
UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
SUBJECT = 60  # characters that phones show
PREVIEW = 140
ALONE = ("asking", "nobody_yet", "no_mentor", "withdrawn", "concern")  # letters that can be written without a mentor
IN_A_SEARCH = (*ALONE, "paused", "resumed", "task")  # while there is no mentor yet


class Compiled(NamedTuple):
    """The templates of one letter in one form of a language."""

    subject: Template
    preview: Template
    text: Template
    html: Template


def write(letter: Letter) -> Written:
    """Write a letter in its reader's language and time zone; in English if there is no translation.

    Raises ValueError if the letter needs a mentor and has none.
    """
    if letter.mentor is None and letter.name not in (IN_A_SEARCH if letter.phase is Phase.SEEKING else ALONE):
        raise ValueError(f"the letter {letter.name!r} needs a mentor; set letter.mentor")
    voice = _voice(letter)
    templates = _compiled(letter.name, voice.form)
    known = _known(letter, voice)
    subject = _subject(templates.subject, known)
    preview = shortened(one_line(templates.preview.render(known)), PREVIEW)
    text = UNSHOWABLE.sub("", templates.text.render(known)).rstrip() + "\n"
    html = UNSHOWABLE.sub("", templates.html.render(known, subject=subject, preview=preview))
    return Written(subject=subject, preview=preview, text=text, html=html)


def language_of(letter: Letter) -> str:
    """Return the BCP 47 tag of the language that a letter is written in."""
    return _voice(letter).tag


def sender_name(letter: Letter) -> str:
    """Return the sender's name that the reader sees: the programme, and the organisation that runs it."""
    programme, organisation = one_line(letter.programme), one_line(letter.organisation)
    if organisation.lower() in programme.lower():
        return programme
    pattern = phrases(_voice(letter).language)["sender"]
    return pattern.format(programme=programme, organisation=organisation)


def _voice(letter: Letter) -> Voice:
    return voice_of(letter.to.language, letter.to.time_zone, letter.formality)


def _known(letter: Letter, voice: Voice) -> dict[str, Any]:
    """Return all values for the templates; people with names that are safe in our sentences."""
    people = {role: getattr(letter, role) for role in ("to", "mentee", "mentor", "coordinator", "partner")}
    kept = {"terms": letter.terms, "terms_before": letter.terms_before}
    terms = {name: one and shown(one, voice.form) for name, one in kept.items()}
    people |= {"raised_by": letter.raised and letter.raised.by}
    named = {role: one and Named.of(one, voice.formality) for role, one in people.items()}
    others = [Named.of(one, voice.formality) for one in letter.raised.others] if letter.raised else []
    # A day that is shown to both of a pair must be correct in both time zones.
    zones = tuple(voice_of("", one.time_zone).zone for one in (letter.mentee, letter.mentor) if one)
    return {
        **dict(letter),
        "offered": letter.offered,
        "voice": voice,
        "zones": zones,
        "others": others,
        **named,
        **terms,
    }


def _subject(template: Template, known: Mapping[str, Any]) -> str:
    """Return a subject that phones show completely, with names shortened if needed."""
    written = (one_line(template.render(known, room=room)) for room in (NAME, *range(SUBJECT, 0, -1)))
    return next(subject for subject in written if len(subject) <= SUBJECT)


@cache
def _compiled(name: LetterName, form: str) -> Compiled:
    source = _source(name, form)
    frame = LETTERS.joinpath(FRAME, "frame.html").read_text("utf-8")
    return Compiled(
        PLAIN.from_string(source.subject),
        PLAIN.from_string(source.preview),
        PLAIN.from_string(source.text),
        RICH.from_string(frame.replace("{BODY}", source.html)),
    )


def _source(name: str, form: str) -> Source:
    head, _, body = _template(name, form, ".txt").partition("\n\n")
    framed = f"{head}\n+ opening\n\n{body}\n\n+ ending\n"
    return read(framed, lambda piece: _template(FRAME, form, f"/{piece}.txt"))


def _template(folder: str, form: str, ending: str) -> str:
    text = wording(LETTERS.joinpath(folder), form, ending)
    return spoken(text) if form.startswith("es") else text
