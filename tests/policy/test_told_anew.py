"""A mentee whom mail did not reach in a search is told how it stands once it does, and nobody else is."""

from datetime import timedelta

from schemas.names import PAIR, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.pairs import seeking
from tests.policy.stories import Story

MENTEE, MENTOR, COORDINATOR = *PAIR, Role.COORDINATOR
DAY = timedelta(days=1)


def lost_in_a_search(zones: tuple[str, ...] = ("Europe/Berlin", "Asia/Tokyo")) -> Story:
    """Return a search whose mentor got the request, and whose mentee could not be told."""
    story = Story(seeking(zones=zones))
    story.takes("request", written=(MENTOR,), unreachable=(MENTEE,))
    story.takes("unreachable")
    story.passes(days=1)
    return story


def test_they_read_who_has_their_request() -> None:
    story = lost_in_a_search()
    story.learns(MENTEE, "reachable")
    step = story.takes("request_reminder")
    assert (step.to, step.reason.code) == ((MENTEE,), ReasonCode.REACHED_AGAIN)
    assert step.due - story.state.started < 6 * DAY
    assert MENTOR in story.takes("request_reminder").to, "whose reminders come as before"


def test_no_letter_has_the_number_of_another_and_the_mentor_gets_every_reminder() -> None:
    story = lost_in_a_search()
    story.takes("request_reminder", written=(MENTOR,), unreachable=(MENTEE,))
    story.learns(MENTEE, "reachable")
    story.goes_on_until("request")
    keys = [step.key for step in story.taken]
    assert len(set(keys)) == len(keys)
    reminded = [step for step in story.taken if step.kind is StepKind.REQUEST_REMINDER and step.to == (MENTOR,)]
    assert len(reminded) == len(story.state.rules.reply_reminders)


def test_they_read_that_nobody_is_left() -> None:
    """Their latest letter once went on to say that a mentor had their request, until it ended."""
    story = lost_in_a_search(zones=("Europe/Berlin",))
    story.hears(MENTOR, "decline", "request/1")
    story.takes("no_mentor", written=(COORDINATOR,), unreachable=(MENTEE,))
    story.learns(MENTEE, "reachable")
    assert story.takes("request_reminder").to == (MENTEE,)
    assert story.takes("withdrawn").reason.code is ReasonCode.NO_MENTOR_FOUND


def test_what_is_about_to_be_told_is_not_told_twice() -> None:
    story = lost_in_a_search()
    story.hears(MENTOR, "decline", "request/1")
    story.learns(MENTEE, "reachable")
    assert story.takes("request").key == "request/2"
    assert MENTOR in story.takes("request_reminder").to


def test_a_letter_that_reaches_them_at_last_is_enough() -> None:
    story = lost_in_a_search(zones=("Europe/Berlin",))
    story.hears(MENTOR, "decline", "request/1")
    story.takes("no_mentor", written=(COORDINATOR, MENTEE), unreachable=())
    assert story.takes().kind is StepKind.WITHDRAWN


def test_whom_the_letters_reached_all_the_time_gets_none_again() -> None:
    story = Story(seeking())
    story.takes("request")
    before = story.next
    story.learns(MENTEE, "reachable")
    assert story.next == before
