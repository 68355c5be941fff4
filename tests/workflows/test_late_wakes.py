"""Whatever comes late, the step is decided by the moment at which it is taken."""

from datetime import timedelta

import pytest

from schemas.names import Role, StepKind
from tests.policy.pairs import START, paired, seeking
from tests.workflows.harness import Run
from tests.workflows.lives import at_night, is_decent, searching, under_way


def test_after_an_outage_of_weeks_no_reminder_goes_out_whose_time_has_passed() -> None:
    """The reminder of day 4 wakes on day 19, after the limit of day 14: the next candidate is asked instead."""
    run = searching()
    run.wake(late=timedelta(days=15))
    run.pass_until(run.now + timedelta(days=4))
    assert run.order.step.key == "request/2"
    assert is_decent(run.order)


def test_after_an_outage_only_the_latest_reminder_goes_out() -> None:
    run = searching()
    days = run.state.rules.reply_reminders
    run.wake(late=timedelta(days=days[1] - days[0] + 1))
    run.pass_until(run.now + timedelta(days=3))
    assert run.order.step.key == "request/1/reminder/2"
    assert is_decent(run.order)


@pytest.mark.parametrize("hours", range(1, 24))
@pytest.mark.parametrize("begin", [seeking, paired], ids=["seeking", "paired"])
def test_a_step_that_wakes_hours_late_waits_for_decent_hours(begin: object, hours: int) -> None:
    assert callable(begin)
    run = Run(begin(), START - timedelta(hours=9))
    if run.timers:
        run.wake(late=timedelta(hours=hours))
    run.pass_until(run.now + timedelta(days=4))
    assert is_decent(run.order)


def test_at_night_a_due_check_in_waits_for_the_morning() -> None:
    run = under_way()
    night = at_night(run.state, Role.MENTOR, min(run.timers.values()))
    run.wake(late=night - min(run.timers.values()))
    assert run.steps == {}
    run.pass_until(run.now + timedelta(days=4))
    assert run.order.step.kind is StepKind.CHECK_IN
    assert is_decent(run.order)


def test_a_step_that_fails_for_weeks_is_dated_by_when_it_was_taken() -> None:
    """The limit for an answer counts from the letter, not from when it was first tried."""
    run = Run(seeking(), START)
    run.pass_until(START + timedelta(days=1))
    ordered = run.order.now
    run.finish(late=timedelta(days=20))
    assert min(run.timers.values()) > ordered + timedelta(days=20 + 1)
