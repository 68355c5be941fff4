"""An end that one of the two names for their agreement, and what becomes of it until they begin."""

from datetime import datetime, timedelta

import pytest

from policy.card import card_of
from policy.ends import named_end, shown_end
from policy.versions import as_drafted
from schemas.messages import StepOutcome
from schemas.names import Role
from schemas.reason import Reason, ReasonCode
from schemas.state import State
from tests.policy.pairs import seeking
from tests.policy.stories import Story
from tests.policy.test_yes_with_changes import asked

MENTEE, MENTOR, HR = Role.MENTEE, Role.MENTOR, Role.HR
DAY = timedelta(days=1)


def named(days: int = 16) -> tuple[Story, datetime]:
    """Return a search whose mentor has said yes with an end so many days ahead, and that end."""
    story = asked()
    ends = story.now + days * DAY
    story.hears(MENTOR, "accept", "request/1", draft=2, until=ends)
    return story, ends


def length(state: State) -> timedelta:
    """Return the shortest time together."""
    return timedelta(days=state.rules.closing_days)


def test_the_day_that_a_mentor_named_stays_known_as_theirs_while_a_weekend_moves_the_end() -> None:
    story, ends = named(14)
    story.passes(days=3)
    story.takes("agreement")
    assert story.state.ends
    assert story.state.ends > ends
    assert named_end(story.state) == (ends, MENTOR)


def test_a_break_that_moves_the_end_does_not_move_the_day_that_was_named() -> None:
    story, ends = named()
    story.learns(MENTOR, "away", until=story.now + 30 * DAY)
    assert shown_end(story.state, story.now) == ends + 30 * DAY
    assert named_end(story.state) == (ends, MENTOR)
    story.goes_on_until("agreement")
    assert story.state.ends == ends + 30 * DAY
    assert named_end(story.state) == (ends, MENTOR)


def test_a_hold_does_not_move_it_either() -> None:
    story, ends = named()
    story.hears(HR, "hold")
    story.passes(days=40)
    story.hears(HR, "lift", hold=story.state.hold and story.state.hold.by[0])
    assert named_end(story.state) == (ends, MENTOR)


def test_no_end_that_is_over_is_shown_while_the_agreement_waits() -> None:
    """On the eighteenth, pages and API showed a draft "until 14 December"."""
    story, _ = named()
    step = story.next
    back = story.now + 30 * DAY
    waits = StepOutcome.postponed(back, Reason(code=ReasonCode.ON_LEAVE, who=(MENTEE,), until=back))
    story.takes("agreement", **dict(waits))
    for days in (1, 20):
        assert shown_end(story.state, step.due + days * DAY) == back + length(story.state)
        assert card_of(story.state, step.due + days * DAY).ends == back + length(story.state)


def test_nor_while_the_mentee_can_still_answer() -> None:
    story, ends = named()
    story.takes("agreement")
    assert shown_end(story.state, story.now) == ends
    story.passes(days=18)
    assert shown_end(story.state, story.now) == story.now + length(story.state)
    story.hears(MENTEE, "agree", "agreement/2")
    assert story.state.ends == story.now + length(story.state)
    assert named_end(story.state) == (None, None), "they have begun"


def test_whoever_named_it_is_known_through_a_version_that_changes_something_else() -> None:
    story, ends = named(200)
    story.takes("agreement")
    story.hears(MENTEE, "amend", "agreement/2", cadence_days=28)
    assert named_end(story.state) == (ends, MENTOR)
    story.takes("agreement")
    story.hears(MENTOR, "amend", "agreement/3", cadence_days=21)
    assert named_end(story.state) == (ends, MENTOR)
    story.takes("agreement")
    story.hears(MENTEE, "amend", "agreement/4", until=ends + DAY)
    assert named_end(story.state) == (ends + DAY, MENTEE)


def test_an_end_of_the_draft_was_named_by_neither() -> None:
    drafted = Story(seeking().with_(ends=seeking().started + 300 * DAY))
    drafted.takes("request")
    drafted.hears(MENTOR, "accept", "request/1")
    assert named_end(drafted.state) == (None, None)
    story, _ = named()
    assert named_end(as_drafted(story.state)) == (None, None)


@pytest.mark.parametrize("said", [{}, {"draft": 3, "cadence_days": 14}])
def test_another_yes_does_not_keep_the_end_of_the_one_before(said: dict[str, int]) -> None:
    story, _ = named()
    story.hears(MENTOR, "accept", "request/1", **said)
    assert named_end(story.state) == (None, None)
