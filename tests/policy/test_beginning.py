"""How a mentorship begins, from plain facts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from policy.beginning import Hindrance, Member, Obstacle, Start, first_state, first_terms, hindrances
from policy.editions import PRESENT
from schemas.names import Phase, Role
from schemas.reader import Offset, Reader
from schemas.request import Request, Terms
from schemas.rules import FURTHEST, Rules

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BERLIN, LISBON = (Reader(offsets=(Offset(since=NOW, minutes=minutes),)) for minutes in (60, 0))
ANA, BEN, CLEO, EVE = (Member(UUID(int=number), BERLIN) for number in range(1, 5))
REQUEST = Request(objective="learn to lead a small team", short_term_goals=("run one meeting well",), offer="Rust")


def start(**changes: Any) -> Start:
    """Return a search by Ana that asks Ben, then Eve, in a programme that Cleo runs."""
    whole = Start(
        organisation=UUID(int=7),
        programme=UUID(int=8),
        mentorship=UUID(int=9),
        rules=Rules(),
        rules_version=3,
        history_budget=50,
        mentee=ANA,
        asked=(BEN, EVE),
        pair=False,
        coordinator=CLEO,
        request=REQUEST,
        terms=None,
    )
    return replace(whole, **changes)


def test_a_search_begins_with_its_first_candidate_and_everybodys_clock() -> None:
    state = first_state(start(mentee=replace(ANA, reader=LISBON)), NOW)
    assert (state.phase, state.mentor, state.started) == (Phase.SEEKING, None, NOW)
    assert [candidate.person for candidate in state.candidates] == [BEN.id, EVE.id]
    assert state.readers == {Role.MENTEE: LISBON, Role.COORDINATOR: BERLIN}
    assert (state.edition, state.rules_version, state.history_budget) == (PRESENT, 3, 50)


def test_a_pair_begins_with_their_agreement() -> None:
    state = first_state(start(pair=True, asked=(BEN,), coordinator=None), NOW)
    assert (state.phase, state.mentor, state.candidates) == (Phase.AGREEING, BEN.id, ())
    assert set(state.readers) == {Role.MENTEE, Role.MENTOR}


def test_later_defaults_change_nothing_about_what_has_begun() -> None:
    state = first_state(start(rules=Rules.model_validate({"cadence_days": 14})), NOW)
    assert set(state.rules.model_fields_set) == set(Rules.model_fields)


def test_the_first_draft_names_an_end_only_where_hr_does() -> None:
    """Otherwise a long search would eat up their time; it is counted from the day on which they agree."""
    ends = NOW + timedelta(days=90)
    assert (first_terms(start()).ends, first_state(start(), NOW).ends) == (None, None)
    given = start(terms=Terms(ends=ends, cadence_days=14))
    assert (first_terms(given).ends, first_state(given, NOW).ends) == (ends, ends)
    assert (first_terms(given).cadence_days, first_state(given, NOW).cadence_days) == (14, 14)


def test_what_hr_leaves_out_of_the_draft_comes_from_the_request_and_the_programme() -> None:
    draft = first_terms(start(terms=Terms(channel="walks"), rules=Rules(cadence_days=7)))
    assert [goal.text for goal in draft.goals] == ["run one meeting well"]
    assert (draft.giving, draft.channel, draft.cadence_days) == ("Rust", "walks", 7)
    bare = first_terms(start(request=Request(objective="x" * 500)))
    assert [goal.text for goal in bare.goals] == ["x" * 300]
    assert bare.goals == first_terms(start(request=Request(objective="x" * 500))).goals


WRONG: list[tuple[dict[str, Any], tuple[str | int, ...], Obstacle]] = [
    ({"rules": None}, ("programme",), Obstacle.UNKNOWN),
    ({"mentee": None}, ("mentee",), Obstacle.UNKNOWN),
    ({"mentee": replace(ANA, active=False)}, ("mentee",), Obstacle.LEFT),
    ({"mentee": replace(ANA, mentee=False)}, ("mentee",), Obstacle.NOT_IN_ROLE),
    ({"mentee": CLEO}, ("mentee",), Obstacle.COORDINATOR),
    ({"asked": (BEN, None)}, ("mentors", 1), Obstacle.UNKNOWN),
    ({"asked": (BEN, replace(EVE, mentor=False))}, ("mentors", 1), Obstacle.NOT_IN_ROLE),
    ({"asked": (CLEO, BEN)}, ("mentors", 0), Obstacle.COORDINATOR),
    ({"asked": (BEN, ANA)}, ("mentors", 1), Obstacle.SAME_PERSON),
    ({"asked": (CLEO,), "pair": True}, ("mentor",), Obstacle.COORDINATOR),
    ({"asked": (BEN, EVE), "apart": frozenset({EVE.id})}, ("mentors", 1), Obstacle.APART),
    ({"asked": (BEN,), "pair": True, "apart": frozenset({BEN.id})}, ("mentor",), Obstacle.APART),
    ({"asked": (replace(BEN, active=False),), "pair": True}, ("mentor",), Obstacle.LEFT),
    ({"terms": Terms(ends=NOW + timedelta(days=3))}, ("terms", "ends"), Obstacle.TOO_SOON),
    ({"terms": Terms(ends=NOW + FURTHEST + timedelta(seconds=1))}, ("terms", "ends"), Obstacle.TOO_FAR),
]


@pytest.mark.parametrize(("changes", "part", "obstacle"), WRONG)
def test_what_stands_in_the_way_is_named_with_its_part(
    changes: dict[str, Any], part: tuple[str | int, ...], obstacle: Obstacle
) -> None:
    (found,) = hindrances(start(**changes), NOW)
    assert (found.part, found.obstacle) == (part, obstacle)


def test_nothing_stands_in_the_way_of_whoever_fits_and_everything_is_named_at_once() -> None:
    assert hindrances(start(), NOW) == ()
    for fits in (timedelta(days=14), FURTHEST):
        assert hindrances(start(terms=Terms(ends=NOW + fits)), NOW) == ()
    assert [one.obstacle for one in hindrances(start(rules=None, mentee=None, asked=(None,)), NOW)] == [
        Obstacle.UNKNOWN
    ] * 3
    soon = start(terms=Terms(ends=NOW + timedelta(days=13)))
    assert hindrances(soon, NOW) == (Hindrance(part=("terms", "ends"), obstacle=Obstacle.TOO_SOON, days=14),)
