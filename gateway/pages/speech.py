"""The texts of pages: one catalogue per language, names isolated with <bdi>, dates in the reader's zone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from letters import spanish, wording
from letters.reasoning import because
from letters.voice import DEFAULT, Voice, languages, voice_of
from policy.sentences import whole
from schemas.names import Formality, Role
from schemas.reason import Reason

OPEN, CLOSE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
DAY, FAR = timedelta(days=1), timedelta(days=366)  # dates as far away as FAR are shown with their year
MOST = 20  # languages of a browser that we consider
BDI = {OPEN: "<bdi>", CLOSE: "</bdi>"}


class Name(str):
    """People's own text inside one of our sentences; isolated, so that it does not change the text direction."""

    def __html__(self) -> Markup:
        return Markup(f"<bdi>{escape(str(self))}</bdi>")  # noqa: S704  escaped


@dataclass(frozen=True, eq=False)
class Speech:
    """One reader's language and zone; a call with a key of the catalogue returns the sentence."""

    voice: Voice
    pair: tuple[tzinfo, ...] = ()  # time zones of the pair

    def __call__(self, key: str, **known: object) -> Markup:
        """Return a sentence with its placeholders filled in; the values are escaped."""
        pattern = self._pattern(key)
        if isinstance(pattern, dict):
            pattern = pattern[str(self.voice.locale.plural_form(float(str(known["count"]))))]
        said = spanish.filled(pattern, known) if self.voice.language == "es" else pattern
        return Markup(said).format(**known)  # noqa: S704  our own catalogue

    def has(self, key: str) -> bool:
        """Whether the catalogue has a key."""
        return key in catalogue(self.voice.form)

    def _pattern(self, key: str) -> Any:
        return catalogue(self.voice.form)[key]

    @property
    def language(self) -> str:
        """The BCP 47 tag of the page."""
        return self.voice.tag

    def day(self, instant: datetime) -> str:
        """Return the date of an instant, with its year; both of a pair see the same date, the earlier of theirs."""
        return self.weekday(self.earlier(instant))

    def earlier(self, instant: datetime) -> date:
        """Return the calendar day of an instant that both of a pair see, the earlier of theirs."""
        return min(_date_in(zone, instant) for zone in (self.voice.zone, *self.pair))

    def here(self, instant: datetime) -> str:
        """Return the date of an instant in the reader's zone."""
        return self.weekday(_date_in(self.voice.zone, instant))

    def by(self, instant: datetime, now: datetime) -> str:
        """Return the last full day before an instant, for both of a pair; if it is over, the instant to the minute."""
        last = self.earlier(instant) - DAY
        return self.weekday(last) if last >= _date_in(self.voice.zone, now) else self.moment(instant)

    def moment(self, instant: datetime) -> str:
        """Return an instant to the minute, with its year and the reader's zone."""
        return self.voice.moment(instant, instant - FAR)

    def weekday(self, day: date) -> str:
        """Return a calendar day with its weekday and its year."""
        noon = datetime.combine(day, time(12), self.voice.zone)
        return self.voice.day(noon, noon.replace(year=noon.year % MAXYEAR + 1, month=1, day=1))

    def date(self, day: date) -> str:
        """Return a calendar day, always with its year."""
        return format_date(day, "long", locale=self.voice.locale)

    def number(self, value: float) -> str:
        """Return a number in the reader's format."""
        return format_decimal(value, locale=self.voice.locale)

    def list(self, names: Sequence[Name | Markup]) -> Markup:
        """Return names as a list: "Ana and Ben"."""
        return Markup(spanish.listed([name.__html__() for name in names], self.voice.locale))  # noqa: S704

    def either(self, names: Sequence[Name | Markup]) -> Markup:
        """Return names as alternatives: "Ana or Ben"."""
        return Markup(spanish.listed([each.__html__() for each in names], self.voice.locale, "or"))  # noqa: S704

    def because(self, reason: Reason, names: Mapping[Role, str], now: datetime) -> Markup:
        """Return why something happens as a sentence; letters use the same words."""
        apart = {role: f"{OPEN}{_bare(name)}{CLOSE}" for role, name in names.items()}
        sentence = str(Markup.escape(whole(because(reason, self.voice, apart, now))))
        for mark, tag in BDI.items():
            sentence = sentence.replace(mark, tag)
        return Markup(sentence)  # noqa: S704  escaped above; names hold no marks of their own


@cache
def catalogue(form: str) -> dict[str, Any]:
    """Return the texts of pages in one form of a language, by keys such as `page.send`; plain or with plural forms."""
    return dict(_flat(wording.catalogue(files("gateway.pages").joinpath("wording"), form)))


def speech_of(
    language: str,
    time_zone: str = "UTC",
    pair: tuple[tzinfo, ...] = (),
    formality: Formality = Formality.INFORMAL,
) -> Speech:
    """Return the speech for a reader's language tag and zone; English if we do not have the language."""
    return Speech(voice_of(language, time_zone, formality), pair)


def zone_of(time_zone: str) -> tzinfo:
    """Return a time zone; UTC if it is unknown."""
    return voice_of(DEFAULT, time_zone).zone


def preferred(accepted: str) -> Speech:
    """Return the speech for an unknown reader, from the browser's Accept-Language (RFC 9110, 12.5.4)."""
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
