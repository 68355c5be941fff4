"""Who lifts a hold, and who ends a mentorship that is on hold: the programme alone, whatever comes first."""

from uuid import UUID

import pytest

from policy.another_mentor import may_want_another
from policy.hearing import hear
from policy.lifecycle import next_step
from policy.told import decided_by
from schemas.failures import Failure
from schemas.names import PAIR, Choice, Outcome, Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.state import State
from tests.policy.holds import held, lifted, met
from tests.policy.pairs import answer, paired, seeking
from tests.policy.stories import Story


@pytest.fixture
def story() -> Story:
    return met(Story(paired()))


def hears_late(story: Story, hold: UUID) -> None:
    """Tell of a hold after what lifts it."""
    heard = hear(story.state, answer(hold.int, Role.HR, "hold"), story.now)
    assert isinstance(heard, State)
    story.state = heard


def test_a_decision_that_comes_before_its_hold_counts_and_the_hold_changes_nothing_any_more(story: Story) -> None:
    hold = UUID(int=4711)
    lifted(story, hold)
    hears_late(story, hold)
    assert story.state.hold is None
    assert next_step(story.state, story.now)


def test_an_end_that_comes_before_its_hold_ends_it(story: Story) -> None:
    hold = UUID(int=4711)
    lifted(story, hold, Choice.CLOSE)
    hears_late(story, hold)
    assert story.state.hold is None
    assert story.takes().kind is StepKind.FAREWELL


def test_a_decision_lifts_its_own_hold_alone(story: Story) -> None:
    held(story)
    lifted(story, UUID(int=4711))
    assert story.state.hold
    assert next_step(story.state, story.now) is None


def test_hr_does_not_lift_a_hold_by_ending_it_and_taking_the_end_back(story: Story) -> None:
    held(story)
    story.hears(Role.HR, "close", outcome="ended_early")
    assert story.tries(Role.HR, "resume") is Failure.ON_HOLD
    assert story.tries(Role.MENTOR, "thank", note=True) is Failure.ON_HOLD
    story.takes("farewell")


def test_an_end_on_hold_of_what_was_withdrawn_before_is_still_withdrawn() -> None:
    story = Story(paired())
    story.takes()
    story.hears(Role.HR, "close")
    assert story.shown.phase is Phase.CLOSING
    hold = held(story)
    lifted(story, hold, Choice.CLOSE)
    assert story.takes().kind is StepKind.WITHDRAWN
    assert story.state.outcome is Outcome.WITHDRAWN


def test_two_holds_are_both_to_be_lifted(story: Story) -> None:
    first, second = held(story), held(story)
    lifted(story, first)
    assert next_step(story.state, story.now) is None
    assert story.tries(Role.HR, "lift", hold=first) is Failure.NOT_PAUSED
    lifted(story, second)
    assert next_step(story.state, story.now)


@pytest.mark.parametrize("role", [*PAIR, Role.COORDINATOR])
def test_nobody_but_the_programme_holds_and_lifts(story: Story, role: Role) -> None:
    assert story.tries(role, "hold") is Failure.NOT_ASKED
    hold = held(story)
    assert story.tries(role, "lift", hold=hold) is Failure.NOT_ASKED


def test_hr_ends_no_hold_by_resuming(story: Story) -> None:
    held(story)
    assert story.tries(Role.HR, "resume") is Failure.ON_HOLD
    assert story.tries(Role.MENTEE, "resume") is Failure.NOT_PAUSED


def test_hr_can_end_it_from_a_hold_and_nothing_is_asked_then_either(story: Story) -> None:
    """Whoever raised a concern was promised that; both got the usual goodbye, and were asked for thanks."""
    hold = held(story)
    story.passes(days=5)
    story.hears(Role.HR, "close", outcome="left")
    assert story.tries(Role.HR, "lift", hold=hold, choice=Choice.CLOSE) is Failure.NOT_PAUSED
    assert story.takes("farewell").to == PAIR
    assert story.state.outcome is Outcome.LEFT


def test_an_end_from_a_hold_is_one_farewell_without_thanks(story: Story) -> None:
    hold = held(story)
    story.passes(days=5)
    lifted(story, hold, Choice.CLOSE)
    assert story.tries(Role.HR, "resume") is Failure.ON_HOLD
    assert story.tries(Role.MENTOR, "thank", note=True) is Failure.ON_HOLD
    step = story.takes()
    assert (step.kind, step.to, step.reason.code) == (StepKind.FAREWELL, PAIR, ReasonCode.DECIDED_TO_END)
    assert (story.state.phase, story.state.outcome) == (Phase.CLOSED, Outcome.ENDED_EARLY)


@pytest.mark.parametrize("begins", [paired, seeking])
def test_an_end_before_they_have_begun_says_so(begins: object) -> None:
    story = Story(begins())  # type: ignore[operator]
    story.takes()
    lifted(story, held(story), Choice.CLOSE)
    assert [decided_by(story.shown, role) for role in PAIR] == ["organisation", "organisation"]
    assert not may_want_another(story.shown, Role.MENTEE)
    assert story.takes().kind is StepKind.WITHDRAWN
    assert story.state.outcome is Outcome.WITHDRAWN


@pytest.mark.parametrize("by", [Role.MENTEE, Role.HR])
def test_nor_does_an_end_that_can_be_taken_back_stand_in_its_way(story: Story, by: Role) -> None:
    hold = held(story)
    lifted(story, hold)
    if by is Role.HR:
        story.hears(Role.HR, "close")
    else:
        story.hears(by, "adjust", story.taken[-1].key, choice=Choice.CLOSE)
    lifted(story, hold, Choice.CLOSE)
    assert story.takes().kind is StepKind.FAREWELL


def test_an_end_counts_also_where_a_decision_to_go_on_was_told_before_and_postgres_has_lost_it(story: Story) -> None:
    """The page thanked whoever ended it, and the two were written to for ever."""
    hold = held(story)
    lifted(story, hold)
    assert story.tries(Role.HR, "lift", hold=hold) is Failure.NOT_PAUSED
    lifted(story, hold, Choice.CLOSE)
    assert story.takes().kind is StepKind.FAREWELL
    assert story.tries(Role.HR, "lift", hold=hold, choice=Choice.CLOSE) is not None
