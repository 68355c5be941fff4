"""What is said of the past names the day on which it happened, also after breaks, holds and ends called off."""

from datetime import timedelta

from policy.card import card_of
from policy.engagement import judge
from policy.standstills import by_calendar
from schemas.names import PAIR, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.pairs import CALM, START, paired, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR = PAIR
DAY = timedelta(days=1)


def asked_days_ago(story: Story) -> int | None:
    """Return how many days ago the mentor is said to have been asked."""
    reasons = judge(story.state, story.now).reasons
    return next(one.days for one in reasons if one.code is ReasonCode.ASKED and one.who == (MENTOR,))


def test_a_question_before_a_break_was_asked_on_the_day_it_was_asked() -> None:
    story = under_way(Story(paired()))
    asked = story.takes("check_in").due
    story.passes(days=2)
    story.hears(MENTEE, "pause", until=story.now + 40 * DAY)
    story.takes("paused")
    story.passes(days=10)
    assert asked_days_ago(story) == (story.now - asked) // DAY >= 12
    story.takes("resumed")
    assert asked_days_ago(story) == (story.now - asked) // DAY >= 42
    assert card_of(story.state, story.now).waiting_since == asked


def test_several_breaks_on_one_question_are_all_counted() -> None:
    story = under_way(Story(paired()))
    asked = story.takes("check_in").due
    for days in (10, 20, 5):
        story.passes(days=1)
        story.hears(Role.HR, "pause", until=story.now + days * DAY)
        story.goes_on_until("resumed")
    assert asked_days_ago(story) == (story.now - asked) // DAY >= 35


def test_an_agreement_before_a_break_waits_since_the_day_it_was_sent() -> None:
    story = Story(paired())
    sent = story.takes("agreement").due
    story.passes(days=1)
    story.hears(Role.HR, "pause", until=story.now + 20 * DAY)
    story.takes("paused")
    story.takes("resumed")
    assert card_of(story.state, story.now).waiting_since == sent


def test_a_request_before_a_break_waits_since_the_day_it_was_sent() -> None:
    story = Story(seeking(CALM))
    sent = story.takes("request").due
    story.passes(days=1)
    story.hears(Role.HR, "pause", until=story.now + 20 * DAY)
    story.goes_on_until("resumed")
    assert card_of(story.state, story.now).waiting_since == sent


def test_what_is_asked_after_a_break_keeps_its_day() -> None:
    story = under_way(Story(paired()))
    story.hears(Role.HR, "pause", until=story.now + 20 * DAY)
    asked = story.goes_on_until("check_in").due
    assert by_calendar(story.state, asked) == asked


def test_who_agree_before_a_break_is_over_get_one_letter_then_that_they_can_begin() -> None:
    """To pairs that have not begun, "carry on meeting" would be untrue."""
    story = Story(paired())
    story.takes("agreement")
    story.hears(Role.HR, "pause", until=START + 60 * DAY)
    story.takes("paused")
    for role in PAIR:
        story.hears(role, "agree", "agreement/1")
    step = story.takes()
    assert (step.kind, step.key, step.reason.code) == (StepKind.AGREED, "agreed/1", ReasonCode.BOTH_AGREED)
    assert step.due >= START + 60 * DAY
    assert story.state.pause is None
    assert story.next.kind is StepKind.CHECK_IN
    assert story.state.ends
    assert story.state.ends > step.due
