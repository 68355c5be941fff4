"""Every timeout and retry policy, one line of meaning each."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.steps import Steps
from schemas.messages import Facts, Order

# A step is a short transaction and one or two mails. A relay may think for ten minutes about the
# final dot (RFC 5321 §4.5.3.2.6), so a step may too.
STEP_TRY = timedelta(minutes=15)
# Postgres away: try again soon, then every ten minutes, without end. Nothing is lost, and the
# pending activity shows operators why the mentorship stands still.
STEP_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(minutes=10)
)
# A worker that dies is noticed by its missing heartbeat, long before STEP_TRY is over.
STEP_HEARTBEAT = timedelta(seconds=20)

# An answer that is in Postgres but was not told yet is told by a sweeper within seconds; a step waits
# for it this long, this often, so that an outage never makes a deadline overtake a timely answer.
PENDING_ANSWER_WAIT = timedelta(minutes=10)
PENDING_ANSWER_WAITS = 6

# The wait for the next step counts as long, and worth a fresh history, from here on.
LONG_WAIT = timedelta(hours=1)

# A run that begins anew sets its timer once more; so it rather does so right after a step, before the
# timer is set, and overdraws its budget by this many events until then.
TIMER_GRACE = 30


async def step(order: Order, label: str) -> Facts:
    """Take one step: write its mails and its record, hand the mails over, look at the world."""
    return await workflow.execute_activity_method(
        Steps.take_step,
        order,
        start_to_close_timeout=STEP_TRY,
        heartbeat_timeout=STEP_HEARTBEAT,
        retry_policy=STEP_RETRY,
        summary=label,
    )
