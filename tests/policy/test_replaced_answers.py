"""A different answer to the same question replaces the first one."""

from datetime import timedelta

from policy.hearing import hear
from policy.receipts import receipt
from schemas.names import Role, StepKind
from schemas.state import State
from schemas.step_key import StepKey
from tests.policy.pairs import answer, paired
from tests.policy.stories import Story, under_way
from tests.policy.test_more_time import asked, good_until

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR


def tasked() -> tuple[Story, StepKey]:
    """Return a silent pair whose coordinator has just been asked for help, and its latest check-in."""
    story = asked()
    while story.takes().kind is not StepKind.TASK:
        continue
    return story, next(step.key for step in reversed(story.taken) if step.kind is StepKind.CHECK_IN)


def test_more_time_that_was_pressed_by_mistake_can_be_taken_back_at_the_same_question() -> None:
    """ "We go on as we are" once left the later end as it was, and nothing could bring the earlier one back."""
    story = asked()
    before = story.state
    story.hears(MENTEE, "adjust", "check_in/1", choice="extend")
    assert story.state.ends != before.ends
    story.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    assert story.state.ends == before.ends
    story.hears(MENTOR, "adjust", "check_in/1", choice="extend")
    assert story.state.ends != before.ends, "and still be asked for"


def test_another_rhythm_can_be_taken_back_as_well() -> None:
    story = asked()
    before = story.next
    story.hears(MENTOR, "adjust", "check_in/1", choice="cadence", cadence_days=42)
    story.hears(MENTOR, "adjust", "check_in/1", choice="continue")
    assert (story.state.cadence_days, story.next.due) == (21, before.due)


def test_a_rhythm_that_is_taken_back_leaves_the_time_that_a_coordinator_gave() -> None:
    """They were asked within that time, of which the coordinator had read that nothing is asked."""
    story, key = tasked()
    story.hears(Role.COORDINATOR, "decide", story.taken[-1].key, choice="continue")
    given = story.state.active
    assert given
    assert given.held
    story.hears(MENTEE, "adjust", key, choice="cadence", cadence_days=28)
    story.hears(MENTEE, "adjust", key, choice="continue")
    assert story.state.active
    assert story.state.active.held == given.held


def test_nor_does_it_take_time_away_that_was_given_since() -> None:
    story, key = tasked()
    story.hears(MENTEE, "adjust", key, choice="cadence", cadence_days=28)
    story.hears(Role.COORDINATOR, "decide", story.taken[-1].key, choice="continue")
    given = story.state.active
    assert given
    story.hears(MENTEE, "adjust", key, choice="continue")
    back = story.state.active
    assert back
    assert (back.held, back.next_check_in) == (given.held, given.next_check_in)


def test_nor_where_the_other_one_wished_for_a_rhythm_after_that() -> None:
    story, key = tasked()
    story.hears(MENTEE, "adjust", key, choice="cadence", cadence_days=28)
    story.hears(Role.COORDINATOR, "decide", story.taken[-1].key, choice="continue")
    given = story.state.active
    assert given
    story.hears(MENTOR, "adjust", key, choice="cadence", cadence_days=42)
    for role in (MENTEE, MENTOR):
        story.hears(role, "adjust", key, choice="continue")
    back = story.state.active
    assert back
    assert (back.held, back.next_check_in, story.state.cadence_days) == (given.held, given.next_check_in, 21)


def test_nobody_takes_back_what_the_other_one_said_or_an_earlier_question_brought() -> None:
    story = asked()
    story.hears(MENTOR, "adjust", "check_in/1", choice="cadence", cadence_days=42)
    story.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    assert story.state.cadence_days == 42
    story.takes("check_in")
    story.hears(MENTOR, "adjust", "check_in/1", choice="continue")
    assert story.state.cadence_days == 42


def test_the_receipt_names_the_day_that_holds_again() -> None:
    story = asked()
    first = answer(1, MENTEE, "adjust", "check_in/1", choice="extend")
    longer = hear(story.state, first, story.now)
    assert isinstance(longer, State)
    second = answer(2, MENTEE, "adjust", "check_in/1", choice="continue")
    back = hear(longer, second, story.now)
    assert isinstance(back, State)
    assert back.ends
    assert receipt(second, longer, back, story.now) == f"You have time until {back.ends:%-d %B %Y}, as before."


def test_what_was_said_long_ago_is_not_taken_back_by_going_on() -> None:
    """Weeks after both had asked for more time, "we go on as we are" once ended the mentorship within the hour."""
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="extend")
    longer = story.state.ends
    story.passes(days=2)
    story.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    assert story.state.ends == longer


def test_two_wishes_at_one_question_both_count() -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="extend")
    longer = story.state.ends
    story.hears(MENTEE, "adjust", "check_in/1", choice="cadence", cadence_days=7)
    assert (story.state.ends, story.state.cadence_days) == (longer, 7)


def test_an_end_whose_goodbye_would_be_due_does_not_come_back() -> None:
    story = under_way(Story(paired()))
    step = story.goes_on_until("check_in")
    assert story.state.ends
    story.state = story.state.with_(ends=story.now + timedelta(days=7, hours=2))
    story.hears(MENTEE, "adjust", step.key, choice="extend")
    longer = story.state.ends
    story.passes(hours=3)
    story.hears(MENTEE, "adjust", step.key, choice="continue")
    assert story.state.ends == longer


def test_each_takes_back_their_own_wish_whatever_the_other_one_wished_meanwhile() -> None:
    """The rhythm of one was there to stay once the other one had asked for more time."""
    story = asked()
    before = story.state
    story.hears(MENTEE, "adjust", "check_in/1", choice="cadence", cadence_days=7)
    story.hears(MENTOR, "adjust", "check_in/1", choice="extend")
    longer = story.state.ends
    story.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    assert (story.state.cadence_days, story.state.ends) == (before.cadence_days, longer)
    story.hears(MENTOR, "adjust", "check_in/1", choice="continue")
    assert (story.state.cadence_days, story.state.ends) == (before.cadence_days, before.ends)


def test_who_wished_for_two_things_takes_both_back_and_reads_so() -> None:
    story = asked()
    before = story.state
    story.hears(MENTEE, "adjust", "check_in/1", choice="extend")
    story.hears(MENTEE, "adjust", "check_in/1", choice="cadence", cadence_days=7)
    wished = story.state
    story.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    assert (story.state.cadence_days, story.state.ends) == (before.cadence_days, before.ends)
    said = receipt(answer(1, MENTEE, "adjust", "check_in/1", choice="continue"), wished, story.state, story.now)
    assert before.ends
    assert said == f"You have time until {before.ends:%-d %B %Y}, and we ask you both every 3 weeks, as before."


def test_more_time_that_took_a_goodbye_back_stays_and_who_presses_go_on_reads_so() -> None:
    """They once read "everything stays as it is", which left open whether the goodbye was back."""
    story = good_until("closing")
    prompt = story.state.active.prompt if story.state.active else None
    assert prompt
    story.hears(MENTEE, "adjust", prompt, choice="extend")
    longer = story.state
    story.hears(MENTEE, "adjust", prompt, choice="continue")
    assert longer.ends == story.state.ends
    said = receipt(answer(1, MENTEE, "adjust", prompt, choice="continue"), longer, story.state, story.now)
    assert longer.ends
    assert said == f"The time was added already: you have until {longer.ends:%-d %B %Y}."
