"""A reader gets no more letters that nobody asked for than a week may bring, and none while away."""

from datetime import datetime, timedelta

from schemas.messages import StepOutcome
from schemas.names import Role
from schemas.reason import Reason, ReasonCode
from schemas.rules import Rules
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story
from tests.policy.test_verdict import active, judged, settled, silent_until

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
ON_TIME = timedelta(0)


def week(story: Story, *hours: int) -> tuple[datetime, ...]:
    """Return letters so many hours before the next step is due."""
    return tuple(story.next.due - timedelta(hours=ago) for ago in hours)


def test_a_letter_that_nobody_asked_for_waits_until_the_week_has_room() -> None:
    story = active()
    letters = week(story, 150, 100, 60, 50, 20)
    outcome = judged(story, letters={MENTOR: letters})
    assert outcome
    assert outcome.because == Reason(code=ReasonCode.ENOUGH_MAIL, who=(MENTOR,))
    assert outcome.until == letters[0] + timedelta(days=7)
    key = story.next.key
    settled(story, outcome)
    assert story.next.key == key
    assert outcome.until <= story.next.due <= outcome.until + timedelta(days=4)
    assert judged(story, letters={MENTOR: letters}) is None


def test_whoever_has_had_fewer_letters_than_a_week_may_bring_gets_theirs() -> None:
    story = active()
    assert judged(story, letters={MENTOR: week(story, 150, 100, 60, 50), MENTEE: week(story, 20)}) is None
    assert judged(story, letters={MENTOR: week(story, 169, 100, 60, 50, 20)}) is None


def test_a_programme_sets_how_many_letters_a_week_may_bring() -> None:
    story = active(Rules(letters_a_week=2))
    letters = week(story, 150, 100, 60)
    outcome = judged(story, letters={MENTEE: letters})
    assert outcome
    assert outcome.until == letters[1] + timedelta(days=7)


def test_a_letter_that_answers_somebody_never_waits_for_the_week() -> None:
    full = {role: (Story(paired()).now + timedelta(hours=1),) * 9 for role in Role}
    for story in (Story(seeking()), Story(paired())):
        assert judged(story, letters=full) is None
    story = active()
    story.hears(HR, "pause", until=story.now + timedelta(days=20))
    crowded = {role: (story.next.due,) * 9 for role in Role}
    assert judged(story, letters=crowded) is None


def test_the_week_of_a_coordinator_has_room_for_every_task() -> None:
    story = silent_until("task")
    assert judged(story, letters={COORDINATOR: week(story, *range(1, 50))}) is None


def test_a_task_waits_for_a_coordinator_who_is_away() -> None:
    story = silent_until("task")
    back = story.next.due + timedelta(days=12)
    outcome = judged(story, away={COORDINATOR: back, MENTEE: back})
    assert outcome == StepOutcome.postponed(back, Reason(code=ReasonCode.ON_LEAVE, who=(COORDINATOR,), until=back))
    assert settled(story, outcome).next.due >= back


def test_what_was_put_off_is_due_again_once_somebody_has_spoken() -> None:
    story = active()
    outcome = judged(story, letters={MENTOR: week(story, 1, 2, 3, 4, 5)})
    settled(story, outcome)
    assert story.state.postponed
    story.hears(MENTEE, "check_in", "agreed/1", met="yes")
    assert story.state.postponed is None


def test_what_was_put_off_is_forgotten_once_something_else_was_done() -> None:
    story = active()
    settled(story, judged(story, letters={MENTOR: week(story, 1, 2, 3, 4, 5)}))
    story.state = story.state.with_(ends=story.now + timedelta(days=5))
    story.takes("closing")
    assert story.state.postponed is None


def all_said(story: Story, *thanking: Role) -> Story:
    """Return a goodbye for which everybody who is there has written their thanks."""
    story.hears(HR, "close")
    closing = story.takes("closing")
    for role in thanking:
        story.hears(role, "thank", closing.key, note=True)
    return story


def test_the_farewell_of_two_who_have_said_their_thanks_keeps_the_day_that_the_page_named() -> None:
    """It was once put off by a week in which they had many letters."""
    story = all_said(active(), MENTEE, MENTOR)
    promised = story.next.due
    assert judged(story, letters={role: week(story, 150, 100, 60, 50, 20) for role in (MENTEE, MENTOR)}) is None
    assert judged(story, away={MENTOR: promised + timedelta(days=20)}) is None
    assert story.takes("farewell").due == promised


def test_the_farewell_of_the_one_who_is_left_keeps_its_day_once_they_have_said_their_thanks() -> None:
    story = active()
    story.learns(MENTOR, "left")
    closing = story.takes("closing")
    story.hears(MENTEE, "thank", closing.key, note=True)
    assert judged(story, letters={MENTEE: week(story, 150, 100, 60, 50, 20)}) is None


def test_a_farewell_that_comes_by_time_waits_for_the_week() -> None:
    story = all_said(active(), MENTEE)
    assert judged(story, letters={MENTEE: week(story, 150, 100, 60, 50, 20)})
