"""Which edition of the policy a run decides by, so that a new release never decides otherwise in its middle.

An edition is raised when decisions change for states that exist already. Policy then
branches on `state.edition`, and the edition before stays until no run needs it.
"""

from schemas.state import State

PRESENT = 1  # what runs that begin, or begin anew, decide by
OLDEST = 1  # what this release can still decide by; at most one before the present one


class UnknownEditionError(ValueError):
    """A run decides by an edition that this release does not have; another release must carry it on."""


def check(state: State) -> None:
    """Raise UnknownEditionError for a state whose edition this release does not know."""
    if not OLDEST <= state.edition <= PRESENT:
        raise UnknownEditionError(f"this release knows the editions {OLDEST} to {PRESENT}, not {state.edition}")


def renewed(state: State) -> State:
    """Return the state with the present edition; only for a run that begins anew."""
    check(state)
    return state.with_(edition=PRESENT)
