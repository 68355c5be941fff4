"""Since when a step is due: what no worker took in its hours waits for the next ones, and is not overdue until then."""

from datetime import datetime, timedelta

import pytest

from policy.card import due_since
from schemas.names import PAIR
from tests.policy.pairs import START, paired
from tests.policy.stories import Story

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
END = START.replace(day=24, hour=16)  # of the hours in which both may get letters, in New York and in Berlin
BEGIN = END + timedelta(hours=22)  # of those of the next day
NEXT = BEGIN + 7 * MINUTE  # a few minutes later, so that not all letters leave at once


def agreed(at: datetime) -> Story:
    """Return a pair that has agreed at a moment, and is now told so."""
    story = Story(paired())
    agreement = story.takes("agreement")
    story.now = at
    for role in PAIR:
        story.hears(role, "agree", agreement.key)
    return story


@pytest.mark.parametrize("later", [MINUTE, 10 * MINUTE, timedelta(hours=9), NEXT - END - MINUTE])
def test_what_was_due_while_no_worker_was_there_comes_in_the_next_hours(later: timedelta) -> None:
    """A worker that is back waits for them, too: it was shown as overdue all night, and all weekend."""
    story = agreed(END - 2 * MINUTE)
    assert story.next.due == story.now
    assert due_since(story.state, story.now, END + later) == NEXT


@pytest.mark.parametrize("later", [MINUTE, 10 * MINUTE, timedelta(minutes=100)])
def test_what_no_worker_takes_then_either_is_overdue_since_these_hours_began(later: timedelta) -> None:
    story = agreed(END - 2 * MINUTE)
    assert due_since(story.state, story.now, NEXT + later) == NEXT
    assert due_since(story.state, story.now, NEXT + DAY + later) == NEXT + DAY


@pytest.mark.parametrize("later", [MINUTE, 10 * MINUTE, timedelta(minutes=80)])
def test_what_is_due_within_its_hours_keeps_the_time_at_which_it_was_due(later: timedelta) -> None:
    story = agreed(at := END - timedelta(minutes=90))
    assert due_since(story.state, at, at + later) == at


def test_what_comes_later_is_not_due_yet() -> None:
    story = agreed(END + MINUTE)
    assert due_since(story.state, story.now, story.now + MINUTE) == NEXT
