"""Why two fit, and what speaks against them, as codes: each is true of the two, and none names what is private."""

from collections.abc import Callable, Iterator

from pairing.fit import NEAR, OFFERED, Points
from pairing.people import Profile, Search, quarters_shared
from schemas.fit import FitCode, FitReason
from schemas.traits import Likeness

SCARCE = 4  # quarters of an hour beyond the least overlap below which the coordinator hears of it
Explained = Callable[[Search, Profile, int], Iterator[FitReason]]


def reasons_for(search: Search, mentor: Profile, points: Points) -> tuple[FitReason, ...]:
    """Return why a mentor fits, the weightiest reason first; points for what is unknown come without a reason."""
    found = [
        reason
        for name, explain in EXPLAINED.items()
        if points.get(name)
        for reason in explain(search, mentor, points[name])
    ]
    return tuple(sorted(found, key=lambda reason: -reason.points))


def against(search: Search, mentor: Profile) -> tuple[FitReason, ...]:
    """Return what speaks against a mentor who may be asked, for the coordinator."""
    return tuple(reason for find in AGAINST for reason in find(search, mentor))


def _skills(search: Search, mentor: Profile, points: int) -> Iterator[FitReason]:
    offered = mentor.skills_offered
    exact = [(skill, weight) for skill, weight, _ in search.wanted if skill in offered]
    close = [(weight, near) for skill, weight, near in search.wanted if skill not in offered and near & set(offered)]
    found = sum(OFFERED * weight for _, weight in exact) + sum(NEAR * weight for weight, _ in close)
    first = [one for one in exact if one[0] == search.wanted[0][0]] if search.wanted else []
    others = [one for one in exact if one not in first]
    for code, some in ((FitCode.FIRST_SKILL, first), (FitCode.SKILLS, others)):
        if some:
            share = points * OFFERED * sum(weight for _, weight in some) // found
            yield FitReason(code=code, points=share, names=tuple(skill for skill, _ in some))
    if close:
        near = {skill for _, family in close for skill in family}
        names = tuple(skill for skill in offered if skill in near)
        share = points * NEAR * sum(weight for weight, _ in close) // found
        yield FitReason(code=FitCode.NEAR_SKILLS, points=share, names=names)


def _seniority(search: Search, mentor: Profile, points: int) -> Iterator[FitReason]:
    if search.mentee.grade is None or mentor.grade is None:
        return
    above = mentor.grade - search.mentee.grade
    if above > 0:
        yield FitReason(code=FitCode.GRADES_ABOVE, points=points, count=above)
    elif above == 0:
        yield FitReason(code=FitCode.SAME_GRADE, points=points)


def _values(search: Search, mentor: Profile, points: int) -> Iterator[FitReason]:
    if both := tuple(one for one in search.mentee.values if one in mentor.values):
        yield FitReason(code=FitCode.VALUES, points=points, names=both)


def _style(search: Search, mentor: Profile, points: int) -> Iterator[FitReason]:
    if both := tuple(one for one in search.mentee.style_sought if one in mentor.style_offered):
        yield FitReason(code=FitCode.STYLE, points=points, names=both)


def _profession(search: Search, mentor: Profile, points: int) -> Iterator[FitReason]:
    if search.mentee.profession and mentor.profession:
        same = search.mentee.wished_profession == Likeness.SAME
        yield FitReason(code=FitCode.SAME_PROFESSION if same else FitCode.OTHER_PROFESSION, points=points)


def _department(search: Search, mentor: Profile, points: int) -> Iterator[FitReason]:
    if search.mentee.department and mentor.department:
        same = search.mentee.wished_department == Likeness.SAME
        yield FitReason(code=FitCode.SAME_DEPARTMENT if same else FitCode.OTHER_DEPARTMENT, points=points)


def _availability(search: Search, mentor: Profile, points: int) -> Iterator[FitReason]:
    asked, has = search.mentee.hours_a_month, mentor.hours_a_month
    if asked and has is not None and has >= asked:
        yield FitReason(code=FitCode.TIME, points=points)
    elif hours := (_told_overlap(search, mentor) or 0) // 4:
        yield FitReason(code=FitCode.OVERLAP, points=points, count=hours)


def _told_overlap(search: Search, mentor: Profile) -> int | None:
    """Return the quarters of an hour that two share by hours that both gave; usual hours are no fact about anybody."""
    if not search.mentee.has_told_hours or not mentor.has_told_hours:
        return None
    return quarters_shared(search.mentee, mentor)


def _mentor_wishes(search: Search, mentor: Profile, points: int) -> Iterator[FitReason]:
    if liked := tuple(skill for skill in search.mentee.skills_sought if skill in mentor.topics):
        yield FitReason(code=FitCode.TOPICS, points=points, names=liked)
    elif search.mentee.grade in mentor.grades_liked:
        yield FitReason(code=FitCode.LEVEL, points=points)


def _experience(search: Search, mentor: Profile, points: int) -> Iterator[FitReason]:
    """Name an experience only if the mentor said that it may be named."""
    said = tuple(what for what in search.mentee.experiences if mentor.experiences.get(what))
    if said:
        yield FitReason(code=FitCode.EXPERIENCE, points=points, names=said)


EXPLAINED: dict[str, Explained] = {
    "skills": _skills,
    "seniority": _seniority,
    "values": _values,
    "profession": _profession,
    "department": _department,
    "style": _style,
    "availability": _availability,
    "mentor_wishes": _mentor_wishes,
    "experience": _experience,
}


def _skills_missing(search: Search, mentor: Profile) -> Iterator[FitReason]:
    offered = set(mentor.skills_offered)
    missing = tuple(skill for skill, _, near in search.wanted if skill not in offered and not near & offered)
    if missing and offered:
        yield FitReason(code=FitCode.SKILLS_MISSING, names=missing)


def _not_as_wished(search: Search, mentor: Profile) -> Iterator[FitReason]:
    mentee = search.mentee
    if mentee.wished_grades_above is not None and mentee.grade is not None and mentor.grade is not None:
        above = mentor.grade - mentee.grade
        if above != mentee.wished_grades_above:
            yield FitReason(code=FitCode.GRADES_OFF, count=above)
    for code, wished, mine, theirs in (
        (FitCode.NOT_PROFESSION, mentee.wished_profession, mentee.profession, mentor.profession),
        (FitCode.NOT_DEPARTMENT, mentee.wished_department, mentee.department, mentor.department),
    ):
        if wished and mine and theirs and (mine == theirs) is not (wished == Likeness.SAME):
            yield FitReason(code=code)
    if mentee.style_sought and mentor.style_offered and not set(mentee.style_sought) & set(mentor.style_offered):
        yield FitReason(code=FitCode.NOT_STYLE)


def _scarce(search: Search, mentor: Profile) -> Iterator[FitReason]:
    asked, has = search.mentee.hours_a_month, mentor.hours_a_month
    if asked and has is not None and has < asked:
        yield FitReason(code=FitCode.LITTLE_TIME)
    shared = _told_overlap(search, mentor)
    if shared is not None and shared < 4 * search.rules.least_overlap_hours + SCARCE:
        yield FitReason(code=FitCode.LITTLE_OVERLAP, count=shared // 4)


def _not_as_the_mentor_wished(search: Search, mentor: Profile) -> Iterator[FitReason]:
    topics, levels, sought = mentor.topics, mentor.grades_liked, search.mentee.skills_sought
    if topics and sought and not set(topics) & set(sought):
        yield FitReason(code=FitCode.NOT_TOPICS)
    if levels and search.mentee.grade is not None and search.mentee.grade not in levels:
        yield FitReason(code=FitCode.NOT_LEVEL)


AGAINST = (_skills_missing, _not_as_wished, _scarce, _not_as_the_mentor_wished)
