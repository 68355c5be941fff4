"""What two people say of one meeting counts once, whichever letters they answer."""

import sys
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.meetings_told import meetings_told
from schemas.meeting_told import MeetingTold

BEGAN = datetime(2026, 12, 1, 9, tzinfo=UTC)
FIRST, SECOND, THIRD, NUDGE, BACK = "first letter", "check-in", "next check-in", "nudge", "welcome back"
BEFORE = {FIRST: 0, SECOND: 21}
NEXT = {**BEFORE, THIRD: 42}
AROUND = {**BEFORE, BACK: 40}


class Yes(NamedTuple):
    """One of the two says at a letter that they met, this many days after the beginning."""

    letter: str
    day: float
    about: int | None = None  # the booked day that the page asked about


STORIES = {
    "each at the same question": (BEFORE, [Yes(SECOND, 22), Yes(SECOND, 23)], 1),
    "one at the first letter, then both at the question": (
        BEFORE,
        [Yes(FIRST, 3), Yes(SECOND, 22), Yes(SECOND, 23)],
        2,
    ),
    "one at the question, one at the first letter after it": (BEFORE, [Yes(SECOND, 22), Yes(FIRST, 23)], 1),
    "the same the other way round": (BEFORE, [Yes(FIRST, 22), Yes(SECOND, 23)], 1),
    "one at the first letter in time, the other one later": (
        BEFORE,
        [Yes(FIRST, 3), Yes(FIRST, 23), Yes(SECOND, 24)],
        2,
    ),
    "one at the question, one at the first letter after the next": (NEXT, [Yes(SECOND, 23), Yes(FIRST, 44)], 1),
    "late at the first letter, and of another one after that": (NEXT, [Yes(FIRST, 23), Yes(THIRD, 43)], 2),
    "the next question, which asks of all the time, and then the one before": (
        NEXT,
        [Yes(THIRD, 43), Yes(SECOND, 44)],
        1,
    ),
    "each question, the other one of the first only then": (
        NEXT,
        [Yes(SECOND, 22), Yes(THIRD, 43), Yes(SECOND, 44)],
        2,
    ),
    "at a nudge, and at the question before it": ({**BEFORE, NUDGE: 31}, [Yes(NUDGE, 32), Yes(SECOND, 33)], 1),
    "before a nudge, at it, and at the question before it": (
        {**BEFORE, NUDGE: 31},
        [Yes(FIRST, 26), Yes(NUDGE, 33), Yes(SECOND, 35)],
        2,
    ),
    "after a break, and at the question from before it": (AROUND, [Yes(BACK, 44), Yes(SECOND, 44.5)], 1),
    "before a break, after it, and at the question from before it": (
        AROUND,
        [Yes(SECOND, 22), Yes(BACK, 44), Yes(SECOND, 44.5)],
        2,
    ),
    "at the question after a break, and at the welcome back": (
        {**AROUND, THIRD: 50},
        [Yes(THIRD, 51), Yes(BACK, 52)],
        1,
    ),
    "before a break, and at the first letter after it": (AROUND, [Yes(SECOND, 23), Yes(FIRST, 44)], 1),
    "a booked day, and the question without it": (NEXT, [Yes(SECOND, 22, about=20), Yes(FIRST, 23)], 1),
    "the same the other way round, on the day itself": (BEFORE, [Yes(FIRST, 10.1), Yes(SECOND, 22, about=10)], 1),
    "two booked days": (NEXT, [Yes(SECOND, 22, about=20), Yes(SECOND, 22.1, about=21), Yes(THIRD, 43, about=20)], 2),
    "a booked day, and another meeting since": (NEXT, [Yes(SECOND, 22, about=20), Yes(THIRD, 43)], 2),
    "before the booked day, and that one": (BEFORE, [Yes(FIRST, 3), Yes(SECOND, 22, about=20)], 2),
    "on the booked day itself, and another meeting since": (
        NEXT,
        [Yes(SECOND, 30.1), Yes(SECOND, 31, about=30), Yes(THIRD, 43)],
        2,
    ),
    "a day in a break, and a meeting after it": (AROUND, [Yes(BACK, 44), Yes(SECOND, 44.1, about=30)], 2),
    "the first day after a break": (AROUND, [Yes(BACK, 40.2), Yes(SECOND, 44.1, about=40)], 1),
    "nobody": (BEFORE, [], 0),
}


@pytest.mark.parametrize(("letters", "said", "meetings"), STORIES.values(), ids=STORIES.keys())
def test_one_meeting_counts_once_and_two_count_twice(letters: dict[str, int], said: list[Yes], meetings: int) -> None:
    assert meetings_told(told(letters, said)) == meetings


LETTERS = {FIRST: 0, SECOND: 21, NUDGE: 31, BACK: 40, THIRD: 50}
SAID = st.builds(Yes, st.sampled_from([*LETTERS]), st.integers(0, 70).map(float), st.none() | st.integers(1, 60))
POSSIBLE = st.lists(SAID.filter(lambda one: one.day >= max(LETTERS[one.letter], one.about or 0)), max_size=6)


@given(POSSIBLE)
@settings(max_examples=500)
def test_a_further_yes_never_takes_a_meeting_off_and_adds_one_at_most(said: list[Yes]) -> None:
    in_order = sorted(said, key=lambda one: one.day)
    counts = [meetings_told(told(LETTERS, in_order[:number])) for number in range(len(said) + 1)]
    assert all(after - before in (0, 1) for before, after in pairwise(counts)), counts


@given(POSSIBLE)
def test_who_says_the_same_again_changes_nothing(said: list[Yes]) -> None:
    assert meetings_told(told(LETTERS, said)) == meetings_told(told(LETTERS, [*said, *said]))


@given(POSSIBLE)
def test_the_count_is_that_of_comparing_every_yes_with_every_other_and_with_every_day(said: list[Yes]) -> None:
    every = told(LETTERS, said)
    assert meetings_told(every) == compared(every)


def test_twice_the_meetings_take_about_twice_as_much_counting() -> None:
    """Each page of a mentorship counts them: after years of meetings, that must hold up no other page."""
    few, many = (calls(years * 52) for years in (1, 2))
    assert many < 2.5 * few


def calls(meetings: int) -> int:
    """Return how many functions are called to count weekly meetings of which both tell, half of them booked."""
    every = told(
        {str(week): week * 7 for week in range(meetings)},
        [
            Yes(str(week), week * 7 + later, about=week * 7 - 1 if week % 2 else None)
            for week in range(meetings)
            for later in (0.2, 0.3)
        ],
    )
    called = 0

    def note(_frame: object, event: str, _given: object) -> None:
        nonlocal called
        called += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        assert meetings_told(every) == meetings
    finally:
        sys.setprofile(None)
    return called


def compared(every: list[MeetingTold]) -> int:
    """Return how many meetings these answers tell of, each compared with every other one."""

    def before(one: MeetingTold) -> MeetingTold | None:
        return max((each for each in every if each.at < one.asked), key=lambda each: (each.at, each.day), default=None)

    def may_be_on(day: date, one: MeetingTold) -> bool:
        last = before(one)
        is_since = one.asked.date() <= day if one.back else last is None or last.day < day
        return is_since and day <= one.day

    booked = {one.about for one in every if one.about}
    count, latest = len(booked), None
    for one in sorted(every, key=lambda one: one.at):
        last = before(one)
        since = one.asked if one.back else last and last.at
        if one.about or any(may_be_on(day, one) for day in booked) or (latest and not (since and since >= latest)):
            continue
        count, latest = count + 1, one.at
    return count


def told(letters: dict[str, int], said: list[Yes]) -> list[MeetingTold]:
    """Return what holds of these answers."""
    return [
        MeetingTold(
            asked=at(letters[one.letter]),
            back=one.letter == BACK,
            at=at(one.day),
            day=at(one.day).date(),
            about=None if one.about is None else at(one.about).date(),
        )
        for one in said
    ]


def at(day: float) -> datetime:
    """Return a moment, counted in days from the beginning."""
    return BEGAN + timedelta(days=day)
