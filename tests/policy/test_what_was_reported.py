"""Sentences say what is known: who reported a meeting, who set the rhythm, and what is not so yet."""

from datetime import timedelta

import pytest

from policy.card import card_of
from policy.lifecycle import next_step
from policy.reasons import all_of, because, sentence
from schemas.names import Choice, Role, StepKind
from tests.policy.booked import FRIDAY, books, on
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, HR = Role.MENTEE, Role.MENTOR, Role.HR


def asked() -> Story:
    """Return a pair that has been asked how it is going."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    return story


def fares(story: Story) -> str:
    """Return how a pair fares, in words."""
    return all_of(card_of(story.state, story.now).health_reasons)


def test_a_meeting_is_told_as_reported_and_by_whom_where_the_two_disagree() -> None:
    story = asked()
    story.hears(MENTEE, "check_in", "check_in/1", met="yes")
    assert fares(story).startswith("a meeting was reported today; they agreed to meet every 3 weeks")
    assert "only" not in fares(story)
    story.hears(MENTOR, "check_in", "check_in/1", met="no")
    assert "only {mentee} reported the last meeting; the other answered that there was none" in fares(story)
    story.hears(MENTOR, "check_in", "check_in/1", met="yes")
    assert "only" not in fares(story)


def test_a_rating_added_to_an_old_report_does_not_answer_whether_they_have_met_again() -> None:
    """It counted as a new meeting, and the other one, who said that there was none, seemed to contradict it."""
    story = asked()
    for role in (MENTEE, Role.MENTOR):
        story.hears(role, "check_in", "check_in/1", met="yes")
    newer = story.goes_on_until("check_in").key
    story.hears(Role.MENTOR, "check_in", "check_in/1", met="yes", rating=1)
    story.hears(MENTEE, "check_in", newer, met="no")
    active = story.state.active
    assert active
    assert (active.mentor.met, active.mentor.low) == (None, True)
    assert "only" not in fares(story)


@pytest.mark.parametrize("other", ["no", "booked"])
def test_whoever_says_that_a_booked_meeting_did_not_take_place_denies_it_also_with_a_new_day(other: str) -> None:
    """The button says "No, but we have a new date"; whoever runs the programme saw two stories that did not fit."""
    story = asked()
    day = on(story, FRIDAY, 17)
    books(story, MENTOR, day)
    question = story.goes_on_until("check_in").key
    story.hears(MENTEE, "check_in", question, met="yes", about=day)
    more = {"booked_on": on(story, FRIDAY, 7)} if other == "booked" else {}
    story.hears(MENTOR, "check_in", question, met=other, about=day, **more)
    assert "only {mentee} reported the last meeting; the other answered that there was none" in fares(story)


def test_a_rhythm_that_one_of_them_chose_is_theirs_until_the_other_chooses_it_too() -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice=Choice.CADENCE, cadence_days=42)
    assert "{mentee} chose to meet every 6 weeks" in fares(story)
    assert "{mentee} chose to meet every 6 weeks" in sentence(story.next.reason)
    assert "agreed" not in fares(story)
    story.hears(MENTEE, "adjust", "check_in/1", choice=Choice.CADENCE, cadence_days=42)
    assert "agreed" not in fares(story)
    story.hears(MENTOR, "adjust", "check_in/1", choice=Choice.CADENCE, cadence_days=42)
    assert "they agreed to meet every 6 weeks" in fares(story)


def test_the_silence_of_a_pair_is_held_against_the_rhythm_that_one_of_them_set() -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice=Choice.CADENCE, cadence_days=14)
    nudge = story.goes_on_until("nudge")
    assert sentence(nudge.reason).endswith("{mentee} chose to meet every 2 weeks")


def test_what_is_not_over_yet_is_told_of_the_time_to_come() -> None:
    story = asked()
    story.hears(HR, "pause", until=story.now + timedelta(days=20))
    story.takes("paused")
    assert because(story.next, story.now) == "because the break will be over by then"
    story.takes("resumed")
    assert because(story.taken[-1], story.now) == "because the break is over"
    story.hears(HR, "close")
    story.takes("closing")
    assert because(story.next, story.now) == "because the time for thanks will be over by then"
    assert because(story.next, story.next.due) == "because the time for thanks is over"


def test_whoever_is_asked_for_no_thanks_is_not_told_of_a_time_for_them() -> None:
    story = asked()
    story.learns(MENTOR, "left")
    story.takes("closing")
    assert card_of(story.state, story.now).waiting_for == ()
    assert story.next.kind is StepKind.FAREWELL
    assert because(story.next, story.now) == "because {mentor} has left"


def test_reviews_and_the_end_are_told_of_the_time_to_come() -> None:
    story = asked()
    while story.next.kind is not StepKind.REVIEW:
        step = story.next
        story.takes()
        for role in (MENTEE, MENTOR):
            story.hears(role, "check_in", step.key, met="yes")
        story.passes(days=1)
    assert because(story.next, story.now) == "because it will be time to look back and adjust"
    brief = story.state.with_(ends=story.now + timedelta(days=25))
    closing = next_step(brief, story.now)
    assert closing
    assert closing.kind is StepKind.CLOSING
    assert because(closing, story.now) == "because the agreed time will be nearly over by then"


def test_a_low_rating_stands_if_the_other_one_confirms_that_meeting_at_a_later_letter_that_was_out_by_then() -> None:
    story = asked()
    story.goes_on_until("nudge")
    for role, step, rating in ((MENTEE, "check_in/1", 1), (MENTOR, "nudge/2", 5)):
        story.passes(hours=20)
        story.hears(role, "check_in", step, met="yes", rating=rating)
        assert "the last meeting was rated low" in fares(story), role


def test_what_is_saved_of_a_report_can_be_read_by_the_process_that_an_upgrade_has_not_reached_yet() -> None:
    """It reads what was set alone, and could not read the state of a mentorship without this field."""
    story = asked()
    story.hears(MENTEE, "check_in", "check_in/1", met="yes")
    assert story.state.active
    assert story.state.active.mentee.report
    assert "partner_low" in story.state.active.mentee.report.model_dump(exclude_unset=True)
