"""An end: who or what brought it, and when."""

from schemas.names import Outcome, Role
from schemas.value import Durable, Utc


class Ending(Durable):
    """An end that no letter has told anybody of yet. Until then it stands beside the state, which stays as it is."""

    since: Utc
    outcome: Outcome
    by: Role | None = None  # who asked for it, and may take it back; None: both did, or time or the ladder brought it
    wished: tuple[Role, ...] = ()  # who of the two wished for an end before HR or the coordinator decided on it
    left: bool = False  # somebody's leaving alone brought it: if they have not left after all, it is off
    instead: tuple[Outcome, Role | None] | None = None  # the outcome and `by` of an end under way when somebody left
