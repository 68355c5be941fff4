"""Turn rows of people into what matching knows about them."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from activities.time_zones import known_clock
from pairing.people import NOTHING, Profile, told, working
from pairing.vocabulary import Names, names_of
from schemas.texts import folded
from schemas.traits import Traits, hours_of
from schemas.vocabulary import Vocabulary

MONDAY = 0
UNTOLD = Traits().model_dump_json()
USUAL: dict[str, Any] = json.loads(UNTOLD)
Hours = tuple[int, int]


class Profiles:
    """Makes profiles as of one day; what many people have in common, such as a time zone, is worked out once."""

    def __init__(self, now: datetime, vocabulary: Vocabulary | None = None) -> None:
        self._names = names_of((vocabulary or Vocabulary()).model_dump_json())
        self.monday = now + timedelta(days=(MONDAY - now.weekday()) % 7 or 7)  # an ordinary day, with its UTC offsets
        self._offsets: dict[str, int] = {}

    def mentor(self, row: Mapping[str, Any]) -> Profile:
        """Return the profile of a row of queries.matching.mentors."""
        spoken, hours, known = _known(row["traits"] or UNTOLD, self._names)
        offered = row["offered"]
        return Profile(
            row["id"],
            row["external_id"],
            spoken or (_primary(row["language"]),),
            working(self._offset(row["time_zone"]), *hours),
            row["places"],
            row["is_away"],
            row["is_unreachable"],
            row["is_not_yet"],
            _offered(offered) if offered else NOTHING,
            *known,
        )

    def mentee(self, row: Mapping[str, Any]) -> Profile:
        """Return the profile of a row of queries.matching.seeker."""
        spoken, hours, known = _known(row["traits"] or UNTOLD, self._names)
        sought = (row["experiences"] or {}).get("sought", ())
        return Profile(
            row["id"],
            row["external_id"],
            spoken or (_primary(row["language"]),),
            working(self._offset(row["time_zone"]), *hours),
            1,
            False,
            False,
            False,
            {folded(what): False for what in sought},
            *known,
        )

    def _offset(self, time_zone: str) -> int:
        if time_zone not in self._offsets:
            self._offsets[time_zone] = known_clock(time_zone, self.monday).minutes_at(self.monday)
        return self._offsets[time_zone]


def _offered(experiences: Sequence[Mapping[str, Any]]) -> dict[str, bool]:
    """Return what is offered, and whether it may be named; of two entries for the same, a no is meant."""
    found: dict[str, bool] = {}
    for one in experiences:
        what = folded(one["what"])
        found[what] = one["may_be_said"] and found.get(what, True)
    return found


@lru_cache(maxsize=20_000)
def _known(traits: str, names: Names) -> tuple[tuple[str, ...], Hours, tuple[Any, ...]]:
    """Return the languages, the working hours and the rest of what traits tell; the same text tells the same.

    Skills get their present names: the list may have changed since the traits were kept.
    """
    read = {**USUAL, **json.loads(traits)}  # a row of an earlier release may lack what is newer
    read["wishes"] = {**USUAL["wishes"], **read["wishes"]}
    for part, skills in ((read, "skills_sought"), (read, "skills_offered"), (read["wishes"], "topics")):
        part[skills] = names.renamed(part[skills])
    spoken = tuple(dict.fromkeys(map(_primary, read["languages"])))
    return spoken, hours_of(read["works_from"], read["works_to"]), told(read)


@lru_cache(maxsize=1_000)
def _primary(language: str) -> str:
    """Return the language of a tag: `pt-BR` and `pt` share one."""
    return language.replace("_", "-").partition("-")[0].lower()
