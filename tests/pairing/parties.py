"""A mentee and mentors, made up."""

from typing import Any
from uuid import UUID

from pairing.people import Profile, Search, working
from pairing.ranking import Ranked, shortlist
from pairing.rules import ruled_out
from schemas.fit import FitCode, Rule
from schemas.rules import Matching

DAY = working(0, 9, 17)
FAMILIES = {"budgeting": "money", "accounting": "money", "negotiation": "people", "facilitation": "people", "sql": ""}


def party(number: int, **known: Any) -> Profile:
    """Return a person of whom only this is known, besides language and working hours."""
    usual: dict[str, Any] = {"external_id": f"p{number}", "languages": ("en",), "working": DAY, "has_told_hours": True}
    return Profile(UUID(int=number), **{**usual, **known})


def search(mentee: dict[str, Any], **known: Any) -> Search:
    """Return the search of a mentee."""
    return Search(mentee=party(1, **mentee), families=FAMILIES, **known)


def rule(mentee: dict[str, Any], mentor: dict[str, Any], **known: Any) -> Rule | None:
    """Return which rule rules out a pair."""
    _, counts = ruled_out(search(mentee, **known), [party(2, **mentor)])
    return next(iter(counts), None)


def ranked(mentee: dict[str, Any], *mentors: dict[str, Any], rules: Matching | None = None) -> list[Ranked]:
    """Return these mentors as they are ranked for a mentee."""
    parties = [party(number, **one) for number, one in enumerate(mentors, 2)]
    return list(shortlist(search(mentee, rules=rules or Matching()), parties, len(parties)).ranked)


def points(name: str, mentee: dict[str, Any], mentor: dict[str, Any], rules: Matching | None = None) -> int | None:
    """Return the points of one reason for a pair; None if it does not count."""
    return ranked(mentee, mentor, rules=rules)[0].points.get(name)


def codes(mentee: dict[str, Any], mentor: dict[str, Any], rules: Matching | None = None) -> list[FitCode]:
    """Return why a pair fits."""
    return [reason.code for reason in ranked(mentee, mentor, rules=rules)[0].reasons]


def objections(mentee: dict[str, Any], mentor: dict[str, Any]) -> list[FitCode]:
    """Return what speaks against a pair."""
    return [reason.code for reason in ranked(mentee, mentor)[0].against]
