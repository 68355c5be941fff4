"""Pairs that name one day after the other: whoever never answers is nudged, and a pair that never meets is late."""

from collections.abc import Callable
from datetime import date

import pytest

from policy.booking import is_missed
from policy.engagement import judge
from schemas.names import Health, NewsKind, StepKind
from schemas.reason import ReasonCode
from tests.policy.booked import (
    DAY,
    FRIDAY,
    MENTEE,
    MENTOR,
    RHYTHM,
    active_of,
    asked,
    books,
    in_days,
    noon,
    on,
    unanswered,
)
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way


def test_whoever_never_answers_is_nudged_by_the_rhythm_whatever_days_the_other_one_names() -> None:
    story = asked()
    began = story.now
    while story.taken[-1].kind is not StepKind.NUDGE:
        step = story.taken[-1]
        assert story.now <= began + 3 * RHYTHM * DAY, "no nudge for three rhythms"
        story.passes(hours=2)
        books(story, MENTOR, in_days(story, 14), step=step.key)
        story.takes()
    assert story.taken[-1].reason.who == (MENTEE,)


def test_a_pair_that_books_again_and_again_and_never_meets_is_late() -> None:
    story = asked()
    healths = []
    for _ in range(6):
        if story.taken[-1].kind is StepKind.CHECK_IN:
            books(story, MENTEE, in_days(story, 16))
            story.hears(MENTOR, "check_in", story.taken[-1].key, met="no")
            healths.append(judge(story.state, story.now).health)
        story.takes()
    assert healths[0] in (Health.NEW, Health.ON_TRACK)
    assert healths[-1] not in (Health.NEW, Health.ON_TRACK)


def agreed() -> Story:
    """Return a pair that has just begun."""
    return under_way(Story(paired()))


def back() -> Story:
    """Return a pair that is back from a break."""
    story = asked()
    story.hears(MENTOR, "adjust", story.taken[-1].key, choice="pause", until=story.now + 14 * DAY)
    story.goes_on_until("resumed")
    return story


def on_the_saturday(*, met: bool, since: Callable[[], Story] = asked) -> tuple[Story, str, date]:
    """Return a pair on the day after a booked Friday, which no letter asked about yet, the last letter's key and that
    day, about which its page asks by now."""
    story = since()
    key = story.taken[-1].key
    if met:
        story.passes(hours=1)
        story.hears(MENTEE, "check_in", key, met="yes")
    day = on(story, FRIDAY, 17)
    books(story, MENTOR, day, step=key)
    story.now = noon(day) + DAY
    return story, key, day


@pytest.mark.parametrize("met", [False, True])
def test_a_yes_after_a_booked_day_tells_of_that_meeting_also_where_an_earlier_one_was_told_before(met: bool) -> None:
    story, key, day = on_the_saturday(met=met)
    saturday = story.now
    story.hears(MENTEE, "check_in", key, met="yes", rating=5, about=day)
    active = active_of(story)
    assert (active.met, active.reported, active.booked) == (saturday, saturday, ())
    assert not is_missed(active)
    assert story.next.due > saturday + (RHYTHM - 1) * DAY


@pytest.mark.parametrize("met", ["no", "booked"])
def test_another_answer_after_a_booked_day_takes_no_earlier_meeting_back(met: str) -> None:
    story, key, day = on_the_saturday(met=True)
    reported = active_of(story).met
    story.hears(MENTEE, "check_in", key, met=met, about=day)
    assert active_of(story).met == reported


@pytest.mark.parametrize("since", [asked, agreed, back])
@pytest.mark.parametrize("slips", [("no", "booked"), ("booked", "no"), ("no", "no")])
def test_nor_does_the_answer_after_it(slips: tuple[str, str], since: Callable[[], Story]) -> None:
    story, key, day = on_the_saturday(met=True, since=since)
    reported = active_of(story).met
    for met in slips:
        story.hears(MENTEE, "check_in", key, met=met, about=day)
        story.passes(hours=0.3)
    assert active_of(story).met == reported


@pytest.mark.parametrize("since", [asked, agreed, back])
def test_a_no_after_a_booked_day_that_becomes_a_yes_tells_of_that_meeting(since: Callable[[], Story]) -> None:
    story, key, day = on_the_saturday(met=True, since=since)
    story.hears(MENTEE, "check_in", key, met="no", about=day)
    story.passes(hours=0.3)
    story.hears(MENTEE, "check_in", key, met="yes", about=day)
    assert active_of(story).met == story.now
    assert not is_missed(active_of(story))


@pytest.mark.parametrize("days", [0, 5, 20])
def test_after_a_break_too_an_answer_corrects_the_report_that_came_after_the_booked_day(days: int) -> None:
    """The day had moved with the break, and seemed to come after the report."""
    story = asked()
    day = on(story, FRIDAY, 8)
    books(story, MENTOR, day)
    story.takes("check_in")
    key = story.taken[-1].key
    story.hears(MENTOR, "check_in", key, met="no", about=day)
    story.passes(hours=24)
    story.hears(MENTEE, "check_in", key, met="yes", about=day)
    if days:
        story.hears(MENTOR, "adjust", key, choice="pause", until=story.now + days * DAY)
        story.goes_on_until("resumed")
    story.hears(MENTEE, "check_in", key, met="no", about=day)
    assert active_of(story).met is None


def test_what_is_said_on_a_page_from_before_the_booked_day_is_about_the_time_before() -> None:
    story, key, day = on_the_saturday(met=True)
    before = active_of(story).met
    story.hears(MENTEE, "check_in", key, met="yes", rating=2)
    assert active_of(story).met == before
    assert story.next.reason.until == noon(day)
    story.hears(MENTEE, "check_in", key, met="no")
    assert active_of(story).met is None
    assert story.next.reason.until == noon(day)


def test_an_address_that_is_put_right_after_a_booked_day_leaves_its_question_to_both() -> None:
    story, _, day = on_the_saturday(met=True)
    story.learns(MENTEE, NewsKind.UNREACHABLE)
    story.learns(MENTEE, NewsKind.REACHABLE)
    assert story.next.reason.until == noon(day)


def test_a_day_that_was_moved_by_the_other_one_is_not_asked_about() -> None:
    """Friday was moved to a day two months ahead, for which nobody waits; the check-in asked about Friday."""
    story = asked()
    books(story, MENTOR, on(story, FRIDAY, 8))
    books(story, MENTEE, in_days(story, 60))
    story.takes("check_in")
    assert active_of(story).about is None
    assert active_of(story).expected is None


def test_a_rating_on_the_day_of_the_report_adds_to_it_although_a_meeting_is_booked_for_that_day_or_the_next() -> None:
    for days in (0, 1):
        story = asked()
        key = story.taken[-1].key
        books(story, MENTEE, in_days(story, days), met="yes", step=key)
        reported = active_of(story).met
        story.passes(hours=2)
        story.hears(MENTEE, "check_in", key, met="yes", rating=4, booked_on=in_days(story, days))
        assert active_of(story).met == reported


@pytest.mark.parametrize("said", ["continue", "cadence"])
def test_the_question_about_a_booked_meeting_comes_whatever_else_somebody_says_after_its_day(said: str) -> None:
    story, key, _ = on_the_saturday(met=True)
    asks = story.next
    story.hears(MENTEE, "adjust", key, choice=said, cadence_days=28 if said == "cadence" else None)
    assert (story.next.key, story.next.due.date()) == (asks.key, asks.due.date())
    assert story.next.reason.code is ReasonCode.MEETING_BOOKED


@pytest.mark.parametrize("about", [True, False])
def test_a_no_on_the_day_to_which_somebody_moved_a_meeting_brings_the_old_day_not_back(*, about: bool) -> None:
    """The letter of the day after asked both about Friday, which had been moved to Monday."""
    story = asked()
    friday = on(story, FRIDAY, 8)
    books(story, MENTOR, friday)
    monday = friday + 3 * DAY
    books(story, MENTEE, monday)
    story.now = noon(monday)
    story.hears(MENTEE, "check_in", story.taken[-1].key, met="no", about=monday if about else None)
    story.takes("check_in")
    assert active_of(story).about == (monday if about else None)


def test_a_yes_about_a_meeting_that_the_other_one_has_told_of_leaves_the_booked_day() -> None:
    """On the day itself, before the meeting, it was taken for that meeting, and nobody was asked about it."""
    story = unanswered()
    key = story.taken[-1].key
    day = in_days(story, 3)
    books(story, MENTOR, day, met="yes", step=key)
    story.passes(days=3)
    story.hears(MENTEE, "check_in", key, met="yes")
    assert story.next.reason.until == noon(day)
