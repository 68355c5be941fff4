"""What matching knows about a person: only what they or HR gave for it, in names that it can say back.

Rows of Postgres are read with these types; the limits for new data are in schemas/traits_in.py.
"""

from enum import StrEnum

from schemas.value import Durable

OFFICE = (9, 17)  # usual local working hours: used to find a time, never told as somebody's own
SKILLS_SOUGHT, SKILLS_OFFERED, VALUES, STYLES, TOPICS = 4, 8, 3, 2, 4


class Principle(StrEnum):
    """What somebody holds dear at work; each names at most three."""

    BALANCE = "balance"
    COOPERATION = "cooperation"
    COURAGE = "courage"
    CREATIVITY = "creativity"
    CURIOSITY = "curiosity"
    EXCELLENCE = "excellence"
    FAIRNESS = "fairness"
    HONESTY = "honesty"
    INDEPENDENCE = "independence"
    KINDNESS = "kindness"
    RELIABILITY = "reliability"
    RESPECT = "respect"


class Style(StrEnum):
    """How a mentor goes about it; each names at most two."""

    LISTENS = "listens"
    CHALLENGES = "challenges"
    STRUCTURES = "structures"
    OPENS_DOORS = "opens_doors"
    PRACTICAL = "practical"


class Likeness(StrEnum):
    """Whether a mentee wishes for somebody like them in one respect."""

    SAME = "same"
    OTHER = "other"


class Wishes(Durable):
    """What they wish for. The first three are a mentee's, the last two a mentor's."""

    grades_above: int | None = None
    department: Likeness | None = None
    profession: Likeness | None = None
    another_team: bool = False  # either side
    topics: tuple[str, ...] = ()  # of the skills that they offer, those they like best
    grades: tuple[int, ...] = ()  # of the mentees they like to work with


def hours_of(works_from: int | None, works_to: int | None) -> tuple[int, int]:
    """Return local working hours; what was not given is as usual."""
    begins, ends = OFFICE
    return begins if works_from is None else works_from, ends if works_to is None else works_to


class Traits(Durable):
    """What a person seeks and offers; empty means unknown, which counts neither for nor against anybody."""

    skills_sought: tuple[str, ...] = ()  # most wanted first
    skills_offered: tuple[str, ...] = ()
    grade: int | None = None  # a higher one is more senior
    department: str = ""
    profession: str = ""
    team: str = ""
    manager: str | None = None  # the external id of their line manager
    languages: tuple[str, ...] = ()  # for conversations; empty: that of their letters
    hours_a_month: float | None = None
    works_from: int | None = None  # local hours, from inclusive to exclusive; without them, matching uses OFFICE
    works_to: int | None = None
    values: tuple[Principle, ...] = ()
    style_sought: tuple[Style, ...] = ()
    style_offered: tuple[Style, ...] = ()
    wishes: Wishes = Wishes()


class OfferedExperience(Durable):
    """Something that a person went through and offers for matching."""

    what: str
    may_be_said: bool = False  # in a letter, as a reason


class Experiences(Durable):
    """What a person seeks and offers of their own life: kept apart from everything else, and taken back at once."""

    sought: tuple[str, ...] = ()
    offered: tuple[OfferedExperience, ...] = ()
