"""Whoever was told a day by which to answer is neither reminded nor held to be silent before it."""

from datetime import datetime, timedelta

import pytest

from policy.card import card_of, until_of
from policy.engagement import judge
from policy.ladder import not_counted
from policy.open_questions import asked
from schemas.names import Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.rules import Rules
from schemas.state import Question, Side
from schemas.step_key import StepKey
from tests.policy.pairs import START, paired
from tests.policy.stories import Story, under_way, up_to_review

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR
DAY = timedelta(days=1)


def nudged(cadence: int = 30) -> Story:
    """Return a pair whose mentor was nudged, while the mentee answers."""
    story = under_way(Story(paired(Rules(cadence_days=cadence))))
    story.takes("check_in")
    story.hears(MENTEE, "check_in", "check_in/1", met="no")
    story.takes("nudge")
    return story


def named(story: Story, role: Role = MENTOR) -> datetime:
    """Return until when somebody was given time."""
    until = until_of(story.state, role)
    assert until
    return until


def test_a_shorter_rhythm_takes_nobody_the_time_that_a_letter_named() -> None:
    """The question about the rhythm once came eleven days before it, and the coordinator's task five."""
    story = nudged()
    until = named(story)
    story.passes(days=1)
    story.hears(MENTEE, "adjust", "nudge/2", choice="cadence", cadence_days=7)
    assert card_of(story.state, story.now).answer_by == until
    assert story.takes("rhythm").due >= until


def test_after_a_shorter_rhythm_the_coordinator_is_asked_only_once_both_named_days_have_passed() -> None:
    """Forty days of silence are six of the new rhythms; but the days that letters named come first."""
    story = nudged()
    story.passes(days=1)
    chosen = story.now
    story.hears(MENTEE, "adjust", "nudge/2", choice="cadence", cadence_days=7)
    story.takes("rhythm")
    until = named(story)
    assert until >= chosen + 2 * 7 * DAY
    assert story.takes("task").due >= until


@pytest.mark.parametrize("answered_after", [1, 5, 9])
def test_when_one_answers_the_other_one_keeps_the_time_that_their_letter_named(answered_after: int) -> None:
    """A nudge once came two days before it."""
    story = under_way(Story(paired()))
    story.goes_on_until("rhythm")
    until = named(story)
    story.passes(days=answered_after)
    story.hears(MENTEE, "adjust", "rhythm/1", choice="continue")
    assert story.next.due >= until


@pytest.mark.parametrize("days", [3, 7, 10])
def test_a_check_in_that_a_faster_rhythm_overtakes_keeps_the_day_that_it_named(days: int) -> None:
    """The other one was once said not to have answered, at risk and nudged before that day."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    until, number = named(story), 1
    story.hears(MENTEE, "adjust", "check_in/1", choice="cadence", cadence_days=days)
    while story.next.due < until:
        step = story.takes("check_in")
        number += 1
        story.hears(MENTEE, "check_in", step.key, met="no")
        assert named(story) >= until
        assert silent_reason(story, story.now).code is ReasonCode.ASKED
    assert number > 1
    assert silent_reason(story, named(story)).code is ReasonCode.NOT_ANSWERED


def test_a_later_letter_that_was_never_sent_leaves_the_day_that_an_earlier_one_named() -> None:
    """The other one was once nudged before it, because nothing was known of the earlier letter any more."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    until = named(story)
    story.hears(MENTEE, "adjust", "check_in/1", choice="cadence", cadence_days=7)
    step = story.takes("check_in")
    story.hears(MENTEE, "check_in", step.key, met="no")
    story.state = not_counted(story.state, (MENTOR,))
    assert named(story) == until
    assert silent_reason(story, story.now).code is ReasonCode.ASKED
    while (step := story.takes()).kind is StepKind.CHECK_IN:
        story.hears(MENTEE, "check_in", step.key, met="no")
    assert step.due >= until


def silent_reason(story: Story, at: datetime) -> Reason:
    (reason,) = [one for one in judge(story.state, at).reasons if one.who == (MENTOR,)]
    return reason


@pytest.mark.parametrize("rung", ["nudge", "rhythm"])
@pytest.mark.parametrize("days", [1, 7, 14, 60])
def test_no_other_rhythm_brings_a_question_before_the_day_that_was_named(rung: str, days: int) -> None:
    story = under_way(Story(paired()))
    key = story.goes_on_until(rung).key
    until = named(story)
    story.passes(days=1)
    story.hears(MENTEE, "adjust", key, choice="cadence", cadence_days=days)
    assert story.next.due >= until


def test_a_review_gives_the_time_that_it_names() -> None:
    story = under_way(Story(paired()))
    review = up_to_review(story)
    until = named(story)
    story.passes(days=1)
    story.hears(MENTEE, "adjust", review.key, choice="cadence", cadence_days=7)
    assert story.next.due >= until
    assert story.state.phase is Phase.ACTIVE


def test_a_yearly_rhythm_that_is_made_daily_keeps_few_letters_in_mind() -> None:
    """Each letter within the day that the first one named once held all of those before it."""
    side = Side(life=START)
    for number in range(1, 400):
        at = START + number * DAY
        until = START + 365 * DAY if number == 1 else at + DAY
        side = asked(side, Question(key=StepKey.of(StepKind.CHECK_IN, number), asked=at, until=until))
        if number < 365:
            assert side.question
            assert side.question.until == START + 365 * DAY
        assert len(side.model_dump_json()) < 3_000
