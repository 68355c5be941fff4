"""What one of a pair chose alone waits for the other one until a letter has told them, and no longer."""

from datetime import timedelta

import pytest

from policy.untold import chosen_by_partner
from schemas.names import PAIR, Role, StepKind
from schemas.state import Active
from schemas.untold import Untold
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way, up_to_review

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR
DAY = timedelta(days=1)


@pytest.fixture
def story() -> Story:
    """Return a pair at its first review."""
    there = under_way(Story(paired()))
    up_to_review(there)
    return there


def untold(story: Story) -> tuple[Untold, ...]:
    assert story.state.active
    return story.state.active.untold


def wishes(story: Story, role: Role, choice: str, **words: object) -> None:
    story.hears(role, "adjust", story.taken[-1].key, choice=choice, **words)


def tells(story: Story, role: Role) -> tuple[bool, bool]:
    """Return whether the next letter tells somebody of a rhythm, and of more time, that the other one chose."""
    return chosen_by_partner(story.state, story.next, role, story.next.due)


def test_a_rhythm_that_one_chose_waits_for_the_other_one_until_the_next_question(story: Story) -> None:
    before = story.state.cadence_days
    wishes(story, MENTEE, "cadence", cadence_days=7)
    assert untold(story) == (Untold(role=MENTOR, cadence_days=before),)
    assert (tells(story, MENTOR), tells(story, MENTEE)) == ((True, False), (False, False))
    story.takes()
    assert untold(story) == ()
    assert tells(story, MENTOR) == (False, False)


def test_more_time_that_one_asked_for_as_well(story: Story) -> None:
    wishes(story, MENTOR, "extend")
    assert untold(story) == (Untold(role=MENTEE, extra_days=0),)
    assert (tells(story, MENTEE), tells(story, MENTOR)) == ((False, True), (False, False))
    story.takes()
    assert untold(story) == ()


def test_what_was_taken_back_leaves_nothing_to_tell(story: Story) -> None:
    wishes(story, MENTEE, "cadence", cadence_days=7)
    wishes(story, MENTEE, "extend")
    assert tells(story, MENTOR) == (True, True)
    wishes(story, MENTEE, "continue")
    assert untold(story) == ()


def test_the_rhythm_of_before_that_is_chosen_anew_leaves_nothing_to_tell(story: Story) -> None:
    before = story.state.cadence_days
    wishes(story, MENTEE, "cadence", cadence_days=7)
    story.passes(days=2)
    wishes(story, MENTEE, "cadence", cadence_days=before)
    assert untold(story) == ()


@pytest.mark.parametrize(("choice", "words"), [("cadence", {"cadence_days": 7}), ("extend", {})])
def test_what_both_chose_is_news_to_neither(story: Story, choice: str, words: dict[str, int]) -> None:
    for role in PAIR:
        wishes(story, role, choice, **words)
    assert untold(story) == ()


def test_whoever_goes_on_as_it_was_is_told_all_the_same(story: Story) -> None:
    wishes(story, MENTOR, "continue")
    wishes(story, MENTEE, "cadence", cadence_days=7)
    wishes(story, MENTOR, "continue")
    assert tells(story, MENTOR) == (True, False)


def test_of_two_wishes_only_the_one_that_holds_is_told(story: Story) -> None:
    wishes(story, MENTEE, "cadence", cadence_days=7)
    wishes(story, MENTOR, "cadence", cadence_days=14)
    assert untold(story) == (Untold(role=MENTEE, cadence_days=7),)
    assert (tells(story, MENTEE), tells(story, MENTOR)) == ((True, False), (False, False))


def test_whoever_got_no_letter_is_told_by_a_later_one(story: Story) -> None:
    wishes(story, MENTEE, "cadence", cadence_days=7)
    story.takes(written=(MENTEE,))
    assert untold(story) != ()
    assert tells(story, MENTOR) == (True, False)


def test_words_that_are_passed_on_meanwhile_do_not_tell_what_may_be_taken_back() -> None:
    story = under_way(Story(paired()))
    question = story.takes("check_in").key
    story.hears(MENTEE, "adjust", question, choice="cadence", cadence_days=7)
    for role in PAIR:
        story.hears(role, "check_in", question, met="yes", note=True)
    assert story.next.kind is StepKind.THANKS
    due = story.next.due
    assert chosen_by_partner(story.state, story.next, MENTOR, due) == (False, False)
    assert chosen_by_partner(story.state, story.next, MENTOR, due + DAY) == (True, False)
    story.takes("thanks")
    assert untold(story) != ()
    assert tells(story, MENTOR) == (True, False)


def test_words_that_are_passed_on_a_day_later_tell_it() -> None:
    story = under_way(Story(paired()))
    question = story.takes("check_in").key
    story.hears(MENTEE, "adjust", question, choice="cadence", cadence_days=30)
    story.passes(days=3)
    for role in PAIR:
        story.hears(role, "check_in", question, met="yes", note=True)
    assert tells(story, MENTOR) == (True, False)
    story.takes("thanks")
    assert untold(story) == ()


def test_an_end_that_is_taken_back_leaves_it_to_the_next_question(story: Story) -> None:
    wishes(story, MENTEE, "cadence", cadence_days=7)
    wishes(story, MENTOR, "close")
    assert story.next.kind is StepKind.CLOSING
    assert tells(story, MENTOR) == (False, False)
    wishes(story, MENTOR, "continue")
    assert tells(story, MENTOR) == (True, False)


def test_more_time_that_ends_a_goodbye_is_told_by_the_letter_that_it_goes_on() -> None:
    story = under_way(Story(paired()))
    while story.next.kind is not StepKind.CLOSING:
        step = story.takes()
        for role in PAIR:
            story.hears(role, "check_in", step.key, met="yes")
    wishes_at = story.takes("closing").key
    story.hears(MENTOR, "adjust", wishes_at, choice="extend")
    assert untold(story) == (Untold(role=MENTEE, extra_days=0),)
    story.takes("reopened")
    assert untold(story) == ()


def test_time_that_is_added_because_the_end_is_near_is_nobodys_wish() -> None:
    """A last notice that a wish for another rhythm answers may add time; nobody asked for it."""
    story = under_way(Story(paired()))
    story.goes_on_until("last_notice")
    story.state = story.state.with_(ends=story.now + 5 * DAY)
    wishes(story, MENTEE, "cadence", cadence_days=7)
    active = story.state.active
    assert isinstance(active, Active)
    assert active.extra_days > 0
    assert untold(story) == (Untold(role=MENTOR, cadence_days=21),)


@pytest.mark.parametrize("stopped", ["hold", "break"])
def test_what_is_chosen_while_the_clock_stands_still_is_told_after_it(story: Story, stopped: str) -> None:
    if stopped == "hold":
        story.hears(Role.HR, "hold")
        hold = story.state.heard[-1]
    else:
        story.hears(MENTOR, "pause", until=story.now + 20 * DAY)
    story.passes(days=3)
    wishes(story, MENTEE, "extend")
    story.passes(days=3)
    if stopped == "hold":
        story.hears(Role.HR, "lift", hold=hold, choice="continue")
    else:
        story.goes_on_until("resumed")
    assert untold(story) == (Untold(role=MENTOR, extra_days=0),)
    assert tells(story, MENTOR) == (False, True)
    story.takes()
    assert untold(story) == ()
