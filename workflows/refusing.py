"""What a run rejects: updates that cannot be taken, and states that this release cannot decide for."""

from typing import NoReturn

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from policy.editions import UnknownEditionError, check
from schemas.failures import Failure
from schemas.messages import Receipt
from schemas.state import State


def check_edition(state: State) -> None:
    """Fail the workflow task, but not the workflow, if this release does not know the run's policy edition."""
    try:
        check(state)
    except UnknownEditionError as error:
        advice = "deploy a release that does, or run `rapport renew --stuck`"
        raise RuntimeError(f"this release does not know policy edition {state.edition}; {advice} ({error})") from None


def accepted(heard: State | Failure, state: State) -> State:
    """Return the state after an update; reject the update if it cannot be taken."""
    return refuse(heard, state) if isinstance(heard, Failure) else heard


def refuse(failure: Failure, state: State) -> NoReturn:
    """Reject an update with a failure name that the gateway knows, and tell it the state, in case its own is older."""
    standing = Receipt(says="", at=workflow.now(), state=state)
    raise ApplicationError(f"refused: {failure}", standing, type=failure.value, non_retryable=True)
