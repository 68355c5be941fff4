"""Put a reason into words, in the reader's language."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from letters.spanish import listed
from letters.voice import Voice
from letters.wording import LETTERS, catalogue
from schemas.names import Role
from schemas.reason import Reason, ReasonCode

# Their date is a calendar day that somebody named.
NAMED = (ReasonCode.NOT_BEFORE_NEXT, ReasonCode.NOT_BEFORE_LAST, ReasonCode.MEETING_BOOKED)
Names = Mapping[Role, str]


def because(reason: Reason, voice: Voice, names: Names, now: datetime) -> str:
    """Return a reason as a clause that completes "this happens because …"; people without a name are described."""
    texts = _texts(voice.form)
    roles = {role: names.get(role) or texts["roles"][role] for role in Role}
    who = listed([roles[role] for role in reason.who], voice.locale) if reason.who else ""
    pattern = texts[reason.code]
    if isinstance(pattern, dict):
        pattern = pattern[_form(voice, reason)]
    known = {
        **{role.value: roles[role] for role in Role},
        **_lengths(reason, voice, now),
        **_rhythm(reason, voice, roles),
    }
    return str(pattern).format(**known, who=who)


@cache
def _texts(form: str) -> dict[str, Any]:
    return catalogue(LETTERS.joinpath("reasons"), form)


def _form(voice: Voice, reason: Reason) -> str:
    """Return the plural form, `one` or `other`: for the number of letters if the reason has one, else of people."""
    return str(voice.locale.plural_form(reason.count or len(reason.who)))


def _rhythm(reason: Reason, voice: Voice, roles: Names) -> dict[str, str]:
    """Return how often they meet: as both agreed, or as one of the two set it."""
    texts = _texts(voice.form)["rhythm"]
    rhythm, by = voice.rhythm(reason.cadence_days) if reason.cadence_days else "", reason.set_by
    known = {"rhythm": rhythm, "by": roles[by] if by else ""}
    return {f"{whose}_meet": texts["set" if by else whose].format(**known) for whose in ("you", "they")}


def _lengths(reason: Reason, voice: Voice, now: datetime) -> dict[str, str]:
    days, pattern = reason.days or 0, _texts(voice.form)["lengths"]["with_breaks" if reason.paused else "as_it_is"]
    known = {"paused": voice.span(reason.paused)} if reason.paused else {}
    return {
        "count": str(reason.count or 0),
        "since": pattern.format(length=voice.since(days), **known),
        "within": voice.within(days),
        "ago": pattern.format(length=voice.ago(days), **known),
        "until": _until(reason, voice, now),
    }


def _until(reason: Reason, voice: Voice, now: datetime) -> str:
    """Return a date where the reader is; a day that somebody named stays the day that they named."""
    if reason.until is None:
        return ""
    return voice.calendar_day(reason.until.date(), now) if reason.code in NAMED else voice.day(reason.until, now)
