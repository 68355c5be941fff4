"""An end that nobody was told of, or that does not come, changes nothing about whose silence it is."""

from policy.engagement import judge
from schemas.names import PAIR, Phase, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.stories import Story
from tests.policy.test_ladder import quiet_until

MENTEE, MENTOR = PAIR
HR = Role.HR


def unanswered(story: Story) -> dict[Role, int | None]:
    """Return how many letters each is said not to have answered."""
    reasons = judge(story.state, story.now).reasons
    return {one.who[0]: one.count for one in reasons if one.code in (ReasonCode.NOT_ANSWERED, ReasonCode.ASKED_AGAIN)}


def test_a_wish_to_end_that_is_taken_back_at_once_does_not_start_the_ladder_of_the_other_one_anew() -> None:
    """The coordinator was once asked three weeks later than before."""
    story = quiet_until("rhythm")
    before = story.next
    assert before.kind is StepKind.TASK
    story.hears(MENTEE, "adjust", "rhythm/1", choice="close")
    story.passes(minutes=3)
    story.hears(MENTEE, "adjust", "rhythm/1", choice="continue")
    assert (story.next.key, story.next.due) == (before.key, before.due)


def test_a_slip_of_hr_does_not_start_the_ladder_anew() -> None:
    story = quiet_until("rhythm")
    before = story.next
    story.hears(HR, "close")
    story.hears(HR, "resume")
    assert story.next == before


def test_a_meeting_taken_back_after_a_wish_to_end_that_is_off_brings_the_ladder_back() -> None:
    story = quiet_until("rhythm")
    before = story.next
    story.hears(MENTEE, "check_in", "nudge/2", met="yes")
    story.hears(MENTEE, "adjust", "rhythm/1", choice="close")
    story.hears(MENTEE, "adjust", "rhythm/1", choice="continue")
    story.hears(MENTEE, "check_in", "nudge/2", met="no")
    assert (story.next.key, story.next.due) == (before.key, before.due)


def test_an_end_that_was_told_and_is_taken_back_begins_with_the_usual_questions() -> None:
    story = quiet_until("rhythm")
    story.hears(HR, "close")
    story.takes("closing")
    story.hears(HR, "resume")
    story.takes("reopened")
    assert story.next.kind is StepKind.NUDGE


def test_nobody_is_said_not_to_have_answered_a_last_notice_that_was_taken_back() -> None:
    """Somebody who had answered every question was once counted as not having answered one."""
    story = quiet_until("rhythm")
    story.hears(MENTEE, "adjust", "rhythm/1", choice="continue")
    story.goes_on_until("last_notice")
    story.hears(HR, "resume")
    story.goes_on_until("nudge")
    story.passes(days=1)
    assert unanswered(story) == {MENTOR: 3}


def test_whoever_was_told_of_an_end_is_told_that_it_does_not_come_if_the_notice_bounced_at_the_other_one() -> None:
    """The last word was once that the mentorship ends in a week."""
    story = quiet_until("task")
    story.takes("last_notice", written=(MENTEE,), unreachable=(MENTOR,))
    assert story.state.phase is Phase.ACTIVE
    step = story.goes_on_until("reopened", limit=2)
    assert (step.to, step.reason.code) == ((MENTEE,), ReasonCode.END_OVERTAKEN)


def test_a_last_notice_that_bounces_at_both_leaves_nothing_to_tell() -> None:
    story = quiet_until("task")
    story.takes("last_notice", written=(), unreachable=PAIR)
    assert story.takes().kind is not StepKind.REOPENED
    assert story.takes().kind is not StepKind.REOPENED


def test_that_a_notice_came_to_nothing_leaves_a_later_end_its_own_letter() -> None:
    """An end that was taken back afterwards was once told to nobody, because its letter had the same key."""
    story = quiet_until("task")
    story.takes("last_notice", written=(MENTEE,), unreachable=(MENTOR,))
    first = story.goes_on_until("reopened", limit=2)
    story.hears(HR, "close")
    story.takes("closing")
    story.hears(HR, "resume")
    assert story.takes("reopened").key != first.key
