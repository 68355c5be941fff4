"""A letter that cannot leave at once waits for its reader's hours, and not longer than it is of use."""

from datetime import UTC, datetime, timedelta

import pytest

from policy.delivery import decent_ranges, need_passes, outdated_by
from policy.lifecycle import after, expected
from schemas.names import Role, StepKind
from schemas.reader import Offset, Reader
from schemas.rules import Courtesy
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
UTC_READER = Reader(offsets=(Offset(since=MONDAY - 400 * DAY, minutes=0),))
BERLIN = Reader(offsets=(Offset(since=MONDAY - 400 * DAY, minutes=60),))
SUMMER = Reader(
    offsets=(
        Offset(since=MONDAY - 400 * DAY, minutes=60),
        Offset(since=datetime(2027, 3, 28, 1, tzinfo=UTC), minutes=120),
    )
)


def passes(story: Story) -> timedelta:
    """Take the next step, and return for how long its letters are of use."""
    step = story.next
    changed = after(story.state, step, expected(story.state, step), step.due)
    return need_passes(step, changed, step.due) - step.due


def test_most_letters_may_be_three_days_late() -> None:
    assert passes(Story(seeking())) == 3 * DAY
    assert passes(under_way(Story(paired()))) == 3 * DAY


def test_a_question_is_of_no_use_once_it_can_no_longer_be_answered() -> None:
    story = Story(seeking())
    story.takes("request")
    story.takes("request_reminder")
    reminder = story.takes("request_reminder")
    by = story.taken[0].due + 14 * DAY
    assert need_passes(reminder, story.state, by - 2 * DAY) == by
    assert need_passes(reminder, story.state, by - 4 * DAY) == by - DAY


def test_a_farewell_may_be_two_weeks_late_as_no_later_letter_brings_its_thanks() -> None:
    story = under_way(Story(paired()))
    story.hears(Role.HR, "close")
    story.takes("closing")
    story.hears(Role.MENTEE, "thank", "closing/1", note=True)
    assert story.next.kind is StepKind.FAREWELL
    assert passes(story) == 14 * DAY


def test_a_letter_has_at_least_an_hour() -> None:
    story = Story(seeking())
    request = story.takes("request")
    by = request.due + 14 * DAY
    assert need_passes(request, story.state, by) == by + HOUR
    assert need_passes(request, story.state, by + DAY) == by + DAY + HOUR


def test_a_letter_that_asks_nothing_does_not_depend_on_an_open_question() -> None:
    story = under_way(Story(paired(), MONDAY))
    story.takes("check_in")
    for role in (Role.MENTEE, Role.MENTOR):
        story.hears(role, "check_in", "check_in/1", met="yes", note=True)
    thanks = story.takes("thanks")
    assert story.state.active
    asked = story.state.with_(active=story.state.active.with_(tasked=story.now - 12 * DAY))
    assert need_passes(thanks, asked, story.now) == story.now + 3 * DAY


def test_a_break_is_not_announced_once_it_is_over() -> None:
    story = under_way(Story(paired()))
    until = story.now + 2 * DAY
    story.hears(Role.HR, "pause", until=until)
    paused = story.takes("paused")
    assert need_passes(paused, story.state, story.now) == until
    assert need_passes(paused, story.state.with_(pause=None), story.now) == story.now + 3 * DAY
    resumed = story.takes("resumed")
    assert need_passes(resumed, story.state, story.now) == story.now + 3 * DAY


def test_a_letter_waits_from_one_working_day_to_the_next() -> None:
    begin, end = MONDAY + 10 * HOUR, MONDAY + 2 * DAY + 12 * HOUR
    assert decent_ranges(UTC_READER, Courtesy(), begin, end) == (
        (begin, MONDAY + 17 * HOUR),
        (MONDAY + DAY + 9 * HOUR, MONDAY + DAY + 17 * HOUR),
        (MONDAY + 2 * DAY + 9 * HOUR, end),
    )


def test_hours_are_those_of_the_reader_and_nobody_is_written_to_at_the_weekend() -> None:
    friday = MONDAY + 4 * DAY
    begin, end = friday + 15 * HOUR, friday + 3 * DAY + 12 * HOUR
    assert decent_ranges(BERLIN, Courtesy(), begin, end) == (
        (begin, friday + 16 * HOUR),
        (friday + 3 * DAY + 8 * HOUR, end),
    )


def test_hours_follow_the_change_to_summer_time() -> None:
    friday = datetime(2027, 3, 26, tzinfo=UTC)
    begin, end = friday + 9 * HOUR, friday + 4 * DAY
    assert decent_ranges(SUMMER, Courtesy(), begin, end) == (
        (begin, friday + 16 * HOUR),
        (friday + 3 * DAY + 7 * HOUR, friday + 3 * DAY + 15 * HOUR),
    )


@pytest.mark.parametrize(
    ("begin", "ranges"),
    [
        (MONDAY + 9 * HOUR, ((9, 17), (33, 41))),  # at work
        (MONDAY + 8 * HOUR, ((8, 21), (31, 45))),  # awake on a working day
        (MONDAY + 17 * HOUR, ((17, 21), (31, 45))),  # whose last hour is not a working hour
        (MONDAY - DAY + 8 * HOUR, ((-16, -3), (7, 21), (31, 45))),  # awake on a Sunday
        (MONDAY + 3 * HOUR, ((3, 24), (24, 48))),  # whenever: somebody asked for it at night
    ],
)
def test_hours_are_as_wide_as_the_moment_at_which_the_letter_was_written(
    begin: datetime, ranges: tuple[tuple[int, int], ...]
) -> None:
    wanted = tuple((MONDAY + opens * HOUR, MONDAY + closes * HOUR) for opens, closes in ranges)
    assert decent_ranges(UTC_READER, Courtesy(), begin, MONDAY + 2 * DAY) == wanted


def test_a_letter_with_no_time_left_has_one_moment() -> None:
    assert decent_ranges(UTC_READER, Courtesy(), MONDAY, MONDAY) == ((MONDAY, MONDAY),)


def test_a_late_letter_that_they_begin_replaces_the_one_that_still_waits_for_the_relay() -> None:
    assert StepKind.AGREED in outdated_by(StepKind.AGREED)
    assert StepKind.AGREED not in outdated_by(StepKind.CHECK_IN)
