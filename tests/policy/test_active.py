"""While a pair is under way: questions come in their rhythm, words are passed on, time can be added."""

from datetime import timedelta
from itertools import pairwise

import pytest

from schemas.failures import Failure
from schemas.names import PAIR, Choice, Outcome, Phase, Role, StepKind
from schemas.rules import Rules
from tests.policy.pairs import paired
from tests.policy.stories import Story, a_good_pair, but, told, under_way

MENTEE, MENTOR = PAIR
DAY = timedelta(days=1)


def pair(**rules: object) -> Story:
    """Return a pair that has just agreed."""
    return under_way(Story(paired(Rules.model_validate(rules))))


def asked(**rules: object) -> Story:
    """Return a pair that has its first check-in before it."""
    story = pair(**rules)
    story.takes("check_in")
    return story


def at_last_review() -> Story:
    """Return a good pair that has just answered its last review."""
    story = pair()
    while story.takes().kind is not StepKind.REVIEW or story.state.ends - story.now > 40 * DAY:  # type: ignore[operator]
        both_answer(story)
    both_answer(story)
    return story


def both_answer(story: Story) -> None:
    """Let both do their part."""
    step = story.taken[-1]
    for words in a_good_pair(step, story.state):
        story.hears(step=step.key, **words)  # type: ignore[arg-type]


# Words


def test_a_good_pair_meets_all_year_and_parts_with_thanks() -> None:
    steps, state, _ = told(paired(), a_good_pair)
    assert [step.kind for step in steps].count(StepKind.REVIEW) == 3
    assert [step.kind for step in steps][-2:] == [StepKind.CLOSING, StepKind.FAREWELL]
    assert state.outcome is Outcome.COMPLETED


def test_reviews_come_near_their_dates() -> None:
    steps, _, _ = told(paired(), a_good_pair)
    agreed = next(step.due for step in steps if step.kind is StepKind.AGREED)
    days = [(step.due - agreed).days for step in steps if step.kind is StepKind.REVIEW]
    for day, date in zip(days, (365 / 3, 365 / 2, 365 - 28), strict=True):
        assert abs(day - date) <= 14


def test_more_time_at_the_last_review_brings_another_review_before_the_new_end() -> None:
    story = at_last_review()
    story.hears(MENTEE, "adjust", story.taken[-1].key, choice="extend")
    extended, ends = story.now, story.state.ends
    assert ends
    while story.takes().kind is not StepKind.CLOSING:
        both_answer(story)
    found = [step.due for step in story.taken if step.kind is StepKind.REVIEW and step.due > extended]
    assert len(found) == 1
    assert 14 * DAY < ends - found[0] < 42 * DAY


def test_each_extension_has_its_review_and_none_comes_within_a_rhythm_of_the_other() -> None:
    story, lengths = at_last_review(), 4
    for _ in range(lengths):
        story.hears(MENTOR, "adjust", story.taken[-1].key, choice="extend")
        while story.takes().kind is not StepKind.REVIEW:
            both_answer(story)
        both_answer(story)
    found = [step.due for step in story.taken if step.kind is StepKind.REVIEW]
    assert len(found) == 3 + lengths
    assert all(later - sooner > 21 * DAY for sooner, later in pairwise(found))


def test_time_is_added_once_though_both_ask_for_it() -> None:
    story = at_last_review()
    before = story.state.ends
    for role in (MENTEE, MENTOR, MENTEE):
        story.hears(role, "adjust", story.taken[-1].key, choice="extend")
    assert before
    assert story.state.ends == before + 91 * DAY


def test_an_older_review_adds_no_time_that_a_newer_one_has_added() -> None:
    story = pair()
    while story.takes().kind is not StepKind.REVIEW:
        both_answer(story)
    first = story.taken[-1].key
    both_answer(story)
    while story.takes().kind is not StepKind.REVIEW:
        both_answer(story)
    story.hears(MENTEE, "adjust", story.taken[-1].key, choice="extend")
    ends = story.state.ends
    story.hears(MENTOR, "adjust", first, choice="extend")
    assert story.state.ends == ends


def test_more_time_asked_for_during_the_goodbye_is_added_and_the_goodbye_waits() -> None:
    """Whoever presses "extend" on the used link of the last review gets what the button says."""
    story = at_last_review()
    review = story.taken[-1].key
    story.hears(MENTEE, "adjust", review, choice="extend")
    while story.takes().kind is not StepKind.CLOSING:
        both_answer(story)
    ends = story.state.ends
    story.hears(MENTOR, "adjust", review, choice="extend")
    assert story.shown.phase is Phase.ACTIVE
    assert story.state.ends
    assert ends
    assert story.state.ends >= ends + 91 * DAY
    assert story.next.kind is not StepKind.CLOSING
    again = story.state.ends
    story.hears(MENTEE, "adjust", review, choice="extend")
    assert story.state.ends == again
    while story.takes().kind is not StepKind.CLOSING:
        both_answer(story)
    assert story.taken[-1].key == "closing/2"
    assert story.taken[-1].due > story.state.ends - 20 * DAY


@pytest.mark.parametrize("cadence", [7, 14, 21, 30, 42, 60])
@pytest.mark.parametrize("duration", [60, 90, 180, 365])
def test_no_question_meets_the_goodbye(cadence: int, duration: int) -> None:
    steps, _, _ = told(paired(Rules(cadence_days=cadence, duration_days=duration)), a_good_pair)
    goodbye = next(step.due for step in steps if step.kind is StepKind.CLOSING)
    questions = [step.due for step in steps if step.kind in (StepKind.CHECK_IN, StepKind.REVIEW)]
    assert all(goodbye - due >= min(7, cadence / 2) * DAY for due in questions)


@pytest.mark.parametrize("cadence", [14, 21, 30, 42, 60])
def test_the_last_review_comes_before_the_goodbye_whatever_the_rhythm(cadence: int) -> None:
    steps, state, _ = told(paired(Rules(cadence_days=cadence)), a_good_pair)
    assert state.ends
    last = [step.due for step in steps if step.kind is StepKind.REVIEW][-1]
    assert state.ends - last < 45 * DAY


def test_a_short_time_together_still_has_a_goodbye_and_no_crowd_of_letters() -> None:
    steps, state, _ = told(paired(Rules(duration_days=14)), a_good_pair)
    assert [step.kind for step in steps] == ["agreement", "agreed", "closing", "farewell"]
    assert steps[2].due - steps[1].due > 7 * DAY
    assert state.outcome is Outcome.COMPLETED


# Rhythm, breaks, ends


def test_a_review_changes_the_rhythm_of_the_running_pair() -> None:
    slower: dict[str, object] = {"role": MENTEE, "kind": "adjust", "choice": Choice.CADENCE, "cadence_days": 42}
    review: list[dict[str, object]] = [slower, {"role": MENTOR, "kind": "adjust", "choice": Choice.CONTINUE}]
    steps, state, _ = told(paired(), but(a_good_pair, review=review))
    first = next(number for number, step in enumerate(steps) if step.kind is StepKind.REVIEW)
    prompts = [step for step in steps[first:] if step.kind in (StepKind.CHECK_IN, StepKind.REVIEW)]
    assert timedelta(days=42) <= prompts[1].due - prompts[0].due <= timedelta(days=46)
    assert state.cadence_days == 42


def test_whoever_asks_for_an_end_during_a_break_gets_it_at_once() -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="pause", until=story.now + 40 * DAY)
    story.takes("paused")
    story.hears(MENTOR, "adjust", "check_in/1", choice="close")
    assert story.shown.pause is None
    assert story.next.kind is StepKind.CLOSING
    assert story.next.due - story.now < 3 * DAY


def test_an_answer_to_a_question_of_another_phase_comes_too_late() -> None:
    story = pair()
    assert story.tries(MENTOR, "accept", "request/1") is Failure.TOO_LATE
    assert story.tries(MENTOR, "agree", "agreement/1") is Failure.TOO_LATE
    assert story.tries(MENTOR, "decide", "task/1", choice="close") is Failure.NOT_ASKED


def test_the_first_question_is_never_a_review() -> None:
    story = pair(cadence_days=60, duration_days=90)
    assert story.taken[-1].key == "agreed/1"
    assert story.next.kind is StepKind.CHECK_IN


def test_a_dropped_check_in_is_not_held_against_anybody_and_the_next_one_comes_in_its_turn() -> None:
    story = pair()
    step = story.takes("check_in", written=())
    assert story.state.active
    assert not story.state.active.mentor.unanswered
    assert story.next.key == "check_in/2"
    assert story.next.due - step.due >= 20 * DAY


def test_the_coordinator_hears_once_that_mail_cannot_reach_somebody() -> None:
    story = pair()
    story.takes("check_in", written=(MENTEE,), unreachable=(MENTOR,))
    task = story.takes("unreachable")
    assert (task.key, task.to, task.reason.who) == ("unreachable/1", (Role.COORDINATOR,), (MENTOR,))
    assert story.next.kind is not StepKind.UNREACHABLE
