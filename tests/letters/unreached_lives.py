"""Lives in which mail does not reach somebody before they begin, with every letter that is written in them."""

from schemas.names import Role, StepResult
from schemas.reason import Reason, ReasonCode
from tests.letters.lives import Life
from tests.policy.pairs import paired, seeking


def unreached(role: Role, again: bool = False) -> Life:
    """The agreement of a given pair bounces for one of them; perhaps their address is corrected after a while."""
    life = Life(paired())
    life.takes("agreement")
    life.learns(role, "unreachable")
    life.goes_on_until("agreement_reminder")
    if again:
        life.learns(role, "reachable")
        life.goes_on_until("agreed")
    else:
        life.goes_on_to_its_end()
    return life


def unreached_search() -> Life:
    """The first letter does not reach a mentee who looks for a mentor."""
    life = Life(seeking())
    life.takes("request")
    life.learns(Role.MENTEE, "unreachable")
    life.takes("unreachable")
    return life


def unreached_before_anybody_is_asked() -> Life:
    """Mail does not reach a mentee before the first mentor has been asked."""
    life = Life(seeking())
    life.learns(Role.MENTEE, "unreachable")
    life.takes("unreachable")
    return life


def unreached_with_nobody_free() -> Life:
    """None of the mentors has a place free, and the letter that says so is the first that does not arrive."""
    life = Life(seeking())
    for _ in life.state.candidates:
        life.takes("request", result=StepResult.DROPPED, because=Reason(code=ReasonCode.FULL_NEXT))
    life.takes("no_mentor")
    life.learns(Role.MENTEE, "unreachable")
    life.goes_on_until("unreachable")
    return life


UNREACHED = {
    "the mentor is never reached": lambda: unreached(Role.MENTOR),
    "the mentee is never reached": lambda: unreached(Role.MENTEE),
    "the mentor is reached in the end": lambda: unreached(Role.MENTOR, again=True),
    "a mentee who looks for a mentor is not reached": unreached_search,
    "a mentee is not reached before anybody is asked": unreached_before_anybody_is_asked,
    "a mentee for whom nobody has a place is not reached": unreached_with_nobody_free,
}
