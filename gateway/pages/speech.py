"""How a page speaks to its reader: one catalogue for each language, names set apart, dates in the reader's zone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from typing import Any

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from letters import wording
from letters.reasoning import because
from letters.voice import DEFAULT, Voice, languages, voice_of
from policy.sentences import whole
from schemas.names import Formality, Role
from schemas.reason import Reason

OPEN, CLOSE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
DAY, FAR = timedelta(days=1), timedelta(days=366)  # from where a date is said with its year
MOST = 20  # languages of a browser that we look at
BDI = {OPEN: "<bdi>", CLOSE: "</bdi>"}


class Name(str):
    """Something that people wrote and that stands inside a sentence of ours; it never turns the sentence around."""

    def __html__(self) -> Markup:
        return Markup(f"<bdi>{escape(str(self))}</bdi>")  # noqa: S704  escaped


@dataclass(frozen=True, eq=False)
class Speech:
    """One reader's language and zone; called with a key of the catalogue, it returns the sentence."""

    voice: Voice
    pair: tuple[tzinfo, ...] = ()  # where the two live

    def __call__(self, key: str, **known: object) -> Markup:
        """Return a sentence with its placeholders filled in; what is filled in is never read as markup."""
        pattern = self._pattern(key)
        if isinstance(pattern, dict):
            pattern = pattern[str(self.voice.locale.plural_form(float(str(known["count"]))))]
        return Markup(pattern).format(**known)  # noqa: S704  our own catalogue

    def has(self, key: str) -> bool:
        """Whether the catalogue says something at a key."""
        return key in catalogue(self.voice.form)

    def _pattern(self, key: str) -> Any:
        return catalogue(self.voice.form)[key]

    @property
    def language(self) -> str:
        """The BCP 47 tag of the page."""
        return self.voice.tag

    def day(self, instant: datetime) -> str:
        """Return the date of an instant, always with its year; both of a pair read one date, the earlier of theirs."""
        return self.weekday(min(_date_in(zone, instant) for zone in (self.voice.zone, *self.pair)))

    def here(self, instant: datetime) -> str:
        """Return the date that an instant has where the reader is."""
        return self.weekday(_date_in(self.voice.zone, instant))

    def by(self, instant: datetime, now: datetime) -> str:
        """Return the last day that is over before an instant, for both of a pair; on that day, until what time."""
        last = min(_date_in(zone, instant) for zone in (self.voice.zone, *self.pair)) - DAY
        return self.weekday(last) if last >= _date_in(self.voice.zone, now) else self.moment(instant)

    def moment(self, instant: datetime) -> str:
        """Return an instant to the minute, with its year and the reader's zone."""
        return self.voice.moment(instant, instant - FAR)

    def weekday(self, day: date) -> str:
        """Return a calendar day with its weekday and its year."""
        noon = datetime.combine(day, time(12), self.voice.zone)
        return self.voice.day(noon, noon - FAR)

    def date(self, day: date) -> str:
        """Return a calendar day, always with its year."""
        return format_date(day, "long", locale=self.voice.locale)

    def number(self, value: float) -> str:
        """Return a number as the reader writes it."""
        return format_decimal(value, locale=self.voice.locale)

    def list(self, names: Sequence[Name | Markup]) -> Markup:
        """Return names as a list: "Ana and Ben"."""
        return Markup(format_list([name.__html__() for name in names], locale=self.voice.locale))  # noqa: S704

    def either(self, names: Sequence[Name | Markup]) -> Markup:
        """Return names to choose from: "Ana or Ben"."""
        return Markup(format_list([each.__html__() for each in names], "or", locale=self.voice.locale))  # noqa: S704

    def because(self, reason: Reason, names: Mapping[Role, str], now: datetime) -> Markup:
        """Return why something happens as a sentence; letters use the same words."""
        apart = {role: f"{OPEN}{_bare(name)}{CLOSE}" for role, name in names.items()}
        sentence = str(Markup.escape(whole(because(reason, self.voice, apart, now))))
        for mark, tag in BDI.items():
            sentence = sentence.replace(mark, tag)
        return Markup(sentence)  # noqa: S704  escaped above; names hold no marks of their own


@cache
def catalogue(form: str) -> dict[str, Any]:
    """Return what pages say in one form of a language, by keys such as `page.send`; a text, or its plural forms."""
    return dict(_flat(wording.catalogue(files("gateway.pages").joinpath("wording"), form)))


def speech_of(
    language: str,
    time_zone: str = "UTC",
    pair: tuple[tzinfo, ...] = (),
    formality: Formality = Formality.INFORMAL,
) -> Speech:
    """Return the speech for a reader's language tag and zone; a language that we do not speak becomes English."""
    return Speech(voice_of(language, time_zone, formality), pair)


def zone_of(time_zone: str) -> tzinfo:
    """Return a time zone; one that nobody knows is UTC."""
    return voice_of(DEFAULT, time_zone).zone


def preferred(accepted: str) -> Speech:
    """Return the speech for somebody we know nothing of but what their browser asks for (RFC 9110, 12.5.4)."""
    tags = [part.partition(";")[0].strip() for part in accepted.split(",")[:MOST]]
    spoken = (tag for tag in tags if tag.replace("_", "-").partition("-")[0].lower() in languages())
    return speech_of(next(spoken, DEFAULT))


def _flat(table: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in table.items():
        plural = isinstance(value, dict) and "other" in value and "one" in value
        found += [(before + name, value)] if plural or isinstance(value, str) else _flat(value, f"{before}{name}.")
    return found


def _date_in(zone: tzinfo, instant: datetime) -> date:
    return instant.astimezone(zone).date()


def _bare(name: str) -> str:
    return name.replace(OPEN, "").replace(CLOSE, "")
