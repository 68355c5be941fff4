"""A welcome back stands between two check-ins: what is told of at it comes before what is told of at the next one."""

import pytest

from schemas.names import Role
from tests.policy.booked import DAY, HR, MENTEE, MENTOR, active_of, books, in_days, noon, unanswered
from tests.policy.holds import held, lifted
from tests.policy.stories import Story
from tests.policy.test_withdrawn_meetings import fares, met

FIRST, BACK, SECOND = "check_in/1", "resumed/1", "check_in/2"


def welcomed_back_and_asked_again() -> Story:
    """Return a pair that had a break after its first check-in, and has got the next one since."""
    story = unanswered()
    for role in (MENTEE, MENTOR):
        story.hears(role, "check_in", FIRST, met="no")
    story.hears(HR, "pause", until=story.now + 14 * DAY)
    story.goes_on_until("resumed")
    story.hears(MENTEE, "check_in", BACK, met="no")
    story.goes_on_until("check_in")
    return story


def test_a_yes_at_an_older_welcome_back_is_about_an_earlier_meeting_than_that_of_the_next_check_in() -> None:
    """It was heard as a meeting of that day: the other one's booked day was gone, and nobody was asked about it."""
    story = welcomed_back_and_asked_again()
    story.hears(MENTEE, "check_in", SECOND, met="yes")
    books(story, MENTOR, in_days(story, 6))
    story.passes(days=6)
    booked, told = active_of(story).booked, met(story)
    story.hears(MENTEE, "check_in", BACK, met="yes")
    assert (active_of(story).booked, met(story)) == (booked, told)


def test_a_yes_at_the_check_in_before_a_break_is_about_an_earlier_meeting_than_that_of_the_welcome_back() -> None:
    story = welcomed_back_and_asked_again()
    story.hears(MENTEE, "check_in", BACK, met="yes")
    told = met(story)
    story.passes(days=2)
    story.hears(MENTEE, "check_in", FIRST, met="yes")
    assert met(story) == told


def test_a_welcome_back_of_an_earlier_release_is_one_of_the_latest_letters() -> None:
    """Its place among the letters was not kept: at worst, a meeting is asked about once more."""
    story = welcomed_back_and_asked_again()
    story.state = story.state.with_(active=active_of(story).with_(welcomed_back={}))
    story.hears(MENTEE, "check_in", SECOND, met="yes")
    story.passes(days=2)
    story.hears(MENTEE, "check_in", BACK, met="yes")
    assert met(story)[1] == story.now


def welcomed_back_apart(first: Role) -> tuple[Story, dict[Role, str]]:
    """Return a pair of which a hold kept the welcome back from one, who got it later; and the letter of each."""
    story = unanswered()
    story.hears(HR, "pause", until=story.now + 14 * DAY)
    story.goes_on_until("resumed")
    other, hold = MENTOR if first is MENTEE else MENTEE, held(story)
    story.passes(days=1)
    lifted(story, hold, kept_back={other: (BACK,)})
    return story, {first: BACK, other: story.takes("resumed").key}


@pytest.mark.parametrize("first", [MENTEE, MENTOR])
def test_what_both_say_at_the_welcome_back_that_each_got_alone_is_about_one_meeting(first: Role) -> None:
    """The yes of the second one took the next booked day away."""
    story, letters = welcomed_back_apart(first)
    books(story, MENTEE, in_days(story, 3), met="yes", step=letters[MENTEE])
    story.passes(days=3)
    booked = active_of(story).booked
    story.hears(MENTOR, "check_in", letters[MENTOR], met="yes")
    assert active_of(story).booked == booked != ()


@pytest.mark.parametrize("first", [MENTEE, MENTOR])
def test_so_a_low_rating_of_that_meeting_stays(first: Role) -> None:
    story, letters = welcomed_back_apart(first)
    story.hears(MENTEE, "check_in", letters[MENTEE], met="yes", rating=1)
    story.passes(days=1)
    story.hears(MENTOR, "check_in", letters[MENTOR], met="yes", rating=5)
    assert "rated low" in fares(story)[1]


def test_the_welcome_back_after_another_break_asks_about_another_meeting() -> None:
    story, letters = welcomed_back_apart(MENTEE)
    books(story, MENTEE, in_days(story, 9), met="yes", step=letters[MENTEE])
    story.hears(HR, "pause", until=story.now + 7 * DAY)
    back = story.goes_on_until("resumed").key
    story.now = noon(active_of(story).booked[0].day)
    story.hears(MENTOR, "check_in", back, met="yes")
    assert active_of(story).booked == (), "that of today"
