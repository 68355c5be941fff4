"""Whoever could not answer because of an end, or of news, that was then taken back has that time again."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from policy.card import answer_by
from schemas.failures import Failure
from schemas.names import PAIR, Role
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story
from tests.policy.test_verdict import silent_until

MENTEE, MENTOR = PAIR
HR = Role.HR
NIGHT = timedelta(hours=12)


def asked() -> Story:
    """Return a search whose first mentor was asked, and says nothing."""
    return waiting(Story(seeking()), "request")


def agreeing() -> Story:
    """Return two who were given to each other, look at their agreement and say nothing."""
    return waiting(Story(paired()), "agreement")


def noticed() -> Story:
    """Return two who were asked one last time."""
    return waiting(silent_until("last_notice"), "last_notice")


def waiting(story: Story, question: str) -> Story:
    """Let a question be asked, with its reminders."""
    story.takes(question)
    while story.next.kind.value == f"{question}_reminder":
        story.takes()
    return story


def closed(story: Story) -> None:
    """Let HR end it."""
    story.hears(HR, "close")


def resumed(story: Story) -> None:
    """Let HR take that back."""
    story.hears(HR, "resume")


def gone(who: Role) -> Callable[[Story], None]:
    """Let somebody be said to have left."""
    return lambda story: story.learns(who, "left")


def back(who: Role) -> Callable[[Story], None]:
    """Let it turn out that they have not."""
    return lambda story: story.learns(who, "back")


@pytest.mark.parametrize(
    ("begins", "ends", "goes_on"),
    [
        (asked, closed, resumed),
        (asked, gone(MENTEE), back(MENTEE)),
        (asked, gone(MENTOR), back(MENTOR)),
        (agreeing, closed, resumed),
        (agreeing, gone(MENTOR), back(MENTOR)),
        (noticed, gone(MENTOR), back(MENTOR)),
    ],
)
def test_whoever_could_not_answer_meanwhile_has_that_time_again(
    begins: Callable[[], Story], ends: Callable[[Story], None], goes_on: Callable[[Story], None]
) -> None:
    """A mentor who had said yes in time was refused meanwhile, and counted as silent at once afterwards."""
    story = begins()
    limit = answer_by(story.state)
    assert limit
    story.now = limit - NIGHT / 2
    ends(story)
    kind, step = ("accept", "request/1") if begins is asked else ("agree", "agreement/1")
    if begins is not noticed:
        story.passes(minutes=5)
        assert isinstance(story.tries(MENTOR, kind, step), Failure)
    story.now = limit - NIGHT / 2 + NIGHT
    goes_on(story)
    assert answer_by(story.state) == limit + NIGHT
    assert story.next.due >= limit + NIGHT
