"""Dates and multiples beyond all measure are refused; where they stand already, nothing fails on them."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from policy.card import card_of
from schemas.failures import Failure
from schemas.names import Role, StepKind
from schemas.rules import FURTHEST, Rules
from schemas.rules_in import RulesIn
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way

MENTOR, HR = Role.MENTOR, Role.HR
NEVER = datetime(9999, 12, 31, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_not_even_hr_sends_a_pair_on_a_break_of_more_than_ten_years() -> None:
    story = under_way(Story(paired()))
    assert story.tries(HR, "pause", until=story.now + FURTHEST + DAY) is Failure.BAD_DATE
    story.hears(HR, "pause", until=story.now + FURTHEST)
    story.takes("paused")
    assert story.takes("resumed").due >= story.taken[0].due + FURTHEST


def test_somebody_who_is_away_for_ever_is_away_for_ten_years() -> None:
    story = under_way(Story(paired()))
    story.learns(MENTOR, "away", until=NEVER)
    assert story.state.pause
    assert story.state.pause.until == story.now + FURTHEST
    story.takes("paused")


@pytest.mark.parametrize("rules", ['{"at_risk": 1e999}', '{"at_risk": 21}', '{"cadence_days": 367}'])
def test_a_programme_asks_for_no_multiples_beyond_all_measure(rules: str) -> None:
    with pytest.raises(ValidationError):
        RulesIn.model_validate_json(rules)
    assert RulesIn(late=18, quiet=19, at_risk=20, cadence_days=366)


@pytest.mark.parametrize("multiples", [(1e5, 2e5, 3e5), (1.5, 2, float("inf")), (1.5, float("inf"), float("inf"))])
def test_multiples_beyond_all_measure_that_stand_already_fail_nothing(multiples: tuple[float, float, float]) -> None:
    late, quiet, at_risk = multiples
    story = under_way(Story(paired(Rules(late=late, quiet=quiet, at_risk=at_risk, cadence_days=60))))
    for _ in range(3):
        story.takes()
        assert card_of(story.state, story.now).next


def test_an_end_and_a_break_beyond_all_measure_that_stand_already_fail_nothing() -> None:
    story = under_way(Story(paired()))
    story.state = story.state.with_(ends=NEVER)
    story.hears(HR, "pause", until=story.now + 10 * DAY)
    story.takes("paused")
    story.takes("resumed")
    assert story.takes().kind is StepKind.CHECK_IN
    story.hears(HR, "pause", until=story.now + 10 * DAY)
    assert story.state.pause
    story.state = story.state.with_(pause=story.state.pause.with_(absences={HR: NEVER}))
    story.takes("paused")
    assert card_of(story.state, story.now).next
