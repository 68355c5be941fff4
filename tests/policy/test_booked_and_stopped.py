"""A booked meeting and a clock that stands still: a break or a hold forgets the day of one in it, and no other."""

from datetime import timedelta

import pytest

from policy.booking import day_over, still_to_come
from policy.card import card_of
from policy.engagement import judge
from schemas.reason import ReasonCode
from tests.policy.booked import (
    DAY,
    FRIDAY,
    HR,
    MENTEE,
    MENTOR,
    RHYTHM,
    active_of,
    asked,
    books,
    in_days,
    local_day,
    noon,
    on,
    unanswered,
    why,
)
from tests.policy.holds import held, lifted
from tests.policy.stories import Story


def test_a_break_keeps_the_day_of_a_meeting_after_it_and_forgets_one_in_it() -> None:
    for days, is_kept in ((30, True), (15, False)):
        story = asked()
        books(story, MENTEE, in_days(story, days))
        story.hears(HR, "pause", until=story.now + 20 * DAY)
        story.takes("paused")
        story.takes("resumed")
        assert bool(story.state.active and story.state.active.booked) is is_kept
        expected = ReasonCode.MEETING_BOOKED if is_kept else ReasonCode.RHYTHM_DUE
        assert why(story) is expected
        if is_kept:
            assert local_day(story.next) > active_of(story).booked[0].day


@pytest.mark.parametrize(("days", "is_named"), [(15, False), (30, True)])
def test_in_a_break_no_meeting_is_said_to_be_booked_for_a_day_in_it(days: int, is_named: bool) -> None:
    """API and console named it, while the pages of both said that there was none."""
    story = asked()
    books(story, MENTEE, in_days(story, days))
    story.hears(HR, "pause", until=story.now + 20 * DAY)
    reasons = [one.code for one in judge(story.state, story.now).reasons]
    assert (ReasonCode.MEETING_BOOKED in reasons) is is_named
    story.hears(HR, "resume")
    assert ReasonCode.MEETING_BOOKED in [one.code for one in judge(story.state, story.now).reasons]


def test_a_meeting_that_is_booked_in_a_break_for_a_day_after_it_is_asked_about() -> None:
    story = asked()
    key = story.taken[-1].key
    story.hears(HR, "pause", until=story.now + 20 * DAY)
    story.takes("paused")
    day = in_days(story, 25)
    books(story, MENTEE, day, step=key)
    story.takes("resumed")
    assert why(story) is ReasonCode.MEETING_BOOKED
    assert local_day(story.next) > day


@pytest.mark.parametrize("stopped", ["pause", "hold"])
@pytest.mark.parametrize("days", [0, 4])
def test_a_meeting_whose_day_was_over_before_is_asked_about_all_the_same(stopped: str, days: int) -> None:
    """It was forgotten even if HR took the break back in the same minute, as if it had never begun."""
    story = asked()
    books(story, MENTEE, in_days(story, 12))
    story.passes(days=13)
    booked = active_of(story).booked
    if stopped == "pause":
        story.hears(HR, "pause", until=story.now + 10 * DAY)
        story.passes(days=days, minutes=1)
        story.hears(HR, "resume")
        while story.state.pause:
            story.takes()
    else:
        story.hears(HR, "hold")
        by = story.state.hold.by[0]  # type: ignore[union-attr]
        story.passes(days=days, minutes=1)
        story.hears(HR, "lift", hold=by)
    assert active_of(story).booked == booked
    assert why(story) is ReasonCode.MEETING_BOOKED


@pytest.mark.parametrize("how", ["i am back", "a break of the other one", "an older day told of in a break"])
def test_whoever_ends_or_begins_a_break_has_not_told_of_the_meeting_before_it(how: str) -> None:
    """Both forgot the day, and nobody was ever asked about it: that somebody is back says nothing of a meeting."""
    story = asked()
    books(story, MENTOR, in_days(story, 12))
    day = active_of(story).booked[0].day
    story.passes(days=13)
    story.hears(MENTOR, "adjust", "check_in/1", choice="pause", until=story.now + 20 * DAY)
    story.takes("paused")
    story.passes(days=4)
    if how == "i am back":
        story.hears(MENTOR, "resume", story.taken[-1].key)
    elif how == "a break of the other one":
        story.hears(MENTEE, "adjust", "check_in/1", choice="pause", until=story.now + 10 * DAY)
    else:
        story.hears(MENTEE, "check_in", "check_in/1", met="yes", about=day - 7 * DAY)
    while story.state.pause:
        story.takes()
    assert [one.day for one in active_of(story).booked] == [day]
    assert why(story) is ReasonCode.MEETING_BOOKED
    story.takes("check_in")
    assert active_of(story).about == day


def test_a_no_at_the_welcome_back_about_a_day_from_before_the_break_is_heard() -> None:
    """The other one had said yes about that day, and nobody learned that they differ."""
    story = asked()
    books(story, MENTEE, in_days(story, 12))
    story.passes(days=13)
    day = active_of(story).booked[0].day
    story.hears(HR, "pause", until=story.now + 20 * DAY)
    story.takes("paused")
    story.takes("resumed")
    story.hears(MENTOR, "check_in", "check_in/1", met="yes", about=day)
    story.hears(MENTEE, "check_in", story.taken[-1].key, met="no", about=day)
    assert ReasonCode.REPORTED_BY_ONE in [one.code for one in judge(story.state, story.now).reasons]


def test_a_hold_forgets_a_meeting_whose_day_passes_in_it() -> None:
    story = asked()
    books(story, MENTEE, in_days(story, 12))
    story.hears(HR, "hold")
    assert card_of(story.state, story.now).next is None
    by = story.state.hold.by[0]  # type: ignore[union-attr]
    story.passes(days=14)
    story.hears(HR, "lift", hold=by)
    assert why(story) is ReasonCode.RHYTHM_DUE


def test_a_question_that_waited_for_a_meeting_in_a_break_does_not_follow_the_break_at_once() -> None:
    """Whoever is back is asked then whether they met, and was asked again on the next day."""
    story = asked()
    for role in (MENTEE, MENTOR):
        story.hears(role, "check_in", story.taken[-1].key, met="yes")
    books(story, MENTEE, in_days(story, 40), met="yes")
    story.passes(days=30)
    story.hears(MENTEE, "pause", until=story.now + 14 * DAY)
    story.takes("paused")
    story.takes("resumed")
    assert story.next.due >= story.now + RHYTHM * DAY / 2


def over_on_a_friday(story: Story) -> None:
    """Give the two a break that is over on a Friday evening; its letter comes on Monday."""
    story.hears(HR, "pause", until=noon(on(story, FRIDAY, 9)) + DAY / 4)
    story.takes("paused")
    assert story.state.pause
    assert story.next.due - story.state.pause.until > 2 * DAY


@pytest.mark.parametrize("booked", ["before the break", "on Saturday"])
def test_a_meeting_between_the_end_of_a_break_and_its_letter_is_asked_about(booked: str) -> None:
    """The pages of both had shown it, and the letter threw it away."""
    story = asked()
    sunday = on(story, FRIDAY, 9) + 2 * DAY
    if booked == "before the break":
        books(story, MENTEE, sunday)
    over_on_a_friday(story)
    assert story.state.pause
    story.now = story.state.pause.until + DAY / 2
    if booked == "on Saturday":
        books(story, MENTEE, sunday, step="check_in/1")
    assert still_to_come(story.state, story.now)
    story.takes("resumed")
    assert [one.day for one in active_of(story).booked] == [sunday]
    assert why(story) is ReasonCode.MEETING_BOOKED
    assert day_over(story.state, story.now) == sunday, "the pages ask about it meanwhile"


def test_a_worker_that_was_away_when_a_break_ended_forgets_no_meeting_after_it() -> None:
    story = asked()
    books(story, MENTEE, in_days(story, 12))
    story.hears(HR, "pause", until=story.now + 10 * DAY)
    story.takes("paused")
    late = story.next
    story.now = late.due + 6 * DAY
    story.takes("resumed")
    assert why(story) is ReasonCode.MEETING_BOOKED


def test_a_day_in_a_break_is_forgotten_also_if_its_letter_comes_later() -> None:
    story = asked()
    thursday = on(story, FRIDAY, 9) - DAY
    books(story, MENTEE, thursday)
    over_on_a_friday(story)
    story.takes("resumed")
    assert active_of(story).booked == ()


@pytest.mark.parametrize(("held_on", "is_kept"), [("Friday", False), ("Monday", True)])
def test_a_hold_before_the_letter_that_a_break_is_over_forgets_the_days_in_it_alone(
    held_on: str, is_kept: bool
) -> None:
    story = asked()
    books(story, MENTEE, on(story, FRIDAY, 9) + 2 * DAY)
    over_on_a_friday(story)
    assert story.state.pause
    story.now = story.state.pause.until + (DAY / 4 if held_on == "Friday" else 2.6 * DAY)
    hold = held(story)
    story.passes(days=20)
    lifted(story, hold)
    assert bool(active_of(story).booked) is is_kept
    story.takes("resumed")
    assert bool(active_of(story).booked) is is_kept


def test_a_meeting_before_somebody_is_welcomed_back_alone_is_asked_about() -> None:
    """A hold had kept the welcome back from the other one, who was told after a weekend."""
    story = asked()
    story.hears(HR, "pause", until=story.now + 10 * DAY)
    story.goes_on_until("resumed")
    hold = held(story)
    story.now = noon(on(story, FRIDAY, 3)) + 0.45 * DAY
    lifted(story, hold, kept_back={MENTEE: ("resumed/1",)})
    books(story, MENTOR, in_days(story, 2), step="resumed/1")
    assert story.takes("resumed").to == (MENTEE,)
    assert why(story) is ReasonCode.MEETING_BOOKED


def test_a_yes_between_the_end_of_a_break_and_its_letter_tells_of_the_day_that_was_booked_for_then() -> None:
    """Weeks later both were asked about that meeting, and it counted twice."""
    story = unanswered()
    books(story, MENTOR, day := on(story, 6, 14))
    story.hears(HR, "pause", until=noon(day) - DAY)
    story.takes("paused")
    story.now = noon(day) + timedelta(hours=30)
    story.hears(MENTEE, "check_in", "check_in/1", met="yes", rating=4)
    assert active_of(story).booked == ()
    story.takes("resumed")
    assert story.takes("check_in").reason.code is not ReasonCode.MEETING_BOOKED
