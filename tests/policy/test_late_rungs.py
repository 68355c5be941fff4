"""However late a letter of the ladder goes out, the next one leaves its readers their time."""

from schemas.names import StepKind
from tests.policy.test_ladder import DAY, quiet_until


def test_a_question_about_the_rhythm_that_went_out_late_is_not_followed_at_once_by_the_coordinators_task() -> None:
    story = quiet_until("nudge")
    story.passes(days=60)
    rhythm = story.takes("rhythm")
    assert story.next.kind is StepKind.TASK
    assert story.next.due - rhythm.due >= 10.5 * DAY
