"""Two who both wish to stay in touch are reminded of each other, once, if nothing speaks against it by then."""

from datetime import datetime, timedelta

import pytest

from activities.time_zones import clock_of
from policy.staying_in_touch import Between, due, reminded_on
from schemas.names import Role
from schemas.rules import Rules
from schemas.state import State
from tests.policy.pairs import START, paired
from tests.policy.stories import Story, a_good_pair, told

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
READERS = [clock_of("Europe/Berlin", START)] * 2


def looked(between: Between, now: datetime = START) -> tuple[bool, datetime | None]:
    """Return what becomes of a reminder that was to come on a Monday at ten."""
    return due(START, between, READERS, Rules(), now, "a pair")


def over(**rules: object) -> State:
    """Return a pair that has said goodbye."""
    return told(paired(Rules.model_validate(rules)), a_good_pair)[1]


def test_both_are_reminded_half_a_year_after_their_farewell() -> None:
    assert reminded_on(over(), True, START) == START + 182 * DAY
    assert reminded_on(over(stay_in_touch_days=30), True, START) == START + 30 * DAY


@pytest.mark.parametrize("why", ["one of them did not wish it", "never", "gone", "unreached", "not over", "parted"])
def test_no_farewell_promises_a_reminder_that_does_not_come(why: str) -> None:
    state = over(stay_in_touch_days=0 if why == "never" else 182)
    role = (Role.MENTOR,)
    closing = state.closing
    assert closing
    changes: dict[str, dict[str, object]] = {
        "gone": {"gone": role},
        "unreached": {"unreachable": role},
        "not over": {"phase": "active"},
        "parted": {"closing": closing.with_(parted=True)},
    }
    state = state.with_(**changes.get(why, {}))
    assert reminded_on(state, why != "one of them did not wish it", START) is None


def test_two_who_never_began_are_reminded_of_nothing() -> None:
    story = Story(paired())
    story.hears(Role.HR, "close")
    story.goes_on_until("withdrawn")
    assert reminded_on(story.state, True, story.now) is None


def test_it_is_written_on_its_day_and_in_good_hours() -> None:
    assert looked(Between()) == (True, None)
    assert looked(Between(), START - HOUR * 6) == (False, START)
    evening = START + 12 * HOUR
    write, look = looked(Between(), evening)
    assert not write
    assert look
    assert START + 22 * HOUR < look < START + DAY


@pytest.mark.parametrize("why", [{"wished": False}, {"here": False}, {"together": True}, {"confided": True}])
def test_what_speaks_against_it_speaks_against_it_for_ever(why: dict[str, bool]) -> None:
    assert looked(Between.model_validate(why)) == (False, None)


def test_it_waits_for_leave_and_for_an_address_but_not_for_long() -> None:
    assert looked(Between(back=START + 20 * DAY)) == (False, START + 20 * DAY)
    assert looked(Between(back=START + 29 * DAY)) == (False, None)
    assert looked(Between(back=START - DAY)) == (True, None)
    assert looked(Between(reached=False)) == (False, START + DAY)
    assert looked(Between(letters=(5, 0))) == (False, START + DAY)
    assert looked(Between(letters=(4, 4))) == (True, None)
    assert looked(Between(), START + 29 * DAY) == (False, None)
