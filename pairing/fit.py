"""How well a mentor fits a mentee: for each reason a share of a thousand, or None if it is not known.

Unknown is not zero: who left a field blank gets the mean of those who did not, so writing much is no advantage.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from pairing.people import Known, Profile, Search
from schemas.fit import FitWord
from schemas.traits import Likeness

WHOLE = 1000
OFFERED, NEAR = 10, 4  # what a skill counts if it is offered, or only another one of its family
AMPLE = 16  # quarters of an hour that two share beyond the least, to count as plenty
OFF = 400  # of a thousand, for each grade beside the one that was wished for
KNOWN = 3  # at least a third of all points counts as the whole, so that little known is never a good fit
WORDS = ((75, FitWord.VERY_GOOD), (55, FitWord.GOOD), (35, FitWord.FAIR))  # percent of all points

Column = list[int | None]  # of one reason, for all mentors in order; None if it is not known
Points = Mapping[str, int]  # by the name of the weight, see schemas.rules.Matching
Share = Callable[[Search, Any], int | None]  # of a mentee and what a reason looks at in a mentor


def known_points(search: Search, mentors: Sequence[Profile]) -> dict[str, Column]:
    """Return the points of each reason, for all mentors in order; a reason that is known of nobody is left out."""
    found = {}
    for name, (looks_at, share) in SHARES.items():
        if weight := int(getattr(search.rules, name)):
            known = Known(partial(_points, search, share, weight))
            column: Column = list(map(known.__getitem__, map(looks_at, mentors)))
            if any(points is not None for points in known.values()):
                found[name] = column
    return found


def _points(search: Search, share: Share, weight: int, of: Any) -> int | None:
    known = share(search, of)
    return None if known is None else (weight * known + WHOLE // 2) // WHOLE


def with_the_mean(column: Column) -> list[int]:
    """Return the points of all mentors; who left it blank gets the mean of those who did not."""
    known = [points for points in column if points is not None]
    mean = (2 * sum(known) + len(known)) // (2 * len(known))
    return known if len(known) == len(column) else [mean if points is None else points for points in column]


def word_of(known: Points, search: Search) -> FitWord:
    """Return how well two fit, in a word, by what is known of the two."""
    everything = sum(int(getattr(search.rules, name)) for name in SHARES)
    most = max(KNOWN * sum(int(getattr(search.rules, name)) for name in known), everything)
    percent = 100 * KNOWN * sum(known.values()) // most if most else 0
    return next((word for least, word in WORDS if percent >= least), FitWord.SOME)


def _skills(search: Search, offered: Sequence[str]) -> int | None:
    if not search.wanted or not offered:
        return None
    found = 0
    for skill, weight, near in search.wanted:
        if skill in offered:
            found += OFFERED * weight
        elif not near.isdisjoint(offered):
            found += NEAR * weight
    return WHOLE * found // (OFFERED * search.wanted_in_all)


def _seniority(search: Search, theirs: int | None) -> int | None:
    mine, wished, curve = search.mentee.grade, search.mentee.wished_grades_above, search.rules.grades_above
    if mine is None or theirs is None:
        return None
    above = theirs - mine
    if wished is not None:
        return max(WHOLE - OFF * abs(above - wished), 0)
    return 10 * curve[min(above, len(curve) - 1)] if above >= 0 else 0


def _values(search: Search, theirs: Sequence[str]) -> int | None:
    return _common(search.mentee.values, theirs)


def _style(search: Search, offered: Sequence[str]) -> int | None:
    return _common(search.mentee.style_sought, offered)


def _common(sought: Sequence[str], offered: Sequence[str]) -> int | None:
    if not sought or not offered:
        return None
    return WHOLE * sum(one in offered for one in sought) // len(sought)


def _profession(search: Search, theirs: str) -> int | None:
    return _likeness(search.mentee.wished_profession, search.mentee.profession, theirs)


def _department(search: Search, theirs: str) -> int | None:
    return _likeness(search.mentee.wished_department, search.mentee.department, theirs)


def _likeness(wished: str | None, mine: str, theirs: str) -> int | None:
    if not wished or not mine or not theirs:
        return None
    return WHOLE if (mine == theirs) is (wished == Likeness.SAME) else 0


def _availability(search: Search, of: tuple[int, float | None]) -> int | None:
    working, has = of
    asked, shared = search.mentee.hours_a_month, (search.mentee.working & working).bit_count()
    beyond = shared - 4 * search.rules.least_overlap_hours
    overlap = max(min(WHOLE * beyond // AMPLE, WHOLE), 0)
    if not asked or has is None:
        return overlap
    return (overlap + int(min(WHOLE * has / asked, WHOLE))) // 2


def _mentor_wishes(search: Search, wished: tuple[Sequence[str], Sequence[int]]) -> int | None:
    topics, grades = wished
    sought, grade = search.mentee.skills_sought, search.mentee.grade
    met = []
    if topics and sought:
        met.append(any(skill in topics for skill in sought))
    if grades and grade is not None:
        met.append(grade in grades)
    return WHOLE * sum(met) // len(met) if met else None


def _experience(search: Search, offered: tuple[str, ...]) -> int | None:
    """Count only what the mentee asks for and the mentor offers; here a blank field is a no, and gives nothing."""
    sought = search.mentee.experiences
    return (WHOLE if any(what in offered for what in sought) else 0) if sought else None


SHARES: dict[str, tuple[Callable[[Profile], Any], Share]] = {
    "skills": (attrgetter("skills_offered"), _skills),
    "seniority": (attrgetter("grade"), _seniority),
    "values": (attrgetter("values"), _values),
    "profession": (attrgetter("profession"), _profession),
    "department": (attrgetter("department"), _department),
    "style": (attrgetter("style_offered"), _style),
    "availability": (attrgetter("working", "hours_a_month"), _availability),
    "mentor_wishes": (attrgetter("topics", "grades_liked"), _mentor_wishes),
    "experience": (lambda mentor: tuple(mentor.experiences), _experience),
}
