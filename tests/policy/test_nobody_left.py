"""When nobody is left to ask, the reason is what became of the last mentor."""

from collections.abc import Callable

import pytest

from policy.reasons import sentence
from schemas.names import PAIR, StepResult
from schemas.reason import Reason, ReasonCode
from tests.policy.pairs import seeking
from tests.policy.stories import Story

MENTEE, MENTOR = PAIR


def without(because: ReasonCode) -> dict[str, object]:
    """Return the outcome of a step that is not taken."""
    return {"result": StepResult.DROPPED, "because": Reason(code=because)}


def agreed(story: Story) -> None:
    """Let the mentor say yes, and the agreement go out."""
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")


def declines(story: Story) -> None:
    """The mentor says no."""
    story.takes("request")
    story.hears(MENTOR, "decline", "request/1")


def stays_silent(story: Story) -> None:
    """The mentor says nothing."""
    story.takes("request")
    while story.next.kind == "request_reminder":
        story.takes()


def bounces(story: Story) -> None:
    """The mentor's address does not work."""
    story.takes("request", written=(MENTEE,), unreachable=(MENTOR,))


def leaves_before_answering(story: Story) -> None:
    """The mentor leaves while the request is with them."""
    story.takes("request")
    story.learns(MENTOR, "left")


def leaves_after_a_yes(story: Story) -> None:
    """The mentor leaves while the two agree."""
    agreed(story)
    story.learns(MENTOR, "left")


def is_full(story: Story) -> None:
    """The mentor has no place, and is not asked."""
    story.takes("request", **without(ReasonCode.FULL_NEXT))


def is_full_after_a_yes(story: Story) -> None:
    """The mentor's last place went to somebody else."""
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement", **without(ReasonCode.PLACE_TAKEN))
    story.takes("place_taken")


def is_away(story: Story) -> None:
    """The mentor is away for long."""
    story.takes("request", **without(ReasonCode.AWAY_NEXT))


ENDS: list[tuple[Callable[[Story], None], ReasonCode, str]] = [
    (declines, ReasonCode.DECLINED_LAST, "cannot take this on"),
    (stays_silent, ReasonCode.SILENT_LAST, "if no answer has come by then"),
    (bounces, ReasonCode.UNREACHED_LAST, "could not be reached"),
    (leaves_before_answering, ReasonCode.LEFT_LAST, "has left"),
    (leaves_after_a_yes, ReasonCode.LEFT_LAST, "has left"),
    (is_full, ReasonCode.FULL_LAST, "has no place free"),
    (is_full_after_a_yes, ReasonCode.FULL_LAST, "has no place free"),
    (is_away, ReasonCode.AWAY_LAST, "is away"),
]


@pytest.mark.parametrize(("ends", "code", "words"), ENDS, ids=[ends.__name__ for ends, _, _ in ENDS])
def test_the_coordinator_and_the_mentee_learn_what_became_of_the_last_mentor(
    ends: Callable[[Story], None], code: ReasonCode, words: str
) -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    ends(story)
    step = story.next
    assert (step.kind, step.reason.code) == ("no_mentor", code)
    assert words in sentence(step.reason, ahead=code is ReasonCode.SILENT_LAST)


@pytest.mark.parametrize("ends", [leaves_before_answering, leaves_after_a_yes])
def test_the_next_mentor_is_asked_because_the_one_before_has_left(ends: Callable[[Story], None]) -> None:
    story = Story(seeking())
    ends(story)
    assert (story.next.key, story.next.reason.code) == ("request/2", ReasonCode.LEFT_NEXT)
