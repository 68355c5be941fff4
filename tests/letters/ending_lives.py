"""Lives that end, or nearly end, in each of the ways there are, with every letter that is written in them."""

from schemas.names import Met, Role, StepKind
from tests.letters.lives import Life
from tests.policy.pairs import paired
from tests.policy.stories import under_way

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR


def more_time() -> Life:
    """The time of a pair is nearly over; one of them says thank you, the other asks for more."""
    life = Life(paired())
    under_way(life)
    while (step := life.takes()).kind is not StepKind.CLOSING:
        for role in (MENTEE, MENTOR) if step.kind in (StepKind.CHECK_IN, StepKind.REVIEW) else ():
            life.hears(role, "check_in", step.key, met=Met.YES)
    life.hears(MENTEE, "thank", step.key, note=True)
    life.hears(MENTOR, "adjust", step.key, choice="extend")
    life.takes("reopened")
    life.takes()
    return life


ENDINGS = {
    "more time after all": more_time,
}
