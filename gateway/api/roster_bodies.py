"""Request bodies about people, with the checks that need this machine's time zones; all faults are reported at once."""

import json
from functools import cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, JsonValue

from schemas import api
from schemas.scalars import misfit

PROFILE = 32_000  # so that a page of two hundred people stays a few megabytes


@cache
def zones() -> set[str]:
    """Return the names that are accepted as a time zone."""
    return available_timezones() - api.NOWHERE


def _zone(name: str) -> str:
    if name not in zones():
        raise misfit("Must be a time zone of the IANA database, such as Europe/Lisbon.")
    return name


def _profile(given: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(given)) > PROFILE:
        raise misfit(f"Must be shorter than {PROFILE:,} characters as JSON.")
    return given


Zone = Annotated[str, Field(max_length=64), AfterValidator(_zone)]


class PersonIn(api.PersonIn):
    """A person of the roster. A PUT replaces all fields: those left out take their defaults, except `active`."""

    time_zone: Annotated[Zone, Field(description="IANA name, such as Europe/Lisbon.")]
    profile: Annotated[
        dict[str, JsonValue],
        AfterValidator(_profile),
        Field(max_length=200, description="Any other data that you want to keep about them."),
    ] = {}


class NewsIn(api.NewsIn):
    """News about a person. Each of their open mentorships is notified."""

    time_zone: Annotated[
        Zone | None, Field(description="Required with `moved`: where they live now, as an IANA name.")
    ] = None
