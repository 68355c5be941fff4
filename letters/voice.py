"""Formats for one reader: dates in their time zone, rhythms and numbers in their language."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, format_timedelta, get_timezone_location
from babel.numbers import format_decimal
from babel.units import format_unit

from letters.regional import form_of
from letters.wording import formal_form, formality_of
from schemas.names import Formality

DEFAULT = "en"
DAY = timedelta(days=1)
Zones = Iterable[tzinfo]
NO_PLACE = re.compile(r"(?:Etc/)?(?:GMT.*|UTC|UCT|Greenwich|Universal|Zulu)|[A-Z]{3}(?:\d[A-Z]{3})?|[CEMW]ET")
YEAR = re.compile(r"(?:,| 'de')?\s*y+")


@cache
def languages() -> tuple[str, ...]:
    """Return the languages of letters: those with phrases in the frame."""
    frames = files("letters").joinpath("frame").iterdir()
    return tuple(sorted(each.name for each in frames if each.joinpath("phrases.toml").is_file()))


@cache
def phrases(language: str) -> dict[str, str]:
    """Return the short phrases of one language for dates and rhythms."""
    return tomllib.loads(files("letters").joinpath("frame", language, "phrases.toml").read_text("utf-8"))


@dataclass(frozen=True, eq=False)  # compared by identity: each is made only once, and they are cache keys
class Voice:
    """A language of letters (BCP 47), its regional or formal form, and a time zone."""

    language: str
    form: str  # the language, or a form of it with words of its own: regional, or formal address
    locale: Locale
    zone: tzinfo
    zone_name: str
    direction: str  # ltr or rtl

    @property
    def tag(self) -> str:
        """The BCP 47 tag of the text; formal address has no tag of its own."""
        return self.language if self.formality is Formality.FORMAL else self.form

    @property
    def formality(self) -> Formality:
        """Formal or informal address, if the language distinguishes them."""
        return formality_of(self.form)

    def day(self, instant: datetime, now: datetime) -> str:
        """Return an instant's date, as in "Tuesday, 5 January"; with its year if it differs from the current one."""
        return _day(self, instant, self._local(instant).year != self._local(now).year)

    def shared(self, instant: datetime, now: datetime, zones: Zones = ()) -> str:
        """Return one date for readers in several zones: the earliest date of the instant in any of them."""
        return self.calendar_day(min(_date_in(zone, instant) for zone in (self.zone, *zones)), now)

    def by(self, instant: datetime, now: datetime, zones: Zones = ()) -> str:
        """Return the last full day before an instant, in all the zones; if it is over, the instant to the minute."""
        last = self._last_day(instant, zones)
        return self.calendar_day(last, now) if last >= _date_in(self.zone, now) else self.moment(instant, now)

    def left(self, instant: datetime, now: datetime, zones: Zones = ()) -> str:
        """Return how far away that day is, as in "today", "tomorrow" or "in 3 days"."""
        days = max((self._last_day(instant, zones) - _date_in(self.zone, now)).days, 0)
        if days > 1:
            return format_timedelta(timedelta(days=days), "day", 1000, add_direction=True, locale=self.locale)
        return phrases(self.language)["tomorrow" if days else "today"]

    def moment(self, instant: datetime, now: datetime) -> str:
        """Return an instant to the minute, as in "Tuesday, 5 January, 10:00 (Berlin time)"."""
        return _moment(self, instant, self._local(instant).year != self._local(now).year)

    def rhythm(self, days: int) -> str:
        """Return how often, as in "every 3 weeks"."""
        return self._span(days, "every")

    def span(self, days: int) -> str:
        """Return how long, as in "3 weeks"."""
        return self._span(days, "span")

    def since(self, days: int) -> str:
        """Return for how long, as in "for 3 weeks" or "seit 3 Wochen"."""
        return self._span(days, "since")

    def within(self, days: int) -> str:
        """Return a time limit, as in "within 2 weeks"."""
        return self._span(days, "within")

    def ago(self, days: int) -> str:
        """Return how long ago, as in "3 weeks ago"."""
        return self._span(days, "ago")

    def from_beginning(self, days: int) -> str:
        """Return a length from a start that is not known yet, as in "365 days from the day you begin"."""
        return phrases(self.language)["beginning_day" if days == 1 else "beginning_days"].format(count=days)

    def _span(self, days: int, kind: str) -> str:
        unit, count = _units(days)
        form = f"{kind}_{unit}" if count == 1 else f"{kind}_{unit}s"
        return phrases(self.language)[form].format(count=count)

    def number(self, value: float) -> str:
        """Return a number without unnecessary digits, as in "1.5"."""
        return format_decimal(value, locale=self.locale)

    def hours(self, value: float) -> str:
        """Return a number of hours, as in "1 hour" or "1.5 hours"."""
        return format_unit(value, "hour", locale=self.locale)

    def minutes(self, value: float) -> str:
        """Return a number of minutes, as in "45 minutes"."""
        return format_unit(value, "minute", locale=self.locale)

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone)

    def _last_day(self, instant: datetime, zones: Zones) -> date:
        return min(_date_in(zone, instant) for zone in (self.zone, *zones)) - DAY

    def calendar_day(self, day: date, now: datetime) -> str:
        """Return a date that is the same for every reader."""
        return self.day(datetime.combine(day, time(12), self.zone), now)


@lru_cache(maxsize=1024)
def voice_of(language: str, time_zone: str, formality: Formality = Formality.INFORMAL) -> Voice:
    """Return the voice for a reader's language tag and time zone; unknown ones become English and UTC."""
    locale = _locale(language)
    spoken = str(locale.language)
    if spoken not in languages():
        spoken, locale = DEFAULT, _locale(DEFAULT)
    formal = formal_form(spoken) if formality is Formality.FORMAL else None
    form, direction = formal or form_of(locale), str(locale.text_direction)
    try:
        return Voice(spoken, form, locale, ZoneInfo(time_zone), time_zone, direction)
    except (KeyError, ValueError, OSError):
        return Voice(spoken, form, locale, UTC, "UTC", direction)


def _date_in(zone: tzinfo, instant: datetime) -> date:
    return instant.astimezone(zone).date()


def _locale(language: str) -> Locale:
    """Parse a tag such as `de-AT`; plain English is international English, with the day before the month."""
    tag = language.strip().replace("_", "-")
    try:
        return Locale.parse("en_GB" if tag.lower() in ("", "en") else tag, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return Locale.parse("en_GB")


def _units(days: int) -> tuple[str, int]:
    if days in (30, 31):
        return "month", 1
    return ("day", days) if days % 7 else ("week", days // 7)


@lru_cache(maxsize=4096)
def _day(voice: Voice, instant: datetime, year: bool) -> str:
    full = str(voice.locale.date_formats["full"].pattern)
    if voice.language == "es":  # with a comma before the date, Spanish would need another one after it
        full = full.replace("EEEE, ", "EEEE ")
    return format_date(instant.astimezone(voice.zone), full if year else YEAR.sub("", full), locale=voice.locale)


@lru_cache(maxsize=4096)
def _moment(voice: Voice, instant: datetime, year: bool) -> str:
    at = format_time(instant, "short", tzinfo=voice.zone, locale=voice.locale)
    return f"{_day(voice, instant, year)}, {at} ({place(voice, instant)})"


def place(voice: Voice, instant: datetime) -> str:
    """Return the name of the zone's city; for a zone that is not named after one, its offset from UTC."""
    if not NO_PLACE.fullmatch(voice.zone_name):
        return phrases(voice.language)["zone"].format(city=_city(voice))
    hours = (instant.astimezone(voice.zone).utcoffset() or timedelta()) // timedelta(hours=1)
    return f"UTC{hours:+d}".replace("-", "\N{MINUS SIGN}") if hours else "UTC"


def _city(voice: Voice) -> str:
    city = get_timezone_location(voice.zone_name, locale=voice.locale, return_city=True)
    return city.rpartition("/")[2]
