"""The Jinja filters that letters may use, for the text part and for HTML."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, tzinfo
from typing import Any
from urllib.parse import quote

from jinja2 import StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from letters.guidance import path, told
from letters.links import site_of
from letters.names import Named, isolated, plain, shortened
from letters.reasoning import because
from letters.spanish import after
from letters.voice import Voice
from policy.sentences import whole
from schemas.guides import Guide
from schemas.names import Role
from schemas.reason import Reason

NOTHING = "–"
ASIDE = 80  # characters of somebody's words within one of our sentences
NO_QUOTES = str.maketrans(dict.fromkeys('“”„«»"', "’"))  # so that nobody's words can close our quotation marks


def _voice(context: Context) -> tuple[Voice, datetime]:
    return context["voice"], context["now"]


def _told(say: Callable[[Voice, datetime, datetime], str]) -> Callable[[Context, datetime], str]:
    """Return a filter that formats an instant with the reader's voice."""

    @pass_context
    def told(context: Context, instant: datetime) -> str:
        voice, now = _voice(context)
        return say(voice, instant, now)

    return told


def _told_to_both(
    say: Callable[[Voice, datetime, datetime, Sequence[tzinfo]], str],
) -> Callable[[Context, datetime], str]:
    """Return a filter that formats an instant for people in several zones."""

    @pass_context
    def told(context: Context, instant: datetime) -> str:
        voice, now = _voice(context)
        return say(voice, instant, now, context["zones"])

    return told


def _counted(say: Callable[[Voice, Any], str]) -> Callable[[Context, Any], str]:
    """Return a filter that formats a number with the reader's voice."""

    @pass_context
    def counted(context: Context, value: Any) -> str:
        return say(_voice(context)[0], value)

    return counted


@pass_context
def _ahead(context: Context, instants: Iterable[datetime]) -> list[datetime]:
    return [instant for instant in instants if instant > context["now"]]


@pass_context
def _calendar(context: Context, day: date) -> str:
    voice, now = _voice(context)
    return voice.calendar_day(day, now)


@pass_context
def _called(context: Context, person: Named, beside: Named | None = None) -> str:
    return person.called(context["room"], beside)


@pass_context
def _moments(context: Context, instants: Iterable[datetime]) -> list[str]:
    voice, now = _voice(context)
    return [voice.moment(instant, now) for instant in instants]


@pass_context
def _until(context: Context, ends: datetime | None) -> str:
    """Return the end date of the time together, or its length from the day they begin."""
    (voice, now), days = _voice(context), context["duration_days"]
    if ends is None:
        return voice.from_beginning(days) if days else ""
    return voice.shared(ends, now, context["zones"])


@pass_context
def _title(context: Context, guide: str) -> str:
    return told(Guide(guide), _voice(context)[0].form).title


@pass_context
def _address(context: Context, guide: str) -> str:
    return site_of(context["link"]) + path(Guide(guide), _voice(context)[0])


@pass_context
def _because(context: Context, reason: Reason) -> str:
    voice, now = _voice(context)
    persons = {Role.MENTEE: context["mentee"], Role.MENTOR: context["mentor"], Role.COORDINATOR: context["coordinator"]}
    return because(reason, voice, {role: one.given_name for role, one in persons.items() if one}, now)


class _Marked(str):
    """Lines of the text part that each begin with a mark, so that they cannot be mistaken for our own."""


def _unbroken(value: object) -> str:
    """Return a value on one line: only marked words may have several lines.

    Otherwise, with a line break, people could put a link or a fake end of the letter above our buttons.
    """
    return value if isinstance(value, _Marked) else " ".join(str(value).split())


def _joined(words: Iterable[object]) -> str:
    return "; ".join(plain(str(each)) for each in words)


def _aside(words: object, room: int = ASIDE) -> str:
    """Return somebody's words, or the start of them, to be quoted in one of our sentences."""
    return isolated(shortened(plain(str(words).translate(NO_QUOTES)), room))


def _became(before: object, now: object) -> str:
    """Return the old and the new value; empty if nothing changed."""
    return f"{_aside(before) or NOTHING} → {_aside(now) or NOTHING}" if str(before) != str(now) else ""


def _text_quoted(words: str) -> str:
    return _Marked("\n".join(f"> {line}".rstrip() for line in words.splitlines()))


def _text_listed(words: Iterable[object]) -> str:
    return _Marked("\n".join(f"> {' '.join(str(each).split())}" for each in words))


def _text_mailto(person: Named) -> str:
    return f"{person.name} <{person.email}>"


def _html_quoted(words: str) -> Markup:
    return Markup("<br>\n").join(words.splitlines())


def _html_listed(words: Iterable[object]) -> Markup:
    items = Markup("").join(Markup('<li dir="auto">{}</li>').format(each) for each in words)
    return Markup('<ul class="words">{}</ul>').format(items)


def _html_mailto(person: Named) -> Markup:
    return Markup('<a href="mailto:{}">{}</a>').format(quote(person.email, safe="@"), escape(person.name))


def _text_linked(label: str, address: str) -> str:
    return f"{label}: {address}"


def _html_linked(label: str, address: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, label)


def _environment(rich: bool, **own: Callable[..., str]) -> SandboxedEnvironment:
    finalize = None if rich else _unbroken
    environment = SandboxedEnvironment(autoescape=rich, undefined=StrictUndefined, finalize=finalize)
    shared: dict[str, Callable[..., Any]] = {
        "day": _told(Voice.day),
        "calendar": _calendar,
        "moment": _told(Voice.moment),
        "moments": _moments,
        "rhythm": _counted(Voice.rhythm),
        "by": _told_to_both(Voice.by),
        "left": _told_to_both(Voice.left),
        "shared": _told_to_both(Voice.shared),
        "hours": _counted(Voice.hours),
        "minutes": _counted(Voice.minutes),
        "after": after,
        "ahead": _ahead,
        "title": _title,
        "address": _address,
        "called": _called,
        "aside": _aside,
        "became": _became,
        "because": _because,
        "until": _until,
        "sentence": whole,
        "joined": _joined,
    }
    environment.filters.update(shared | own)
    return environment


PLAIN = _environment(False, quoted=_text_quoted, listed=_text_listed, mailto=_text_mailto, linked=_text_linked)
RICH = _environment(True, quoted=_html_quoted, listed=_html_listed, mailto=_html_mailto, linked=_html_linked)
