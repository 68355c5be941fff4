"""An agreement may be given another end, within bounds; and each of the two has a time of their own to answer."""

from datetime import timedelta

import pytest

from policy.card import card_of, until_of
from policy.receipts import changed
from schemas.failures import Failure
from schemas.names import Phase, Role
from schemas.rules import FURTHEST
from schemas.state import State
from tests.policy.pairs import answer, paired
from tests.policy.stories import Story, under_way, up_to_review

MENTEE, MENTOR, COORDINATOR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR
DAY = timedelta(days=1)


def shown() -> Story:
    """Return a pair that looks at its agreement."""
    story = Story(paired())
    story.takes("agreement")
    return story


def test_whoever_changes_the_agreement_may_give_it_another_end() -> None:
    story = shown()
    ends = story.now + 100 * DAY
    story.hears(MENTEE, "amend", "agreement/1", until=ends)
    story.takes("agreement")
    assert story.state.ends == ends
    story.hears(MENTOR, "agree", "agreement/2")
    assert (story.state.phase, story.state.ends) == (Phase.ACTIVE, ends)


def test_who_names_no_end_leaves_it_as_it_is() -> None:
    story = shown()
    ends = story.now + 100 * DAY
    story.hears(MENTEE, "amend", "agreement/1", until=ends)
    story.takes("agreement")
    story.hears(MENTOR, "amend", "agreement/2", cadence_days=14)
    assert story.state.ends == ends


@pytest.mark.parametrize(
    ("days", "taken"), [(13, False), (14, True), (FURTHEST.days, True), (FURTHEST.days + 1, False)]
)
def test_an_end_leaves_time_for_a_goodbye_and_lies_within_ten_years(days: int, taken: bool) -> None:
    story = shown()
    heard = story.tries(MENTEE, "amend", "agreement/1", until=story.now + days * DAY)
    assert (heard == Failure.BAD_DATE) is not taken


def test_each_of_the_two_has_a_time_of_their_own_to_answer() -> None:
    story = under_way(Story(paired()))
    assert until_of(story.state, MENTEE) is None
    step = story.takes("check_in")
    by = until_of(story.state, MENTEE)
    assert by is not None
    assert by > step.due
    story.hears(MENTEE, "check_in", step.key, met="no")
    assert (until_of(story.state, MENTEE), until_of(story.state, MENTOR)) == (None, by)


def test_an_agreement_and_a_task_are_waited_for_by_one_day() -> None:
    story = shown()
    assert until_of(story.state, MENTEE) == until_of(story.state, MENTOR) == story.now + 21 * DAY
    story = under_way(Story(paired()))
    task = story.goes_on_until("task")
    assert until_of(story.state, COORDINATOR) == task.due + 14 * DAY


def on_break(days: int = 30) -> Story:
    """Return a pair that looks at its agreement, two days into the mentee's break."""
    story = shown()
    story.hears(MENTEE, "pause", until=story.now + days * DAY)
    story.takes("paused")
    story.passes(days=2)
    return story


def test_an_end_that_is_named_during_a_break_is_the_one_they_get() -> None:
    """It once moved by the length of the break: who wished for June was told July."""
    story = on_break()
    ends = story.now + 200 * DAY
    story.hears(MENTEE, "amend", "agreement/1", until=ends)
    assert card_of(story.state, story.now).ends == ends
    story.takes("resumed")
    story.takes("agreement")
    assert story.state.ends == ends


def test_an_end_that_was_agreed_before_a_break_moves_by_it_and_is_shown_so_at_once() -> None:
    story = shown()
    ends = story.now + 200 * DAY
    story.hears(MENTEE, "amend", "agreement/1", until=ends)
    story.takes("agreement")
    story.hears(MENTOR, "agree", "agreement/2")
    story.takes("agreed")
    story.hears(MENTEE, "pause", until=story.now + 30 * DAY)
    story.takes("paused")
    shown_end = card_of(story.state, story.now).ends
    story.takes("resumed")
    assert shown_end
    assert story.state.ends
    assert abs(shown_end - story.state.ends) < DAY
    assert story.state.ends - ends >= 29 * DAY


def test_more_time_that_is_asked_for_during_a_break_is_told_as_it_will_be() -> None:
    story = under_way(Story(paired()))
    review = up_to_review(story)
    story.hears(MENTEE, "pause", until=story.now + 30 * DAY)
    story.takes("paused")
    before, wish = story.state, answer(1, MENTOR, "adjust", review.key, choice="extend")
    story.hears(MENTOR, "adjust", review.key, choice="extend")
    told = changed(wish, before, story.state, story.now).until
    story.takes("resumed")
    assert told
    assert story.state.ends
    assert abs(told - story.state.ends) < DAY


def test_an_end_that_is_named_during_a_break_leaves_time_for_a_goodbye_after_it() -> None:
    story = on_break()
    soonest = story.now + (30 - 2 + 14) * DAY
    assert story.tries(MENTEE, "amend", "agreement/1", until=soonest - DAY) is Failure.BAD_DATE
    assert isinstance(story.tries(MENTEE, "amend", "agreement/1", until=soonest + DAY), State)


def test_an_end_that_a_longer_break_would_pass_by_moves_by_the_break_and_is_shown_so_at_once() -> None:
    """The two were once shown an end in the middle of their break, and had two weeks left after it."""
    story = on_break()
    ends = story.now + 60 * DAY
    story.hears(MENTEE, "amend", "agreement/1", until=ends)
    since = story.state.pause.since if story.state.pause else story.now
    back = story.now + 90 * DAY
    story.hears(Role.HR, "pause", until=back)
    assert card_of(story.state, story.now).ends == ends + (back - since)
    story.goes_on_until("resumed")
    assert story.state.ends == ends + (story.now - since)


def test_an_end_that_is_named_during_a_break_stays_if_the_longer_break_is_over_sooner_after_all() -> None:
    story = on_break()
    ends = story.now + 60 * DAY
    story.hears(MENTEE, "amend", "agreement/1", until=ends)
    story.hears(Role.HR, "pause", until=story.now + 90 * DAY)
    story.takes("paused")
    story.hears(Role.HR, "resume")
    story.takes("resumed")
    assert story.state.ends == ends
