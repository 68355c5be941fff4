"""Every timeout and retry policy, one line of meaning each."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.workflow import ActivityCancellationType, ActivityHandle

from activities.steps import Steps
from schemas.messages import Order, StepOutcome

# A step is a short transaction and one or two letters. A relay may think for ten minutes about the
# final dot (RFC 5321 §4.5.3.2.6), so a step may too.
STEP_TRY = timedelta(minutes=15)
# Postgres away: try again soon, then every ten minutes, without end. Nothing is lost, and the
# pending activity shows operators why the mentorship stands still.
STEP_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(minutes=10)
)
# A worker that dies is noticed by its missing heartbeat, long before STEP_TRY is over.
STEP_HEARTBEAT = timedelta(seconds=20)
# Whoever is held up waits this long before the step is stopped: longer than a dead worker takes to be noticed and the
# first tries after it, so that a step that was committed is not stopped before its outcome is known.
STOP_AFTER = timedelta(seconds=45)

# A workflow task hands over updates before a cancel that came with them; a timer as short as this lets it come first.
A_MOMENT = timedelta(milliseconds=1)

# An answer that is in Postgres but was not told yet is told within a second, or by a sweeper once an outage
# is over. A step waits for it this long each time, about an hour in all, so that an outage never makes a
# deadline overtake a timely answer; then it is taken all the same.
PENDING_ANSWER_WAITS = (
    timedelta(seconds=10),
    timedelta(minutes=2),
    *(timedelta(minutes=10),) * 6,
)

# The wait for the next step counts as long, and worth a fresh history, from here on.
LONG_WAIT = timedelta(hours=1)

# A run that begins anew sets its timer once more; so it rather does so right after a step, before the
# timer is set, and exceeds its budget by up to this many events until then.
TIMER_GRACE = 30


def start_step(order: Order, label: str) -> ActivityHandle[StepOutcome]:
    """Start to take one step: write its letters and its record, hand the letters over, look at the world.

    The step's key is the activity's id, so that a replay notices when another step is decided. Cancelled,
    a try that is under way is finished all the same, and its outcome counts; between two tries the step stops
    at once, whatever an earlier try has written. See STOP_AFTER.
    """
    return workflow.start_activity_method(
        Steps.take_step,
        order,
        activity_id=order.step.key,
        start_to_close_timeout=STEP_TRY,
        heartbeat_timeout=STEP_HEARTBEAT,
        retry_policy=STEP_RETRY,
        cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        summary=label,
    )
