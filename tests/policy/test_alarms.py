"""Whom health and the ladder alarm about without need, and whom they miss: on made-up pairs, see alarm_figures.py."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.ladder import RUNGS
from schemas.messages import Step
from schemas.names import PAIR, StepKind
from schemas.rules import Rules
from schemas.state import State
from tests.policy.alarm_figures import Stopped, Well, stopped, well
from tests.policy.pairs import START, paired
from tests.policy.simulated_pairs import DAY, SimulatedPair
from tests.policy.simulated_people import Luck, awake
from tests.policy.stories import Words, a_good_pair, kinds, told

WEEKS = 22  # the first review comes in the eighteenth
EAGER = Rules(late=1.1, quiet=1.2, at_risk=1.5)
EASY_GOING = Rules(late=3.0, quiet=4.0, at_risk=6.0, missed_check_ins=6)


@pytest.fixture(scope="module")
def figures() -> tuple[Well, Stopped]:
    """Return how it went for a thousand pairs that are well, and for others."""
    return well(1000, WEEKS), stopped(200)


def test_of_a_thousand_pairs_that_are_well_fewer_than_one_in_twenty_are_alarming_in_any_week(
    figures: tuple[Well, Stopped],
) -> None:
    assert figures[0].looked_at < 0.05, figures[0]


def test_of_a_hundred_pairs_of_whom_one_stops_ninety_five_are_alarming_within_two_rhythms(
    figures: tuple[Well, Stopped],
) -> None:
    assert figures[1].in_time >= 0.95, figures[1]


def test_other_rules_would_alarm_too_often_or_too_late() -> None:
    assert well(40, 10, EAGER).looked_at > 0.2
    assert stopped(30, rules=EASY_GOING).in_time < 0.6


def test_the_same_seed_gives_the_same_figures_and_pairs_in_any_order_the_same_lives() -> None:
    assert stopped(6) == stopped(6)
    until = START + 100 * DAY
    lives = [SimulatedPair(Luck(3, number), Rules()).live(until) for number in (1, 2)]
    again = [SimulatedPair(Luck(3, number), Rules()).live(until) for number in (2, 1)]
    assert [life.state for life in lives] == [life.state for life in again[::-1]]
    assert [life.alarms for life in lives] == [life.alarms for life in again[::-1]]
    assert lives[0].state != lives[1].state


def test_made_up_people_reply_only_while_they_are_awake() -> None:
    hours = [awake(START.replace(hour=hour)) for hour in range(24)]
    assert {moment.hour for moment in hours} == set(range(6, 21))
    assert all(0 <= (moment - START.replace(hour=hour)) / DAY < 0.5 for hour, moment in enumerate(hours))


@settings(max_examples=12)
@given(cadence=st.integers(10, 60), said=st.lists(st.sampled_from(["yes", "booked", "no"]), min_size=1), late=...)
def test_where_nobody_is_silent_there_is_no_rung_ever(cadence: int, said: list[str], late: bool) -> None:
    rules = Rules(cadence_days=cadence, late=1.0 if late else 1.5, quiet=1.5 if late else 2.0)

    def say(step: Step, state: State) -> Words:
        if step.kind is not StepKind.CHECK_IN:
            return a_good_pair(step, state)
        met = said[step.key.number % len(said)]
        return [{"role": role, "kind": "check_in", "met": met} for role in PAIR]

    steps, _, _ = told(paired(rules), say)
    assert not {step.kind for step in steps} & {*RUNGS}


@settings(max_examples=12)
@given(shorter=st.integers(10, 60), longer=st.integers(1, 30))
def test_a_longer_rhythm_never_means_more_questions(shorter: int, longer: int) -> None:
    asked = [kinds(told(paired(Rules(cadence_days=days)), a_good_pair)[0]) for days in (shorter, shorter + longer)]
    less, more = ([kind for kind in each if kind in ("check_in", "review")] for each in asked)
    assert len(more) <= len(less)
