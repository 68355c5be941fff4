"""The policy edition of a run, so that a new release does not change decisions in the middle of the run.

The edition goes up when decisions change for existing states. Policy then branches on
`state.edition`, and the previous edition stays until no run needs it.
"""

from schemas.state import State

PRESENT = 1  # the edition of new runs, also after continue-as-new
OLDEST = 1  # the oldest edition that this release supports; at most one before the present one


class UnknownEditionError(ValueError):
    """A run has an edition that this release does not support; another release must continue it."""


def check(state: State) -> None:
    """Raise UnknownEditionError for a state whose edition this release does not know."""
    if not OLDEST <= state.edition <= PRESENT:
        raise UnknownEditionError(f"this release knows the editions {OLDEST} to {PRESENT}, not {state.edition}")


def renewed(state: State) -> State:
    """Return the state with the present edition; only for continue-as-new."""
    check(state)
    return state.with_(edition=PRESENT)
