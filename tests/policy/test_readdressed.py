"""Whoever gets another address is asked again what they have not answered: their links in earlier letters are over."""

from datetime import timedelta

import pytest

from schemas.names import PAIR, Phase, Role, StepKind
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way
from tests.policy.test_verdict import silent_until

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def moves(story: Story, who: Role, days: float = 10) -> Story:
    """Give somebody another address some days later."""
    story.passes(days=days)
    story.learns(who, "readdressed")
    return story


def test_a_mentor_gets_the_request_again_with_the_full_time_for_it() -> None:
    story = Story(seeking())
    story.takes("request")
    story.takes("request_reminder")
    again = moves(story, MENTOR, 1).takes("request_reminder")
    keys = {again.key}
    while story.next.kind is StepKind.REQUEST_REMINDER:
        keys.add(story.takes().key)
    assert len(keys) == 1 + len(story.state.rules.reply_reminders)
    assert story.next.key == "request/2"
    assert story.next.due - again.due >= (story.state.rules.reply_days - 1) * DAY


@pytest.mark.parametrize("who", PAIR)
def test_nobody_begins_by_silence_whose_link_no_longer_worked(who: Role) -> None:
    """Everybody of a firm with a new domain once read "This link no longer works", and then "Nobody objected"."""
    story = Story(paired())
    story.takes("agreement")
    again = moves(story, who).takes("agreement_reminder")
    assert again.to == (who,)
    assert story.goes_on_until("agreed").due - again.due >= (story.state.rules.agreement_days - 1) * DAY


def test_whoever_has_agreed_is_not_asked_again() -> None:
    story = Story(paired())
    story.takes("agreement")
    story.hears(MENTEE, "agree", "agreement/1")
    before = story.next
    story.learns(MENTEE, "readdressed")
    assert story.next == before


def test_a_silence_towards_the_old_address_is_not_held_against_anybody() -> None:
    story = moves(silent_until("rhythm"), MENTOR, 0)
    assert story.next.kind in (StepKind.CHECK_IN, StepKind.REVIEW)
    assert story.state.active
    assert story.state.active.rung == 0


@pytest.mark.parametrize("who", PAIR)
def test_a_last_notice_whose_link_no_longer_works_ends_nothing(who: Role) -> None:
    story = silent_until("last_notice")
    story.takes("last_notice")
    moves(story, who, 1)
    assert story.is_in(Phase.ACTIVE)
    assert story.takes("reopened").reason.code == "end_overtaken"


def test_a_goodbye_is_told_again_for_the_thanks() -> None:
    story = under_way(Story(paired()))
    story.hears(HR, "close")
    story.takes("closing")
    again = moves(story, MENTOR, 1).takes("closing")
    assert again.to == (MENTOR,)
    assert story.takes("farewell").due - again.due >= DAY


def test_the_coordinator_gets_the_open_task_again() -> None:
    story = silent_until("task")
    story.takes("task")
    assert moves(story, COORDINATOR, 1).next.kind is StepKind.TASK


def test_an_address_that_nothing_open_went_to_changes_nothing() -> None:
    story = under_way(Story(paired()))
    before = story.next
    for who in Role:
        story.learns(who, "readdressed")
    assert story.next == before
