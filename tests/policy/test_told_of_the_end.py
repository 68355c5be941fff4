"""Nobody hears that an end is taken back, or over, who was not told of it before."""

from datetime import timedelta

from schemas.names import PAIR, Outcome, Phase, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.stories import Story, a_good_pair
from tests.policy.test_closing import asked
from tests.policy.test_taken_back import near_the_end

MENTEE, MENTOR = PAIR
HR = Role.HR
DAY = timedelta(days=1)


def told_alone() -> Story:
    """Return a pair whose mentor was held to have left while the mentee was told of the end."""
    story = asked()
    story.learns(MENTOR, "left")
    assert story.takes("closing").to == (MENTEE,)
    story.passes(days=1)
    return story


def before_the_end() -> Story:
    """Return a pair that meets all the time, up to the closing letter."""
    story = near_the_end(20)
    while story.next.kind is not StepKind.CLOSING:
        for words in a_good_pair(story.takes(), story.state):
            story.hears(step=story.taken[-1].key, **words)  # type: ignore[arg-type]
    return story


def test_whoever_was_not_told_of_an_end_does_not_hear_that_it_is_taken_back() -> None:
    story = told_alone()
    story.learns(MENTOR, "back")
    assert story.takes("reopened").to == (MENTEE,)
    assert set(story.takes().to) == set(PAIR)


def test_whoever_is_back_during_the_goodbye_is_told_of_the_end_and_so_is_who_was_told_that_they_had_left() -> None:
    """The other one was once told only "has left, there is nothing you need to do", and then waited for."""
    story = told_alone()
    story.learns(MENTOR, "back", begun_anew=True)
    late = story.takes("closing")
    assert (late.key, late.to, late.reason.code) == ("closing/2", PAIR, ReasonCode.BEGUN_ANEW)
    assert late.due - story.taken[-2].due < 4 * DAY
    farewell = story.takes("farewell")
    assert (farewell.key, set(farewell.to)) == ("farewell/2", set(PAIR))
    assert farewell.due - late.due >= DAY


def test_once_both_were_told_one_after_the_other_both_hear_that_it_is_taken_back() -> None:
    story = told_alone()
    story.learns(MENTOR, "back", begun_anew=True)
    story.takes("closing")
    story.hears(HR, "resume")
    assert story.takes("reopened").to == PAIR


def test_whoever_is_back_in_the_last_hours_of_a_goodbye_has_a_day_to_say_thank_you() -> None:
    story = told_alone()
    story.hears(MENTEE, "thank", "closing/1", note=True)
    story.learns(MENTOR, "back", begun_anew=True)
    late = story.takes("closing")
    assert story.next.kind is StepKind.FAREWELL
    assert story.next.due - late.due >= DAY
    story.hears(MENTOR, "thank", "closing/2", note=True)
    assert story.next.due - late.due < DAY


def test_whose_address_works_again_is_told_of_the_end_and_not_that_it_was_taken_back() -> None:
    story = asked()
    story.hears(HR, "close")
    story.learns(MENTOR, "unreachable")
    story.takes("closing")
    assert story.next.key == "farewell/1", "nobody writes where no letter arrives"
    story.learns(MENTOR, "reachable")
    assert (story.next.key, story.next.to) == ("closing/2", (MENTOR,))
    story.hears(HR, "resume")
    assert story.takes("reopened").to == (MENTEE,)


def test_an_end_that_reached_nobody_is_taken_back_in_silence() -> None:
    story = asked()
    story.hears(HR, "close")
    story.takes("closing", written=(), unreachable=PAIR)
    story.learns(MENTEE, "reachable")
    story.learns(MENTOR, "reachable")
    story.hears(HR, "resume")
    assert story.next.kind is not StepKind.REOPENED


def test_the_end_of_the_agreed_time_is_told_later_in_the_same_words() -> None:
    story = before_the_end()
    story.takes("closing", written=(MENTEE,), unreachable=(MENTOR,))
    story.learns(MENTOR, "reachable")
    late = story.takes("closing")
    assert (late.to, late.reason.code) == ((MENTOR,), ReasonCode.TIME_NEARLY_OVER)


def test_nobody_is_told_of_the_same_end_twice_however_often_they_come_and_go() -> None:
    story = told_alone()
    for _ in range(3):
        story.learns(MENTOR, "back", begun_anew=True)
        if story.next.kind is StepKind.CLOSING:
            story.takes()
        story.learns(MENTOR, "left")
    story.learns(MENTOR, "back", begun_anew=True)
    story.takes("farewell")
    assert [step.key for step in story.taken if step.kind is StepKind.CLOSING] == ["closing/1", "closing/2"]


def test_a_letter_that_the_relay_refuses_is_tried_once_more_and_no_oftener() -> None:
    story = asked()
    story.hears(HR, "close")
    story.takes("closing", written=(MENTEE,), skipped=(MENTOR,))
    assert story.takes("closing", written=(), skipped=(MENTOR,)).to == (MENTOR,)
    story.takes("farewell")
    assert story.state.phase is Phase.CLOSED


def test_a_last_notice_that_reached_one_of_them_is_taken_back_to_that_one() -> None:
    story = asked()
    while story.next.key != "last_notice/1":
        story.takes()
    story.takes(written=(MENTEE,), unreachable=(MENTOR,))
    story.learns(MENTOR, "reachable")
    assert story.next.kind is not StepKind.CLOSING
    assert story.takes("reopened").to == (MENTEE,)


def test_both_hear_of_more_time_which_is_news_to_everybody() -> None:
    story = before_the_end()
    story.takes("closing", written=(MENTOR,), unreachable=(MENTEE,))
    story.learns(MENTEE, "reachable")
    assert story.state.active
    assert story.state.active.prompt
    story.hears(MENTOR, "adjust", story.state.active.prompt, choice="extend")
    step = story.takes("reopened")
    assert (step.to, step.reason.code) == (PAIR, ReasonCode.MORE_TIME)


def test_whoever_waits_for_the_good_news_of_one_end_gets_it_with_that_of_the_next() -> None:
    story = asked()
    story.hears(HR, "close")
    story.takes("closing")
    story.hears(HR, "resume")
    story.learns(MENTOR, "left")
    story.takes("closing")
    story.learns(MENTOR, "back")
    assert story.takes("reopened").to == PAIR
    story.hears(HR, "close")
    story.goes_on_until("farewell")
    assert story.state.outcome is Outcome.ENDED_EARLY
