"""A coordinator whom a task did not reach is asked once mail reaches them again."""

from schemas.names import Role, StepKind
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way

COORDINATOR = Role.COORDINATOR


def tasked() -> Story:
    """Return a silent pair whose coordinator was asked to look after them."""
    story = under_way(Story(paired()))
    story.goes_on_until("task")
    return story


def test_they_are_asked_again_with_the_full_time() -> None:
    story = tasked()
    story.passes(hours=2)
    story.learns(COORDINATOR, "unreachable")
    story.passes(days=1)
    story.learns(COORDINATOR, "reachable", reader=paired().readers[COORDINATOR])
    step = story.takes("task")
    assert (step.to, step.key) == ((COORDINATOR,), "task/2")
    assert (story.next.due - story.now).days >= story.state.rules.task_days - 1


def test_whoever_has_decided_meanwhile_is_not_asked_again() -> None:
    story = tasked()
    story.hears(COORDINATOR, "decide", "task/1", choice="continue")
    story.learns(COORDINATOR, "unreachable")
    story.learns(COORDINATOR, "reachable", reader=paired().readers[COORDINATOR])
    assert story.next.kind is not StepKind.TASK


def test_a_slip_about_them_sends_no_second_task() -> None:
    story = tasked()
    story.learns(COORDINATOR, "left")
    story.learns(COORDINATOR, "back", reader=paired().readers[COORDINATOR])
    assert story.next.kind is not StepKind.TASK


def test_a_question_for_an_address_that_did_not_reach_them_is_asked_again() -> None:
    story = under_way(Story(paired()))
    story.learns(Role.MENTEE, "unreachable")
    story.takes("unreachable")
    story.learns(COORDINATOR, "unreachable")
    story.passes(days=1)
    story.learns(COORDINATOR, "reachable", reader=paired().readers[COORDINATOR])
    assert story.takes("unreachable").to == (COORDINATOR,)
