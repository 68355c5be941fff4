"""Who is never proposed, whatever else fits."""

from typing import Any

import pytest

from pairing.people import working
from pairing.ranking import shortlist
from schemas.fit import Rule
from schemas.rules import Matching
from tests.pairing.parties import party, rule, search


@pytest.mark.parametrize(
    ("mentee", "mentor", "found"),
    [
        ({}, {}, None),
        ({}, {"places": 0}, Rule.FULL),
        ({}, {"is_away": True}, Rule.AWAY),
        ({}, {"is_not_yet": True}, Rule.NOT_BEFORE),
        ({}, {"languages": ("de", "es")}, Rule.LANGUAGE),
        ({"languages": ("en", "de")}, {"languages": ("fr", "de")}, None),
        ({}, {"working": working(-8 * 60, 9, 17)}, Rule.HOURS),
        ({}, {"working": working(-6 * 60, 9, 17)}, None),
        ({"manager": "p2"}, {}, Rule.LINE),
        ({}, {"manager": "p1"}, Rule.LINE),
        ({"manager": ""}, {"manager": ""}, None),
        ({"team": "optics"}, {"team": "optics"}, None),
        ({"team": "optics", "another_team": True}, {"team": "optics"}, Rule.TEAM),
        ({"team": "optics"}, {"team": "optics", "another_team": True}, Rule.TEAM),
        ({"team": "", "another_team": True}, {"team": ""}, None),
        ({"grade": 5}, {"grade": 4}, Rule.GRADE),
        ({"grade": 5}, {"grade": 5}, None),
        ({"grade": 5}, {"grade": None}, None),
        ({}, {"is_unreachable": True}, Rule.UNREACHABLE),
    ],
)
def test_a_mentor_is_ruled_out_by_what_the_two_are(
    mentee: dict[str, Any], mentor: dict[str, Any], found: Rule | None
) -> None:
    assert rule(mentee, mentor) is found


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ({"line": frozenset({"p2"})}, Rule.LINE),
        ({"line": frozenset({"p2"}), "rules": Matching(line_levels=0)}, None),
        ({"before": frozenset({"p2"})}, Rule.BEFORE),
        ({"blocked": frozenset({"p2"})}, Rule.BLOCKED),
        ({"coordinator": "p2"}, Rule.COORDINATOR),
    ],
)
def test_a_mentor_is_ruled_out_by_what_was_before(known: dict[str, Any], found: Rule | None) -> None:
    assert rule({}, {}, **known) is found


def test_the_numbers_of_hard_rules_are_the_programmes() -> None:
    assert rule({"grade": 5}, {"grade": 3}, rules=Matching(least_grades_above=-2)) is None
    assert rule({"grade": 5}, {"grade": 5}, rules=Matching(least_grades_above=1)) is Rule.GRADE
    assert rule({}, {"working": working(-8 * 60, 9, 17)}, rules=Matching(least_overlap_hours=0)) is None
    assert rule({"manager": "p2"}, {}, rules=Matching(line_levels=0)) is None


def test_hours_overlap_in_utc_also_across_midnight_and_in_zones_with_a_quarter_of_an_hour() -> None:
    assert working(0, 9, 17).bit_count() == 32
    assert (working(13 * 60, 9, 17) & working(-11 * 60, 9, 17)).bit_count() == 32  # the same hours on another date
    assert (working(345, 9, 17) & working(330, 9, 17)).bit_count() == 31


def test_counts_say_who_was_ruled_out_by_which_rule_but_private_rules_only_together() -> None:
    mentors = [party(number, places=number % 2) for number in range(2, 8)]
    found = shortlist(search({}, blocked=frozenset({"p3"}), before=frozenset({"p5"})), [party(1), *mentors], 10)
    assert found.ruled_out == {Rule.FULL: 3, Rule.BLOCKED: 1, Rule.BEFORE: 1}
    assert found.shown == {"full": 3, "other": 2}
    assert [one.mentor.id.int for one in found.ranked] == [7]


def test_that_somebody_asked_not_to_be_asked_yet_is_counted_by_its_own_name() -> None:
    found = shortlist(search({}), [party(1), party(2, is_not_yet=True), party(3)], 10)
    assert found.shown == {"not_before": 1}


def test_whoever_is_blocked_and_full_counts_as_full() -> None:
    assert rule({}, {"places": 0}, blocked=frozenset({"p2"})) is Rule.FULL
