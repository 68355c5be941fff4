"""Who is held to be at risk, and who is not: check-ins that were missed, by whom, and first days without a meeting."""

from datetime import timedelta

import pytest

from policy.engagement import judge
from schemas.names import PAIR, Health, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way, up_to_review
from tests.policy.test_exact_moments import SECOND, asked

MENTEE, MENTOR = PAIR
DAY = timedelta(days=1)


def fares(story: Story, days: float = 0) -> Health:
    """Return how a pair fares so many days from now if nothing is heard."""
    return judge(story.state, story.now + days * DAY).health


def test_a_pair_that_has_not_met_yet_is_new_until_a_meeting_is_late() -> None:
    story = asked()
    assert story.state.active
    agreed = story.state.active.agreed
    assert judge(story.state, agreed + 20 * DAY).health is Health.NEW, "nobody said that they are on track"
    assert judge(story.state, agreed + 31.5 * DAY).health is Health.LATE


def test_the_first_days_are_over_in_words_at_the_moment_at_which_they_are_over_for_health() -> None:
    story = asked(cadence_days=7)
    assert story.state.active
    over = story.state.active.agreed + 14 * DAY
    for moment, code in ((over - SECOND, ReasonCode.JUST_BEGUN), (over, ReasonCode.NO_MEETING)):
        judged = judge(story.state, moment)
        assert judged.reasons[0].code is code
        assert (judged.health is Health.NEW) == (code is ReasonCode.JUST_BEGUN)


@pytest.mark.parametrize("silent", PAIR)
def test_two_check_ins_missed_by_either_of_them_are_a_risk(silent: Role) -> None:
    story = asked()
    other = MENTOR if silent is MENTEE else MENTEE
    story.hears(other, "check_in", "check_in/1", met="no")
    story.takes("nudge")
    story.hears(other, "check_in", "nudge/2", met="no")
    story.takes("rhythm")
    assert fares(story) is Health.AT_RISK


def test_a_pair_in_which_both_answer_misses_nothing_however_strict_the_programme() -> None:
    story = asked(missed_check_ins=1)
    for role in PAIR:
        story.hears(role, "check_in", "check_in/1", met="yes")
    assert fares(story, days=21) is Health.ON_TRACK


def test_a_question_about_the_rhythm_is_not_counted_as_a_check_in_that_was_missed() -> None:
    story = asked(missed_check_ins=3)
    story.hears(MENTEE, "check_in", "check_in/1", met="no")
    story.takes("nudge")
    story.takes("rhythm")
    story.hears(MENTEE, "check_in", "nudge/2", met="yes")
    assert story.state.active
    assert (story.state.active.mentor.unanswered, story.state.active.mentor.letters) == (2, 3)
    assert fares(story, days=21) is Health.ON_TRACK


def reviewed(*answers: Role) -> Story:
    """Return a pair that meets in its rhythm, after its first review that these have answered."""
    story = under_way(Story(paired()))
    review = up_to_review(story)
    for role in answers:
        story.hears(role, "adjust", review.key, choice="continue")
    return story


def test_a_pair_that_answers_its_review_is_not_late_for_a_meeting_that_nobody_asked_about() -> None:
    """Every pair once turned late after every review, because a review comes in place of a check-in."""
    story = reviewed(*PAIR)
    assert {fares(story, days) for days in range(0, 31)} == {Health.ON_TRACK}
    story.goes_on_until("check_in")
    assert fares(story, 10) is Health.ON_TRACK
    assert fares(story, 12) is Health.LATE


@pytest.mark.parametrize("alone", PAIR)
def test_a_review_that_one_of_them_answered_excuses_both(alone: Role) -> None:
    """Of two who each answer two letters in three, both answer a review less than half of the time."""
    assert {fares(reviewed(alone), days) for days in range(0, 31)} == {Health.ON_TRACK}
    assert fares(reviewed(alone), 32) is Health.LATE


def test_a_review_that_nobody_answered_excuses_nobody() -> None:
    assert fares(reviewed(), 11) is Health.LATE


def test_a_review_answered_by_both_is_one_rhythm_that_nobody_asked_about_and_not_two() -> None:
    story = under_way(Story(paired()))
    up_to_review(story)
    alone, both = (reviewed(*answers).state.active for answers in (PAIR[:1], PAIR))
    assert alone
    assert both
    assert alone.looked_back == both.looked_back


@pytest.mark.parametrize("who", PAIR)
def test_two_who_go_on_after_the_question_about_their_rhythm_have_the_next_one_to_say_that_they_met(who: Role) -> None:
    """They get no question about meetings in between, so nobody could have reported one."""
    story = asked()
    story.goes_on_until("rhythm")
    assert fares(story) is Health.AT_RISK
    story.hears(who, "adjust", story.taken[-1].key, choice="continue")
    assert fares(story) in (Health.LATE, Health.NEW)
    assert fares(story, 60) is Health.AT_RISK


def test_a_pair_that_was_late_before_its_review_is_late_after_it() -> None:
    story = under_way(Story(paired()))
    while story.next.kind is not StepKind.REVIEW:
        step = story.takes()
        for role in PAIR:
            story.hears(role, "check_in", step.key, met="no")
    review = story.takes("review")
    before = fares(story)
    for role in PAIR:
        story.hears(role, "adjust", review.key, choice="continue")
    assert before in (Health.LATE, Health.QUIET, Health.AT_RISK)
    assert fares(story) is before


def test_not_yet_after_a_break_contradicts_nobody_who_met_before_it() -> None:
    """The letter after a break asks whether they have met since; the console said that the two disagree."""
    story = under_way(Story(paired()))
    first = story.takes("check_in").key
    story.hears(MENTOR, "check_in", first, met="yes")
    story.hears(MENTOR, "pause", until=story.now + 30 * DAY)
    back = story.goes_on_until("resumed").key
    for met in ("no", "yes", "no"):
        story.hears(MENTEE, "check_in", back, met=met)
        codes = {reason.code for reason in judge(story.state, story.now).reasons}
        assert ReasonCode.REPORTED_BY_ONE not in codes


def test_words_after_a_break_are_passed_on_once_both_have_answered() -> None:
    """Where the question before the break was not answered, they once waited for the next one, three weeks later."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.hears(MENTOR, "pause", until=story.now + 30 * DAY)
    back = story.goes_on_until("resumed").key
    for role in PAIR:
        story.hears(role, "check_in", back, met="no", note=True)
    assert story.next.kind is StepKind.THANKS
