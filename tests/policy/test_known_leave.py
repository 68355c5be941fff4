"""Leave that the roster knew of before somebody was asked is no silence."""

from datetime import timedelta

import pytest

from schemas.messages import StepOutcome
from schemas.names import PAIR, Role
from schemas.reason import Reason, ReasonCode
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story
from tests.policy.test_verdict import judged, settled

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR
DAY = timedelta(days=1)


def test_a_candidate_who_is_away_for_longer_than_they_have_to_answer_is_passed_over() -> None:
    story = Story(seeking())
    days = story.state.rules.reply_days
    outcome = judged(story, away={MENTOR: story.next.due + (days + 1) * DAY})
    assert outcome == StepOutcome.dropped(Reason(code=ReasonCode.AWAY_NEXT))
    settled(story, outcome)
    assert (story.next.key, story.next.reason.code) == ("request/2", ReasonCode.AWAY_NEXT)


def test_a_candidate_who_is_soon_back_is_asked_then() -> None:
    story = Story(seeking())
    back = story.next.due + story.state.rules.reply_days * DAY
    outcome = judged(story, away={MENTOR: back})
    assert outcome == StepOutcome.postponed(back, Reason(code=ReasonCode.ON_LEAVE, who=(MENTOR,), until=back))
    settled(story, outcome)
    assert story.next.key == "request/1"
    assert story.next.due >= back
    assert judged(story, away={MENTOR: back}) is None


@pytest.mark.parametrize("who", PAIR)
def test_two_are_shown_their_agreement_once_both_are_there(who: Role) -> None:
    """The agreement once went to somebody on leave, and applied by silence before they were back."""
    story = Story(paired())
    back = story.next.due + 40 * DAY
    outcome = judged(story, away={who: back})
    assert outcome == StepOutcome.postponed(back, Reason(code=ReasonCode.ON_LEAVE, who=(who,), until=back))
    assert settled(story, outcome).takes("agreement").due >= back


def test_a_reminder_of_the_agreement_waits_for_the_one_who_agreed_already() -> None:
    story = Story(paired())
    story.takes("agreement")
    story.hears(MENTEE, "agree", "agreement/1")
    assert story.next.to == (MENTOR,)
    assert judged(story, away={MENTEE: story.next.due + 2 * DAY})


def test_a_mentee_on_leave_holds_up_no_request() -> None:
    story = Story(seeking())
    assert judged(story, away={MENTEE: story.next.due + 9 * DAY}) is None


def test_that_hr_ended_the_leave_of_an_earlier_mentor_says_nothing_of_the_next_one() -> None:
    """The next one was once asked during their own leave, because the earlier one's had been cut short until then."""
    story = Story(seeking())
    story.takes("request")
    story.learns(MENTOR, "away", until=story.now + 10 * DAY, person=story.state.mentor)
    story.takes("paused")
    story.hears(Role.HR, "resume")
    story.takes("resumed")
    story.hears(MENTOR, "decline", "request/1")
    assert story.next.key == "request/2"
    back = story.next.due + 5 * DAY
    outcome = judged(story, away={MENTOR: back})
    assert outcome == StepOutcome.postponed(back, Reason(code=ReasonCode.ON_LEAVE, who=(MENTOR,), until=back))
