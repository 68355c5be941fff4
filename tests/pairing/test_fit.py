"""Points are shares of what is sought, in whole numbers, and a blank field counts neither for nor against anybody."""

from dataclasses import replace
from random import Random
from typing import Any
from uuid import UUID

import pytest

from pairing.people import working
from pairing.ranking import shortlist
from schemas.fit import FitWord
from schemas.rules import Matching
from tests.pairing.parties import FAMILIES, party, points, ranked, search

FOUR = ("budgeting", "negotiation", "sql", "facilitation")


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        (("budgeting", "negotiation", "sql", "facilitation"), 350),
        (("budgeting",), 150),  # the first counts three of seven
        (("negotiation",), 100),  # two of seven; for its neighbour facilitation, which is sought as well, nothing more
        (("sql",), 50),
        (("accounting",), 60),  # the family of the first
        (("pottery",), 0),
    ],
)
def test_skills_count_by_how_much_they_are_wanted(offered: tuple[str, ...], expected: int) -> None:
    found = points("skills", {"skills_sought": FOUR}, {"skills_offered": offered})
    assert found is not None
    assert abs(found - expected) <= 3


def test_whoever_offers_more_than_is_sought_gains_nothing_by_it() -> None:
    mentee = {"skills_sought": ("sql",)}
    assert points("skills", mentee, {"skills_offered": ("sql", *FOUR[:2])}) == points(
        "skills", mentee, {"skills_offered": ("sql",)}
    )


@pytest.mark.parametrize(("above", "expected"), [(0, 45), (1, 113), (2, 150), (3, 113), (5, 38), (9, 38)])
def test_grades_count_by_the_programmes_curve(above: int, expected: int) -> None:
    assert points("seniority", {"grade": 3}, {"grade": 3 + above}) == expected


@pytest.mark.parametrize(("above", "expected"), [(1, 150), (2, 90), (3, 30), (4, 0)])
def test_the_mentees_own_wish_for_grades_counts_in_place_of_the_curve(above: int, expected: int) -> None:
    assert points("seniority", {"grade": 3, "wished_grades_above": 1}, {"grade": 3 + above}) == expected


@pytest.mark.parametrize(
    ("wished", "theirs", "expected"),
    [("same", "law", 100), ("same", "art", 0), ("other", "law", 0), ("other", "art", 100), (None, "law", None)],
)
def test_a_profession_counts_only_as_the_mentee_wishes(wished: str | None, theirs: str, expected: int | None) -> None:
    mentee = {"profession": "law", "wished_profession": wished}
    assert points("profession", mentee, {"profession": theirs}) == expected


def test_time_counts_by_hours_a_month_and_by_shared_hours_beyond_the_least() -> None:
    assert points("availability", {}, {}) == 50
    assert points("availability", {}, {"working": working(-6 * 60, 9, 17)}) == 0
    assert points("availability", {"hours_a_month": 4}, {"hours_a_month": 2}) == 38


def test_a_mentors_wishes_count_as_well() -> None:
    mentee = {"skills_sought": ("sql",), "grade": 2}
    assert points("mentor_wishes", mentee, {"topics": ("sql",)}) == 50
    assert points("mentor_wishes", mentee, {"topics": ("sql",), "grades_liked": (7,)}) == 25
    assert points("mentor_wishes", mentee, {}) is None


def test_what_is_not_known_gives_the_mean_of_those_of_whom_it_is_known() -> None:
    mentee = {"values": ("fairness", "courage")}
    full, half, none, blank = ranked(
        mentee, {"values": ("fairness", "courage")}, {"values": ("fairness",)}, {"values": ("respect",)}, {}
    )
    by_id = {one.mentor.id.int: one.points["values"] for one in (full, half, none, blank)}
    assert by_id == {2: 100, 3: 50, 4: 0, 5: 50}


@pytest.mark.parametrize(
    ("sought", "offered", "weight", "expected"),
    [
        ({}, {"a long illness": True}, 50, None),  # not asked for
        ({"a long illness": False}, {}, 50, 0),  # not offered
        ({"a long illness": False}, {"a long illness": False}, 50, 50),
        ({"a long illness": False}, {"a long illness": False}, 0, None),  # the programme has it off, as usual
    ],
)
def test_an_experience_counts_only_if_asked_for_and_offered(
    sought: dict[str, bool], offered: dict[str, bool], weight: int, expected: int | None
) -> None:
    rules = Matching(experience=weight)
    assert points("experience", {"experiences": sought}, {"experiences": offered}, rules) == expected


def test_words_are_shares_of_what_can_be_said_about_the_two() -> None:
    mentee = {"skills_sought": ("sql",)}
    good = ranked(mentee, {"skills_offered": ("sql",)}, {"skills_offered": ("pottery",)})
    assert [one.word for one in good] == [FitWord.VERY_GOOD, FitWord.SOME]


def test_nothing_known_is_no_good_fit() -> None:
    assert [one.word for one in ranked({}, {}, {})] == [FitWord.SOME] * 2


def test_a_word_is_about_the_two_and_not_about_other_mentors() -> None:
    mentee = {"skills_sought": ("sql",), "grade": 3, "values": ("fairness",)}
    known, blank = ranked(mentee, {"skills_offered": ("sql",), "grade": 5, "values": ("fairness",)}, {})
    assert (known.word, blank.word) == (FitWord.VERY_GOOD, FitWord.SOME)
    assert sum(known.points.values()) == sum(blank.points.values())


def test_among_equals_those_come_first_of_whom_more_is_known() -> None:
    mentors = [party(2, skills_offered=("sql",)), *(party(number) for number in range(3, 102))]
    for seed in range(20):
        asked = search({"skills_sought": ("sql",)}, seed=bytes([seed]))
        assert shortlist(asked, mentors, 10).ranked[0].mentor.id.int == 2


def test_a_mentee_who_would_like_hardly_any_time_gets_a_shortlist() -> None:
    assert points("availability", {"hours_a_month": 5e-324}, {"hours_a_month": 2}) == 50


def made_up(number: int, dice: Random) -> Any:
    """Return a mentor of whom some things are known."""
    skills = dice.sample(sorted(FAMILIES), dice.randint(0, 3))
    return party(number, skills_offered=tuple(skills), grade=dice.choice([None, 3, 4, 5]), places=dice.randint(0, 2))


def test_the_order_of_the_roster_decides_nothing() -> None:
    dice = Random(7)
    mentors = [made_up(number, dice) for number in range(2, 200)]
    one = search({"skills_sought": FOUR, "grade": 3}, seed=b"programme")
    first = shortlist(one, mentors, 10)
    for _ in range(3):
        dice.shuffle(mentors)
        assert shortlist(one, mentors, 10) == first
    assert len({one.mentor.id for one in first.ranked}) == 10


def test_a_lot_among_equals_differs_from_mentee_to_mentee() -> None:
    mentors = [party(number) for number in range(2, 60)]
    one = search({}, seed=b"programme")
    other = replace(one, mentee=one.mentee._replace(id=UUID(int=999)))
    firsts = [[each.mentor.id for each in shortlist(asked, mentors, 5).ranked] for asked in (one, other)]
    assert firsts[0] != firsts[1]
