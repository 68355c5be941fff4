"""Who can read of a break, by the letters that have reached them: whoever has heard of what it interrupts."""

import pytest

from policy.reached import Before, heard_of, is_introduced_late
from schemas.names import PAIR, Role, StepKind
from schemas.step_key import StepKey
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story

MENTEE, MENTOR = PAIR


def before(role: Role, *letters: tuple[str, bool, bool]) -> Before:
    """Return the earlier letters to one of the two."""
    return {role: [(StepKey(key), is_read, is_here) for key, is_read, is_here in letters]}


def changed() -> Story:
    """Return a given pair whose mentee has changed the agreement."""
    story = Story(paired())
    story.takes("agreement")
    story.hears(MENTEE, "amend", "agreement/1", cadence_days=7)
    story.takes("agreement")
    return story


@pytest.mark.parametrize("is_here", [True, False])
@pytest.mark.parametrize(("kind", "hears"), [("paused", True), ("resumed", False)])
def test_a_break_is_told_to_whoever_had_any_version_and_its_end_to_whoever_had_the_present_one(
    kind: str, hears: bool, is_here: bool
) -> None:
    """An address that was corrected since makes no difference: they did read it."""
    story = changed()
    step = story.next.with_(key=StepKey.of(StepKind(kind), 1))
    first = before(MENTOR, ("agreement/1", True, is_here), ("agreement/2", False, is_here))
    assert (MENTOR in heard_of(story.state, step, first)) is hears
    second = before(MENTOR, ("agreement/1", False, is_here), ("agreement/2", True, is_here))
    assert MENTOR in heard_of(story.state, step, second)


@pytest.mark.parametrize("kind", ["paused", "resumed"])
def test_whoever_was_sent_no_version_and_no_request_reads_of_no_break(kind: str) -> None:
    """It was the first letter that they ever got."""
    key = StepKey.of(StepKind(kind), 1)
    story = changed()
    nothing = before(MENTOR, ("agreement/1", False, True), ("agreement/2", False, True))
    assert heard_of(story.state, story.next.with_(key=key), nothing) == ()
    search = Story(seeking())
    search.takes("request")
    step = search.next.with_(key=key)
    assert heard_of(search.state, step, before(MENTOR, ("request/1", False, True))) == ()
    assert heard_of(search.state, step, before(MENTOR, ("request/1", True, False))) == (MENTOR,)


@pytest.mark.parametrize(
    ("is_read", "is_here", "is_late"), [(True, True, False), (True, False, True), (False, True, True)]
)
def test_whose_first_agreement_went_to_a_wrong_address_is_introduced_with_the_changed_one(
    is_read: bool, is_here: bool, is_late: bool
) -> None:
    story = changed()
    first = before(MENTOR, ("agreement/1", is_read, is_here))
    assert is_introduced_late(story.state, story.taken[-1], MENTOR, first) is is_late


def test_a_mentor_who_said_yes_reads_of_a_break_although_the_agreement_was_never_sent() -> None:
    search = Story(seeking())
    search.takes("request")
    search.hears(MENTOR, "accept", "request/1")
    search.takes("agreement")
    nothing = before(MENTOR, ("request/1", True, True), ("agreement/1", False, True))
    step = search.next
    assert MENTOR in heard_of(search.state, step.with_(key=StepKey.of(StepKind.PAUSED, 1)), nothing)
    assert MENTOR not in heard_of(search.state, step.with_(key=StepKey.of(StepKind.RESUMED, 1)), nothing)
