"""Both accept one version of the agreement, or the terms stand; and what happens when one would rather not."""

from datetime import timedelta

import pytest

from policy.ends import end_of, goodbye_length, soonest_end
from policy.reasons import sentence
from schemas.failures import Failure
from schemas.names import Outcome, Phase, Role, StepKind, StepResult
from schemas.reason import Reason, ReasonCode
from schemas.rules import Courtesy, Rules
from schemas.state import State
from tests.policy.pairs import CALM, START, paired, person, seeking
from tests.policy.stories import Story, a_good_pair, but, told, under_way

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR
HOSPITAL = Courtesy(working_days=(2, 4), from_hour=12, to_hour=15)


def shown(mentors: int = 2, rules: Rules = CALM) -> Story:
    """Return a search whose first mentor said yes, and whose agreement is out."""
    story = Story(seeking(rules, zones=("Europe/Berlin", "Asia/Tokyo")[:mentors]))
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")
    return story


def test_no_version_of_an_agreement_comes_twice_even_with_another_mentor() -> None:
    story = shown()
    story.hears(MENTEE, "amend", "agreement/1", cadence_days=14)
    assert story.takes().key == "agreement/2"
    story.hears(MENTOR, "adjust", "agreement/2", choice="close")
    story.takes("request")
    story.hears(MENTOR, "accept", "request/2")
    step = story.takes("agreement")
    assert (step.key, step.to, step.reason.code) == ("agreement/3", (MENTEE, MENTOR), ReasonCode.LOOK_AT_AGREEMENT)


def test_a_yes_cannot_be_taken_back_once_the_agreement_was_changed() -> None:
    story = shown()
    story.hears(MENTEE, "amend", "agreement/1", cadence_days=14)
    assert story.tries(MENTOR, "decline", "request/1") is Failure.TOO_LATE
    following = story.next
    assert (following.key, following.to) == ("agreement/2", (MENTOR,))
    assert following.reason == Reason(code=ReasonCode.AGREEMENT_CHANGED, who=(MENTEE,))


def test_a_yes_that_is_taken_back_in_time_leaves_the_numbers_to_the_next_mentor() -> None:
    story = Story(seeking())
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    story.hears(MENTOR, "decline", "request/1")
    assert story.takes().key == "request/2"
    story.hears(MENTOR, "accept", "request/2")
    assert story.takes().key == "agreement/1"


def test_an_answer_to_an_earlier_version_comes_too_late() -> None:
    story = shown()
    story.hears(MENTEE, "amend", "agreement/1")
    assert story.tries(MENTOR, "agree", "agreement/1") is Failure.TOO_LATE
    assert story.tries(MENTOR, "agree", "agreement/2") is Failure.TOO_LATE  # it has not gone out
    story.takes("agreement")
    assert story.tries(MENTOR, "agree", "agreement/1") is Failure.TOO_LATE, "of terms that hold no more"
    story.hears(MENTOR, "agree", "agreement/2/reminder/1")
    assert story.is_in(Phase.ACTIVE)


def test_nobody_but_the_two_agrees() -> None:
    for role in (Role.COORDINATOR, Role.HR):
        assert shown().tries(role, "agree", "agreement/1") is Failure.NOT_ASKED


def test_what_nobody_asks_before_the_two_have_agreed_is_refused() -> None:
    for role, kind, words in (
        (MENTEE, "check_in", {"met": "yes"}),
        (MENTOR, "thank", {"note": True}),
        (MENTEE, "adjust", {"choice": "extend"}),
        (Role.COORDINATOR, "decide", {"choice": "continue"}),
    ):
        assert shown().tries(role, kind, "agreement/1", **words) is Failure.NOT_ASKED, kind


def test_only_a_place_that_is_taken_sends_two_who_are_agreeing_back_to_the_search() -> None:
    story = Story(paired())
    story.takes(result=StepResult.DROPPED, because=Reason(code=ReasonCode.ENOUGH_MAIL))
    assert story.is_in(Phase.AGREEING)
    story.takes(result=StepResult.DROPPED, because=Reason(code=ReasonCode.PLACE_TAKEN))
    assert story.is_in(Phase.SEEKING)


def test_a_reminder_says_who_has_not_agreed_yet() -> None:
    story = shown()
    story.hears(MENTEE, "agree", "agreement/1")
    reminder = story.takes("agreement_reminder")
    assert reminder.reason == Reason(code=ReasonCode.AGREEMENT_UNANSWERED, who=(MENTOR,))


def test_a_pair_that_agreed_by_silence_is_told_once_and_those_not_asked_are_forgotten() -> None:
    story = shown()
    assert story.goes_on_until("agreed").key == "agreed/1"
    assert story.next.kind is StepKind.CHECK_IN
    assert (story.state.candidates, story.state.seeking) == ((), None)


def test_when_the_mentor_would_rather_not_begin_the_next_candidate_is_asked() -> None:
    story = shown()
    story.hears(MENTOR, "adjust", "agreement/1", choice="close")
    step = story.takes("request")
    assert (step.key, step.reason.code) == ("request/2", ReasonCode.BOWED_OUT_NEXT)
    assert sentence(step.reason) == "the mentor who had said yes would rather not begin, so the next candidate is asked"
    assert story.state.mentor == person("Asia/Tokyo")


def test_when_the_mentee_would_rather_not_begin_it_is_not_said_of_both() -> None:
    story = shown()
    story.hears(MENTEE, "adjust", "agreement/1", choice="rematch")
    step = story.goes_on_until("request")
    assert sentence(step.reason) == "{mentee} would rather not begin, so the next candidate is asked"


def test_bowing_out_can_be_undone_before_anybody_hears_of_it() -> None:
    story = shown()
    story.hears(MENTOR, "adjust", "agreement/1", choice="close")
    assert story.next.due >= story.now + timedelta(minutes=10)
    assert story.tries(MENTOR, "accept", "request/1") is Failure.TOO_LATE
    story.hears(MENTOR, "agree", "agreement/1")
    story.hears(MENTEE, "agree", "agreement/1")
    assert story.is_in(Phase.ACTIVE)


def test_a_mentor_is_told_kindly_when_the_mentee_would_rather_have_another_one() -> None:
    story = shown()
    story.hears(MENTEE, "adjust", "agreement/1", choice="rematch")
    step = story.takes("withdrawn")
    assert (step.to, step.reason.code) == ((MENTOR,), ReasonCode.PAIR_ENDED)
    assert story.tries(MENTEE, "agree", "agreement/1") is Failure.NOT_ASKED
    assert story.takes().key == "request/2"
    story.hears(MENTOR, "accept", "request/2")
    story.takes("agreement")
    story.hears(MENTEE, "adjust", "agreement/2", choice="close")
    assert story.takes("withdrawn").key != step.key
    assert story.state.outcome is Outcome.WITHDRAWN


@pytest.mark.parametrize("role", [MENTEE, MENTOR])
def test_where_nobody_is_left_to_ask_it_ends_kindly_for_both_after_a_time_to_think_again(role: Role) -> None:
    story = Story(paired())
    story.takes("agreement")
    story.hears(role, "adjust", "agreement/1", choice="close")
    assert story.is_in(Phase.CLOSING)
    assert story.next.due >= story.now + timedelta(minutes=10)
    before = story.state
    story.hears(role, "adjust", "agreement/1", choice="continue")
    assert story.is_in(Phase.AGREEING)
    story.state = before
    step = story.takes("withdrawn")
    assert set(step.to) == {MENTEE, MENTOR}
    assert story.state.outcome is Outcome.WITHDRAWN


def test_two_reminders_of_an_agreement_never_come_on_one_day() -> None:
    for days in range(1, 6):
        rules = Rules(courtesy=HOSPITAL, agreement_reminders=(days, days + 1, 14))
        story = Story(paired(rules))
        story.goes_on_until("agreed")
        dates = [step.due.date() for step in story.taken if step.kind is StepKind.AGREEMENT_REMINDER]
        assert dates
        assert len(set(dates)) == len(dates)


def test_a_reminder_that_would_leave_no_time_to_answer_is_left_out() -> None:
    story = Story(paired(Rules(agreement_days=15)))
    story.takes("agreement")
    story.passes(days=14, hours=22)
    begun = story.takes("agreed")
    assert begun.reason == Reason(code=ReasonCode.AGREED_BY_SILENCE, days=15)


def test_time_together_counts_from_the_day_both_agree_unless_the_terms_name_an_end() -> None:
    story = under_way(Story(paired()))
    assert story.state.active
    assert story.state.ends == story.state.active.agreed + timedelta(days=365)
    named = START + timedelta(days=200)
    assert under_way(Story(paired().with_(ends=named))).state.ends == named


def test_an_end_that_came_too_near_while_searching_is_moved_before_the_agreement_names_it() -> None:
    story = Story(seeking().with_(ends=START + timedelta(days=20)))
    story.takes("request")
    story.passes(days=13)
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")
    assert story.state.ends == soonest_end(story.state.rules, story.now)
    assert end_of(story.state, story.now) == story.state.ends


def test_an_end_that_passes_while_agreeing_leaves_the_two_time_to_meet() -> None:
    """Once it was agreed, closing and farewell within 70 minutes."""
    steps, state, _ = told(paired().with_(ends=START + timedelta(days=15)), but(a_good_pair, agreement=()))
    agreed, closing, farewell = steps[-3:]
    assert [step.kind.value for step in steps[-3:]] == ["agreed", "closing", "farewell"]
    assert closing.due - agreed.due >= timedelta(days=9)
    assert farewell.due - closing.due >= timedelta(days=2)
    assert state.outcome is Outcome.COMPLETED


@pytest.mark.parametrize("days", [7, 10, 14, 28, 30, 90])
def test_a_short_mentorship_is_not_all_goodbye(days: int) -> None:
    """How to begin and time for a goodbye once came in the same minute."""
    steps, state, _ = told(paired(Rules(duration_days=days)), a_good_pair)
    agreed = next(step for step in steps if step.kind is StepKind.AGREED)
    closing = next(step for step in steps if step.kind is StepKind.CLOSING)
    assert closing.due - agreed.due >= timedelta(days=days) * 0.6
    assert goodbye_length(state) <= timedelta(days=days) / 4
    assert state.outcome is Outcome.COMPLETED


def test_agreed_in_the_first_minute_by_both_tells_both_why() -> None:
    story = Story(paired())
    story.takes("agreement")
    story.hears(MENTEE, "agree", "agreement/1")
    again = story.tries(MENTEE, "agree", "agreement/1")
    assert isinstance(again, State)
    assert again.phase is Phase.AGREEING
    story.hears(MENTOR, "agree", "agreement/1")
    assert story.next.reason == Reason(code=ReasonCode.BOTH_AGREED)
