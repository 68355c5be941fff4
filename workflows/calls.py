"""Every timeout and retry policy, one line of meaning each."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError
from temporalio.workflow import ActivityCancellationType, ActivityHandle

from activities.steps import Steps
from schemas.messages import Order, StepOutcome

# A step is a short transaction and one or two letters. A relay may take ten minutes to answer the
# final dot (RFC 5321 §4.5.3.2.6), so a step may take that long too.
STEP_TRY = timedelta(minutes=15)
# While Postgres is down, retry soon, then every ten minutes, without limit. Nothing is lost, and the
# pending activity shows operators why the mentorship does not move on.
STEP_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(minutes=10)
)
# A missing heartbeat shows that a worker has died, long before STEP_TRY is over.
STEP_HEARTBEAT = timedelta(seconds=20)
# An update that a step holds up waits this long before the step is stopped. This is longer than it takes to notice a
# dead worker, or Postgres to come back from a restart or a failover, and the step to be tried again (at 1, 3, 7 … 127
# seconds).
STOP_AFTER = timedelta(seconds=150)
# A step that is stopped between two tries may be committed, which Postgres knows; asking takes a moment, and is tried
# again while Postgres is away: the answer that waits was saved there, so it is back, or soon will be.
OUTCOME_TRY = timedelta(seconds=20)
OUTCOME_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(seconds=30)
)

# In one workflow task, the SDK delivers updates before a cancellation; this short timer lets the cancellation go first.
A_MOMENT = timedelta(milliseconds=1)

# An answer that is saved in Postgres but not yet sent to the workflow is sent within a second, or by a sweeper after an
# outage. A step waits for it this long each time, about an hour in total, so that an outage does not make a timely
# answer miss its deadline. Then the step is taken anyway.
PENDING_ANSWER_WAITS = (
    timedelta(seconds=10),
    timedelta(minutes=2),
    *(timedelta(minutes=10),) * 6,
)

# A wait of at least this length counts as long: before it, a run with a long history continues as new.
LONG_WAIT = timedelta(hours=1)

# A new run has to set its timer again. So a run continues as new right after a step, before a timer is set,
# and may exceed its budget by up to this many events until then.
TIMER_GRACE = 30


def start_step(order: Order, label: str) -> ActivityHandle[StepOutcome]:
    """Start one step: check what Postgres knows, write its letters and its record, and send the letters.

    The step's key is the activity's id, so that a replay fails if it decides on another step. After a
    cancellation, an attempt that is running still finishes, and its outcome counts; between two attempts the
    step stops at once, whatever an earlier attempt has written: `finished` asks for that.
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


async def finished(running: ActivityHandle[StepOutcome], order: Order) -> StepOutcome | None:
    """Return the outcome of a step; of one that was stopped, if an attempt has committed it, or None if none has."""
    try:
        return await running
    except ActivityError:
        return await workflow.execute_activity_method(
            Steps.outcome_of_step,
            order,
            activity_id=f"{order.step.key}/outcome",
            start_to_close_timeout=OUTCOME_TRY,
            retry_policy=OUTCOME_RETRY,
            summary="whether the stopped step was taken",
        )
