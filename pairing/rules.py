"""Which rule rules a pair out; each rule is asked of all mentors at once, which is what makes a search fast."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import compress
from operator import attrgetter, not_
from typing import Any

from pairing.people import Known, Profile, Search
from schemas.fit import Rule

Applies = Callable[[Any], bool]  # to what a rule looks at in a mentor


def ruled_out(search: Search, mentors: Sequence[Profile]) -> tuple[Sequence[Profile], Counter[Rule]]:
    """Return who may be asked, and how many mentors each rule rules out; only the first that applies is counted."""
    counts: Counter[Rule] = Counter()
    for rule, looks_at, made in CHECKS:
        out = list(map(made(search), map(looks_at, mentors)))
        if number := sum(map(bool, out)):
            counts[rule] += number
            mentors = list(compress(mentors, map(not_, out)))
    return mentors, counts


def against(search: Search, mentor: Profile) -> frozenset[Rule]:
    """Return every rule that rules one mentor out."""
    return frozenset(rule for rule, looks_at, made in CHECKS if made(search)(looks_at(mentor)))


def _language(search: Search) -> Applies:
    spoken = frozenset(search.mentee.languages)
    return Known(spoken.isdisjoint).__getitem__


def _hours(search: Search) -> Applies:
    mine, least = search.mentee.working, 4 * search.rules.least_overlap_hours
    return Known(lambda theirs: (mine & theirs).bit_count() < least).__getitem__


def _manages(search: Search) -> Applies:
    line = {*search.line, search.mentee.manager} - {""} if search.rules.line_levels else set()
    return line.__contains__


def _is_managed(search: Search) -> Applies:
    return ({search.mentee.external_id} if search.rules.line_levels else set()).__contains__


def _team(search: Search) -> Applies:
    mine, wished = search.mentee.team, search.mentee.another_team

    def is_same(of: tuple[str, bool]) -> bool:
        team, they_wish = of
        return bool(mine) and team == mine and (wished or they_wish)

    return Known(is_same).__getitem__


def _grade(search: Search) -> Applies:
    mine, least = search.mentee.grade, search.rules.least_grades_above
    return Known(lambda theirs: None not in (mine, theirs) and theirs - mine < least).__getitem__


CHECKS: tuple[tuple[Rule, Callable[[Profile], Any], Callable[[Search], Applies]], ...] = (
    (Rule.FULL, attrgetter("places"), lambda _: not_),
    (Rule.AWAY, attrgetter("is_away"), lambda _: bool),
    (Rule.NOT_BEFORE, attrgetter("is_not_yet"), lambda _: bool),
    (Rule.LANGUAGE, attrgetter("languages"), _language),
    (Rule.HOURS, attrgetter("working"), _hours),
    (Rule.LINE, attrgetter("external_id"), _manages),
    (Rule.LINE, attrgetter("manager"), _is_managed),
    (Rule.TEAM, attrgetter("team", "another_team"), _team),
    (Rule.GRADE, attrgetter("grade"), _grade),
    (Rule.COORDINATOR, attrgetter("external_id"), lambda search: {search.coordinator}.__contains__),
    (Rule.UNREACHABLE, attrgetter("is_unreachable"), lambda _: bool),
    (Rule.BEFORE, attrgetter("external_id"), lambda search: search.before.__contains__),
    (Rule.BLOCKED, attrgetter("external_id"), lambda search: search.blocked.__contains__),
)
