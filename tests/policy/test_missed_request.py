"""A mentor to whom no request was sent is neither reminded of it nor passed over as silent: they are asked once more,
with the full time, by the request itself."""

from datetime import timedelta

import pytest

from activities.letter_names import letter_name
from policy.engagement import last_question
from schemas.names import Role, StepKind
from schemas.reason import ReasonCode
from schemas.rules import Rules
from tests.policy.pairs import seeking
from tests.policy.stories import Story
from tests.policy.test_verdict import judged, settled

MENTEE, MENTOR, DAY = Role.MENTEE, Role.MENTOR, timedelta(days=1)
ZONES = ("Europe/Berlin", "Asia/Tokyo")


def asked(mentors: int = 2) -> Story:
    """Return a search whose first mentor was asked."""
    story = Story(seeking(zones=ZONES[:mentors]))
    story.takes("request")
    return story


def silent(story: Story) -> Story:
    """Carry it on until the mentor counts as silent."""
    while story.next.kind is StepKind.REQUEST_REMINDER:
        story.takes()
    return story


def missed(story: Story) -> Story:
    """Carry it on until the mentor counts as silent, and find that no letter was sent to them."""
    return settled(silent(story), judged(story, undelivered={MENTOR}))


@pytest.mark.parametrize("mentors", [1, 2])
@pytest.mark.parametrize("nobody", [True, False])
def test_whoever_got_no_request_gets_one_and_has_the_full_time_for_it(mentors: int, nobody: bool) -> None:
    """The relay was away for two weeks: the next one was asked, and all read that no answer came."""
    story = silent(asked(mentors))
    story = settled(story, judged(story, undelivered={MENTOR}, nobody=nobody and mentors > 1))
    again = story.takes("request_reminder")
    assert (again.to, again.key.question) == ((MENTOR,), "request/1")
    followed = silent(story).next
    assert followed.due - again.due >= (story.state.rules.reply_days - 1) * DAY
    assert followed.reason.code is (ReasonCode.SILENT_LAST if mentors == 1 else ReasonCode.SILENT_NEXT)


def test_whoever_got_no_request_gets_it_in_place_of_the_reminder_with_all_reminders_after_it() -> None:
    """The relay was away for three days: their first letter was a reminder, with the old date to answer by."""
    story = asked()
    story = settled(story, judged(story, undelivered={MENTOR}))
    assert letter_name(story.next, story.state, MENTOR) == "request"
    assert judged(story, undelivered={MENTOR}) is None
    again = story.takes("request_reminder")
    assert (again.to, again.key.question) == ((MENTOR,), "request/1")
    for days in story.state.rules.reply_reminders:
        assert letter_name(story.next, story.state, MENTOR) == "request_reminder"
        assert story.takes("request_reminder").due - again.due >= days * DAY
    assert story.next.due - again.due >= (story.state.rules.reply_days - 1) * DAY


def test_whoever_is_asked_at_the_end_of_their_time_for_the_first_time_gets_the_request() -> None:
    story = missed(asked())
    assert letter_name(story.next, story.state, MENTOR) == "request"


def test_whoever_got_no_request_by_the_end_of_a_break_reads_no_welcome_back_but_the_request() -> None:
    """It said that the request is still with them, and that the links of a letter still work which they never had."""
    story = asked()
    story.hears(Role.HR, "pause", until=story.now + 20 * DAY)
    story.takes("paused")
    welcome = settled(story, judged(story, undelivered={MENTOR})).takes("resumed")
    assert welcome.to == (MENTEE,)
    assert letter_name(story.next, story.state, MENTOR) == "request"
    again = story.takes("request_reminder")
    assert again.due - welcome.due < DAY
    assert silent(story).next.due - again.due >= (story.state.rules.reply_days - 1) * DAY


def test_that_letter_is_not_put_off_once_more_if_it_was_not_sent_either() -> None:
    """Somebody whose letters the relay refuses would be asked for ever."""
    story = asked()
    story = settled(story, judged(story, undelivered={MENTOR}))
    story.takes("request_reminder")
    assert judged(story, undelivered={MENTOR}) is None
    assert missed(story).next.reason.code is ReasonCode.UNREACHED_NEXT


def test_whoever_moved_to_a_new_address_and_got_no_letter_there_gets_the_request_there() -> None:
    story = asked()
    story.learns(MENTOR, "readdressed")
    assert judged(story, undelivered={MENTOR}) is None
    story.takes("request_reminder")
    story = settled(story, judged(story, undelivered={MENTOR}))
    assert (story.next.to, letter_name(story.next, story.state, MENTOR)) == ((MENTOR,), "request")


@pytest.mark.parametrize(("mentors", "code"), [(1, ReasonCode.UNREACHED_LAST), (2, ReasonCode.UNREACHED_NEXT)])
def test_whom_no_letter_reaches_then_either_is_passed_over_as_not_reached(mentors: int, code: ReasonCode) -> None:
    assert missed(missed(asked(mentors))).next.reason.code is code


def test_a_yes_to_the_request_that_came_late_counts() -> None:
    story = missed(asked())
    story.hears(MENTOR, "accept", story.takes("request_reminder").key)
    assert story.next.key == "agreement/1"


def test_a_mentor_who_got_it_is_silent_though_the_mentee_was_not_told() -> None:
    assert judged(silent(asked()), undelivered={MENTEE}) is None


def test_the_next_mentor_is_asked_for_themselves_after_a_no_whatever_became_of_an_earlier_letter() -> None:
    story = asked()
    story.hears(MENTOR, "decline", "request/1")
    assert judged(story, undelivered={MENTOR}) is None


def test_what_matters_of_a_search_is_the_request_to_the_one_who_is_asked() -> None:
    story = Story(seeking(zones=ZONES))
    assert last_question(story.state) is None
    story.takes("request")
    assert last_question(story.state) == "request/1"


@pytest.mark.parametrize("reminders", [(), (4, 10)])
def test_a_coordinator_who_is_asked_later_reads_that_no_answer_came_whatever_became_of_the_mentors_address(
    reminders: tuple[int, ...],
) -> None:
    """The mentor got every letter; since then their address and the coordinator's have changed."""
    story = Story(seeking(Rules(reply_reminders=reminders), zones=ZONES[:1]))
    story.takes("request")
    asked_first = silent(story).takes("no_mentor")
    assert asked_first.reason.code is ReasonCode.SILENT_LAST
    story.learns(Role.COORDINATOR, "readdressed")
    assert story.next.kind is StepKind.NO_MENTOR
    assert judged(story, undelivered={MENTOR}) is None


def test_a_break_in_which_a_request_was_never_sent_is_told_to_the_mentee_alone_and_the_request_comes_after_it() -> None:
    """A mentor read that "the links in our letter with the request still work", of which they had never heard."""
    story = asked()
    until = story.now + timedelta(days=3)
    story.hears(Role.HR, "pause", until=until)
    assert (story.next.kind, story.next.to) == (StepKind.PAUSED, (MENTEE, MENTOR))
    story = settled(story, judged(story, undelivered={MENTOR}))
    assert story.takes("paused").to == (MENTEE,)
    assert story.takes("resumed").to == (MENTEE,)
    first = story.takes("request_reminder")
    assert (first.to, first.reason.code) == ((MENTOR,), ReasonCode.ASKS)


def test_a_mentor_with_a_new_address_reads_of_no_break_there_before_the_request() -> None:
    """The links of which that letter said that they still work were those of the old address."""
    story = asked()
    story.hears(Role.HR, "pause", until=story.now + 20 * DAY)
    story.takes("paused")
    story.learns(MENTOR, "readdressed")
    story = settled(story, judged(story, undelivered={MENTOR}))
    assert story.takes("resumed").to == (MENTEE,)
    assert letter_name(story.next, story.state, MENTOR) == "request"
