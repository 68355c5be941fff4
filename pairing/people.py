"""What matching knows about people, in the form in which ten thousand of them can be compared at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from schemas.rules import Matching
from schemas.texts import folded

QUARTERS = 96  # of a day
USUAL = Matching()
NOTHING: Mapping[str, bool] = {}
RANKED = (3, 2, 1, 1)  # how much each skill sought counts, the most wanted first


class Profile(NamedTuple):
    """One person; a named tuple, because a search makes one for every mentor. Empty and None mean unknown."""

    id: UUID
    external_id: str = ""
    languages: tuple[str, ...] = ()
    working: int = 0  # a bit for each quarter of an hour of the day in UTC
    places: int = 1  # free ones
    is_away: bool = False  # for longer than a request waits
    is_unreachable: bool = False
    is_not_yet: bool = False  # has asked not to be asked before a day that is ahead
    experiences: Mapping[str, bool] = NOTHING  # sought (a mentee) or offered (a mentor), and whether they may be named
    skills_sought: tuple[str, ...] = ()  # from here on as in `told`
    skills_offered: tuple[str, ...] = ()
    grade: int | None = None
    department: str = ""
    profession: str = ""
    team: str = ""
    manager: str = ""
    hours_a_month: float | None = None
    values: tuple[str, ...] = ()
    style_sought: tuple[str, ...] = ()
    style_offered: tuple[str, ...] = ()
    wished_grades_above: int | None = None
    wished_department: str | None = None
    wished_profession: str | None = None
    another_team: bool = False
    topics: tuple[str, ...] = ()
    grades_liked: tuple[int, ...] = ()
    has_told_hours: bool = False  # otherwise `working` holds usual hours


def told(traits: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what traits (schemas.traits.Traits as JSON) tell, as the last fields of a profile."""
    wishes = traits["wishes"]
    return (
        tuple(traits["skills_sought"]),
        tuple(traits["skills_offered"]),
        traits["grade"],
        *(folded(traits[name]) for name in ("department", "profession", "team")),
        traits["manager"] or "",
        traits["hours_a_month"],
        *(tuple(traits[name]) for name in ("values", "style_sought", "style_offered")),
        *(wishes[name] for name in ("grades_above", "department", "profession", "another_team")),
        tuple(wishes["topics"]),
        tuple(wishes["grades"]),
        None not in (traits["works_from"], traits["works_to"]),
    )


@dataclass(frozen=True)
class Search:
    """Everything that decides about mentors for one mentee, apart from the mentors themselves."""

    mentee: Profile
    rules: Matching = USUAL
    line: frozenset[str] = frozenset()  # who manages the mentee, or whom the mentee manages; all these: external ids
    before: frozenset[str] = frozenset()  # who was asked before, or was their mentor
    blocked: frozenset[str] = frozenset()
    coordinator: str = ""
    families: Mapping[str, str] = field(default_factory=dict)  # of skills
    seed: bytes = b""  # of the lot among equals

    @cached_property
    def wanted(self) -> tuple[tuple[str, int, frozenset[str]], ...]:
        """Each skill sought with its weight and the other skills of its family, unless they are sought themselves."""
        ranked = zip(self.mentee.skills_sought, RANKED, strict=False)
        return tuple((skill, weight, self._near(skill)) for skill, weight in ranked)

    @cached_property
    def wanted_in_all(self) -> int:
        """The weights of all skills sought."""
        return sum(weight for _, weight, _ in self.wanted)

    def _near(self, skill: str) -> frozenset[str]:
        family = self.families.get(skill)
        if not family:
            return frozenset()
        sought = self.mentee.skills_sought
        return frozenset(other for other, its in self.families.items() if its == family and other not in sought)


class Known(dict[Any, Any]):
    """What a function returns, by its argument: worked out once for each value that occurs among the mentors."""

    def __init__(self, work_out: Callable[[Any], Any]) -> None:
        super().__init__()
        self.work_out = work_out

    def __missing__(self, value: Any) -> Any:
        """Work it out."""
        self[value] = found = self.work_out(value)
        return found


@lru_cache(maxsize=10_000)
def working(offset_minutes: int, from_hour: int, to_hour: int) -> int:
    """Return the quarters of an hour in UTC, as bits, that lie within local hours."""
    first = from_hour * 4 - round(offset_minutes / 15)
    return sum(1 << (quarter % QUARTERS) for quarter in range(first, first + (to_hour - from_hour) * 4))


def quarters_shared(one: Profile, other: Profile) -> int:
    """Return how many quarters of an hour a day two people are both at work."""
    return (one.working & other.working).bit_count()
