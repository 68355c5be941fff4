"""Each reason is true, the points add up, and nothing is named that was not meant to be."""

from random import Random

import pytest

from pairing.people import working
from schemas.fit import FitCode, FitReason
from schemas.rules import Matching
from schemas.traits import Principle, Style
from tests.pairing.parties import FAMILIES, codes, objections, ranked

SKILLS = sorted(FAMILIES)


def test_the_first_wish_comes_first_and_neighbours_are_called_neighbours() -> None:
    mentee = {"skills_sought": ("budgeting", "negotiation", "sql")}
    (one,) = ranked(mentee, {"skills_offered": ("negotiation", "budgeting")})
    assert one.reasons[:2] == (
        FitReason(code=FitCode.FIRST_SKILL, points=175, names=("budgeting",)),
        FitReason(code=FitCode.SKILLS, points=116, names=("negotiation",)),
    )
    (near,) = ranked(mentee, {"skills_offered": ("accounting", "pottery")})
    assert (near.reasons[0].code, near.reasons[0].names) == (FitCode.NEAR_SKILLS, ("accounting",))


def test_a_skill_that_is_sought_is_not_called_close_to_another_that_is_sought() -> None:
    mentee = {"skills_sought": ("budgeting", "sql", "accounting")}
    (one,) = ranked(mentee, {"skills_offered": ("budgeting", "sql")})
    assert [reason.code for reason in one.reasons][:2] == [FitCode.FIRST_SKILL, FitCode.SKILLS]
    assert FitCode.NEAR_SKILLS not in [reason.code for reason in one.reasons]
    assert [reason.names for reason in one.against] == [("accounting",)]


def test_no_shared_hour_is_no_reason() -> None:
    far, rules = {"working": working(-8 * 60, 9, 17), "hours_a_month": 1}, Matching(least_overlap_hours=0)
    assert FitCode.OVERLAP not in codes({"hours_a_month": 2}, far, rules)


@pytest.mark.parametrize("unknown", [({"has_told_hours": False}, {}), ({}, {"has_told_hours": False})])
def test_hours_that_were_not_given_are_never_told_as_a_fact(unknown: tuple[dict[str, bool], dict[str, bool]]) -> None:
    mentee, mentor = unknown
    rules, late = Matching(least_overlap_hours=0), {"working": working(-8 * 60, 9, 17)}
    assert codes({}, {}) == [FitCode.OVERLAP]
    assert codes(mentee, mentor) == []
    assert FitCode.LITTLE_OVERLAP in [one.code for one in ranked({}, late, rules=rules)[0].against]
    assert ranked(mentee, {**late, **mentor}, rules=rules)[0].against == ()


def test_reasons_say_what_is_so() -> None:
    assert codes({"grade": 3}, {"grade": 5})[0] is FitCode.GRADES_ABOVE
    assert codes({"grade": 3}, {"grade": 3})[-1] is FitCode.SAME_GRADE
    wished = {"department": "optics", "wished_department": "other"}
    assert FitCode.OTHER_DEPARTMENT in codes(wished, {"department": "sales"})
    assert codes(wished, {"department": "optics"}) == [FitCode.OVERLAP]
    assert FitCode.STYLE in codes({"style_sought": ("listens",)}, {"style_offered": ("listens", "practical")})
    assert FitCode.TIME in codes({"hours_a_month": 2}, {"hours_a_month": 3})
    assert FitCode.TIME not in codes({"hours_a_month": 2}, {"hours_a_month": 1})


def test_an_experience_is_named_only_if_the_mentor_said_so() -> None:
    mentee, rules = {"experiences": {"a long illness": False}}, Matching(experience=50)
    assert FitCode.EXPERIENCE in codes(mentee, {"experiences": {"a long illness": True}}, rules)
    assert FitCode.EXPERIENCE not in codes(mentee, {"experiences": {"a long illness": False}}, rules)


def test_what_is_unknown_is_no_reason_and_no_objection() -> None:
    mentee = {
        "skills_sought": ("sql",),
        "grade": 3,
        "values": ("fairness",),
        "style_sought": ("listens",),
        "profession": "law",
        "wished_profession": "same",
        "wished_grades_above": 2,
    }
    assert codes(mentee, {}) == [FitCode.OVERLAP]
    assert objections(mentee, {}) == []


def test_the_coordinator_reads_what_speaks_against_a_pair() -> None:
    mentee = {
        "skills_sought": ("sql", "negotiation"),
        "grade": 3,
        "hours_a_month": 4,
        "profession": "law",
        "style_sought": ("listens",),
        "wished_profession": "same",
        "wished_grades_above": 2,
    }
    mentor = {
        "skills_offered": ("negotiation",),
        "grade": 8,
        "hours_a_month": 1,
        "profession": "art",
        "style_offered": ("challenges",),
        "topics": ("budgeting",),
        "grades_liked": (7,),
    }
    assert objections(mentee, mentor) == [
        FitCode.SKILLS_MISSING,
        FitCode.GRADES_OFF,
        FitCode.NOT_PROFESSION,
        FitCode.NOT_STYLE,
        FitCode.LITTLE_TIME,
        FitCode.NOT_TOPICS,
        FitCode.NOT_LEVEL,
    ]


def test_the_points_of_all_reasons_never_exceed_those_of_the_pair() -> None:
    """They are fewer only by what was rounded, and by what is unknown or may not be named."""
    dice = Random(3)
    for _ in range(300):
        mentee, mentor = (
            {
                "skills_sought": tuple(dice.sample(SKILLS, dice.randint(0, 4))),
                "skills_offered": tuple(dice.sample(SKILLS, dice.randint(0, 4))),
                "grade": grade,
                "values": tuple(dice.sample(list(Principle), dice.randint(0, 3))),
                "style_sought": tuple(dice.sample(list(Style), dice.randint(0, 2))),
                "style_offered": tuple(dice.sample(list(Style), dice.randint(0, 2))),
            }
            for grade in (3, dice.choice([3, 4, 5]))
        )
        for one in ranked(mentee, mentor):
            said, all_points = sum(reason.points for reason in one.reasons), sum(one.points.values())
            assert all_points - 3 <= said <= all_points
            assert all(reason.points > 0 for reason in one.reasons)
