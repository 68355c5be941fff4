"""What matching knows about people, from rows as they are kept."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from activities.profiles import Profiles
from schemas.vocabulary import Skill, Vocabulary

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def row(**known: Any) -> dict[str, Any]:
    """Return a row of queries.matching.mentors."""
    usual = {"external_id": "ben", "language": "de-AT", "time_zone": "Europe/Vienna", "places": 1}
    hindered = {"is_away": False, "is_unreachable": False, "is_not_yet": False}
    return {"id": UUID(int=1), **usual, **hindered, "traits": None, "offered": None, **known}


def test_traits_that_an_earlier_release_kept_may_lack_what_is_newer() -> None:
    told = Profiles(NOW).mentor(row(traits='{"grade": 3, "wishes": {"topics": ["sql"]}}'))
    assert (told.grade, told.topics, told.languages) == (3, ("sql",), ("de",))
    assert Profiles(NOW).mentor(row(traits="{}")) == Profiles(NOW).mentor(row())


def test_skills_have_their_present_names() -> None:
    vocabulary = Vocabulary(skills=(Skill(name="SQL"), Skill(name="planning money", also=("budgeting",))))
    kept = '{"skills_offered": ["sql", "budgeting", "pottery"]}'
    told = Profiles(NOW, vocabulary).mentor(row(traits=kept))
    assert told.skills_offered == ("SQL", "planning money", "pottery")


def test_an_experience_that_one_of_two_entries_keeps_unsaid_is_not_named() -> None:
    offered = [{"what": "An illness", "may_be_said": False}, {"what": "an illness", "may_be_said": True}]
    for entries in (offered, offered[::-1]):
        assert Profiles(NOW).mentor(row(offered=entries)).experiences == {"an illness": False}


def test_working_hours_count_as_told_only_if_both_were_given() -> None:
    told = {kept: Profiles(NOW).mentor(row(traits=kept)) for kept in ("{}", '{"works_from": 9}', '{"works_to": 17}')}
    given = Profiles(NOW).mentor(row(traits='{"works_from": 9, "works_to": 17}'))
    assert given.has_told_hours
    assert not any(one.has_told_hours for one in told.values())
    assert {one.working for one in told.values()} == {given.working}
