"""Lives that end, or nearly end, in each of the ways there are, with every letter that is written in them."""

from schemas.names import Choice, Met, Outcome, Role, StepKind
from tests.letters.lives import Life
from tests.policy.pairs import paired, seeking
from tests.policy.stories import under_way

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR


def met() -> Life:
    """Return a pair that was asked once how it is going."""
    life = Life(paired())
    under_way(life)
    life.takes("check_in")
    return life


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


def ended_by_hr(outcome: Outcome) -> Life:
    """HR ends a pair that is under way."""
    life = met()
    life.hears(Role.HR, "close", outcome=outcome)
    life.goes_on_to_its_end()
    return life


def end_taken_back() -> Life:
    """HR ends a pair that was asked how it is going, and takes the end back."""
    life = met()
    life.hears(Role.HR, "close", outcome=Outcome.ENDED_EARLY)
    life.goes_on_until("closing")
    life.hears(Role.HR, "resume")
    life.takes("reopened")
    life.takes()
    return life


def ended_by_coordinator() -> Life:
    """The coordinator, who was asked to look after a silent pair, ends it kindly."""
    life = met()
    task = life.goes_on_until("task")
    life.hears(Role.COORDINATOR, "decide", task.key, choice=Choice.CLOSE)
    life.goes_on_to_its_end()
    return life


def ended_by_both() -> Life:
    """Both wish for the end, each without knowing of the other's wish."""
    life = met()
    for role, choice in ((MENTEE, Choice.CLOSE), (MENTOR, Choice.REMATCH)):
        life.hears(role, "adjust", "check_in/1", choice=choice)
    life.goes_on_to_its_end()
    return life


def search_ended_by_hr() -> Life:
    """HR ends a search while a mentor has the request."""
    life = Life(seeking())
    life.takes("request")
    life.hears(Role.HR, "close")
    life.goes_on_to_its_end()
    return life


def mentee_leaves() -> Life:
    """A mentee who looks for a mentor leaves the organisation."""
    life = Life(seeking())
    life.takes("request")
    life.learns(MENTEE, "left")
    life.goes_on_to_its_end()
    return life


def rather_not(*roles: Role) -> Life:
    """A given pair reads its agreement, and these would rather not begin."""
    life = Life(paired())
    life.takes("agreement")
    for role in roles:
        life.hears(role, "adjust", "agreement/1", choice=Choice.CLOSE)
    life.goes_on_to_its_end()
    return life


def mentee_thinks_again() -> Life:
    """A mentor says yes, and the mentee would rather not begin with anybody."""
    life = Life(seeking())
    life.takes("request")
    life.hears(MENTOR, "accept", "request/1")
    life.takes("agreement")
    life.hears(MENTEE, "adjust", "agreement/1", choice=Choice.CLOSE)
    life.goes_on_to_its_end()
    return life


ENDINGS = {
    "more time after all": more_time,
    "HR ends it": lambda: ended_by_hr(Outcome.ENDED_EARLY),
    "HR ends it as completed": lambda: ended_by_hr(Outcome.COMPLETED),
    "HR takes the end back": end_taken_back,
    "the coordinator ends it": ended_by_coordinator,
    "both end it": ended_by_both,
    "HR ends the search": search_ended_by_hr,
    "the mentee leaves": mentee_leaves,
    "one would rather not begin": lambda: rather_not(MENTOR),
    "both would rather not begin": lambda: rather_not(MENTEE, MENTOR),
    "the mentee would rather not begin": mentee_thinks_again,
}
