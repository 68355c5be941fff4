"""Lives that take every turn a page can be opened at: found and not found, lively and silent, broken off and closed."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from schemas.messages import Step
from schemas.names import AnswerKind, Choice, Met, NewsKind, Role, StepKind
from schemas.rules import Rules
from schemas.state import Candidate, State
from tests.policy.pairs import paired, person, seeking
from tests.policy.stories import Said, Words, a_good_pair, but

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
BRIEF = Rules(duration_days=120)
DORA = (Candidate(person=person("Dora"), reader=seeking().candidates[0].reader),)


class Life(NamedTuple):
    """How a mentorship begins, and what its people say to each step."""

    begins: Callable[[], State]
    says: Said
    steps: int = 40


def silence(step: Step, state: State) -> Words:
    """Nobody says anything."""
    return ()


def says(role: Role, kind: str, **said: object) -> dict[str, object]:
    """Return one answer."""
    return {"role": role, "kind": kind, **said}


def chooses(role: Role, choice: Choice, **said: object) -> dict[str, object]:
    """Return one choice."""
    return says(role, AnswerKind.ADJUST, choice=choice, **said)


def after_a_while(step: Step, state: State) -> Words:
    """A pair agrees, then falls silent; its coordinator gives it time once."""
    if step.kind is StepKind.AGREEMENT:
        yield from a_good_pair(step, state)
    if step.kind is StepKind.TASK and step.key.number == 1:
        yield says(COORDINATOR, AnswerKind.DECIDE, choice=Choice.CONTINUE)


def one_sided(step: Step, state: State) -> Words:
    """Only the mentee answers, in each way that there is."""
    if step.kind is StepKind.AGREEMENT:
        yield from a_good_pair(step, state)
    if step.kind in (StepKind.CHECK_IN, StepKind.NUDGE) and MENTEE in step.to:
        met = (Met.YES, Met.BOOKED, Met.NO)[step.key.number % 3]
        yield says(MENTEE, AnswerKind.CHECK_IN, met=met, note=True)
    if step.kind is StepKind.LAST_NOTICE:
        yield chooses(MENTEE, Choice.CONTINUE)
    if step.kind is StepKind.RHYTHM:
        yield chooses(MENTEE, Choice.CADENCE, cadence_days=42)


def on_leave(step: Step, state: State) -> Words:
    """The mentor takes a break, then the mentee too; the mentor is back early."""
    yield from a_good_pair(step, state) if step.kind is not StepKind.CHECK_IN else ()
    if step.kind is StepKind.CHECK_IN and step.key.number == 1:
        yield chooses(MENTOR, Choice.PAUSE, until=step.due + timedelta(days=20))
    if step.kind is StepKind.PAUSED and step.key.number == 1:
        yield says(MENTEE, AnswerKind.PAUSE, until=step.due + timedelta(days=40))
    if step.kind is StepKind.PAUSED and step.key.number == 2:
        yield says(MENTOR, AnswerKind.RESUME)


def rated(step: Step, state: State) -> Words:
    """They meet, and do not like it; the mentee asks for more time, the mentor for the end."""
    if step.kind is StepKind.CHECK_IN:
        yield says(MENTEE, AnswerKind.CHECK_IN, met=Met.YES, rating=1, note=True)
        yield says(MENTOR, AnswerKind.CHECK_IN, met=Met.BOOKED, note=True)
    elif step.kind is StepKind.REVIEW and step.key.number > 3:
        yield chooses(MENTEE, Choice.EXTEND)
        yield chooses(MENTOR, Choice.CLOSE)
    else:
        yield from a_good_pair(step, state)


def amended(step: Step, state: State) -> Words:
    """The mentee changes the agreement, and the mentor would rather not begin with it."""
    if step.kind is StepKind.REQUEST:
        yield says(MENTOR, AnswerKind.ACCEPT)
    if step.kind is StepKind.AGREEMENT and step.key.number == 1:
        yield says(MENTEE, AnswerKind.AMEND, cadence_days=14)
    if step.kind is StepKind.AGREEMENT and step.key.number == 2:
        yield chooses(MENTOR, Choice.CLOSE)
    if step.kind is StepKind.AGREEMENT and step.key.number == 3:
        yield chooses(MENTEE, Choice.REMATCH)


def with_changes(step: Step, state: State) -> Words:
    """Each mentor says yes to another rhythm: the mentee goes on looking, then changes it again, and they begin."""
    if step.kind is StepKind.REQUEST:
        yield says(MENTOR, AnswerKind.ACCEPT)
        yield says(MENTOR, AnswerKind.ACCEPT, draft=state.agreements + 1 + step.key.number, cadence_days=42)
    if step.kind is StepKind.AGREEMENT and MENTEE in step.to:
        yield (
            chooses(MENTEE, Choice.REMATCH)
            if len(state.candidates) > 1
            else says(MENTEE, AnswerKind.AMEND, cadence_days=28)
        )
    if step.kind is StepKind.AGREEMENT and MENTOR in step.to:
        yield says(MENTOR, AnswerKind.AGREE)


def no_after_all(step: Step, state: State) -> Words:
    """The first mentor says yes to another rhythm and then, while the mentee thinks about it, no."""
    if step.key == "request/1":
        yield says(MENTOR, AnswerKind.ACCEPT, draft=2, cadence_days=42)
    if step.key == "agreement/2":
        yield says(MENTOR, AnswerKind.DECLINE, step="request/1")


def goes_on(step: Step, state: State) -> Words:
    """When the time of a good pair is nearly over, one of them says thank you, and the other asks for more."""
    if step.kind is StepKind.CLOSING and step.key.number == 1:
        yield says(MENTEE, AnswerKind.THANK, note=True)
        yield chooses(MENTOR, Choice.EXTEND)
    else:
        yield from a_good_pair(step, state)


DECLINES: Words = (says(MENTOR, AnswerKind.DECLINE),)
WAVERS: Words = (says(MENTOR, AnswerKind.ACCEPT), says(MENTOR, AnswerKind.DECLINE))
CHANGES: Words = (says(MENTOR, AnswerKind.ACCEPT, draft=2, cadence_days=42, until="2027-12-01T12:00:00Z"),)
ACCEPTS: Words = (says(MENTOR, AnswerKind.ACCEPT),)
MORE_TIME: Words = (says(COORDINATOR, AnswerKind.DECIDE, choice=Choice.CONTINUE),)
NAMES: Words = (says(COORDINATOR, AnswerKind.NAME, named=DORA),)
ENDS_SEARCH: Words = (says(COORDINATOR, AnswerKind.DECIDE, choice=Choice.CLOSE),)
HR_ENDS: Words = (says(HR, AnswerKind.CLOSE),)
HR_PAUSES: Words = (says(HR, AnswerKind.PAUSE, until="2027-01-20T12:00:00Z"),)
TAKEN_BACK: Words = (says(HR, AnswerKind.RESUME),)


def leaves(step: Step, state: State) -> Words:
    """The mentor leaves the organisation, and the mentee says goodbye to nobody."""
    yield from a_good_pair(step, state) if step.kind is not StepKind.CHECK_IN else ()
    if step.kind is StepKind.CHECK_IN and step.key.number == 1:
        yield {"news": NewsKind.LEFT, "about": MENTOR}


def names_one_more(step: Step, state: State) -> Words:
    """Nobody answers; the coordinator names somebody, who does not answer either."""
    if step.key == "no_mentor/2":
        yield from NAMES


def nobody_runs_it() -> State:
    """Return a search in a programme without a coordinator."""
    state = seeking()
    return state.with_(readers={role: one for role, one in state.readers.items() if role is not COORDINATOR})


def unreached(state: State, role: Role) -> State:
    """Return a beginning in which mail does not reach somebody, which the coordinator does not know yet."""
    return state.with_(unreachable=(role,), losses=1, unreachable_since=state.started)


HELD = says(HR, AnswerKind.HOLD)


def lifted(hold: int, choice: Choice = Choice.CONTINUE) -> dict[str, object]:
    """Return that the programme lifts the hold that was the answer of this number."""
    return says(HR, AnswerKind.LIFT, hold=UUID(int=hold), choice=choice)


def booked(step: Step, state: State) -> Words:
    """They name the day of their next meeting; one is moved, one missed, one called off, and a break covers one."""
    key, soon = step.key.number, step.due.date() + timedelta(days=25)
    if step.kind is not StepKind.CHECK_IN:
        yield from a_good_pair(step, state)
    elif key == 1:
        yield says(MENTEE, AnswerKind.CHECK_IN, met=Met.BOOKED, booked_on=soon, note=True)
        yield says(MENTOR, AnswerKind.CHECK_IN, met=Met.YES, booked_on=soon + timedelta(days=5))
    elif key == 2:
        yield says(MENTEE, AnswerKind.CHECK_IN, met=Met.NO, note=True)
        yield says(MENTOR, AnswerKind.CHECK_IN, met=Met.BOOKED, booked_on=soon)
        yield chooses(MENTEE, Choice.CALL_OFF, booked_on=soon)
    elif key == 4:
        yield says(MENTOR, AnswerKind.CHECK_IN, met=Met.YES, booked_on=soon)
        yield chooses(MENTEE, Choice.PAUSE, until=step.due + timedelta(days=40))
    else:
        yield says(MENTEE, AnswerKind.CHECK_IN, met=Met.YES, rating=4, booked_on=soon)


MET = [says(role, AnswerKind.CHECK_IN, met=Met.YES, note=True) for role in (MENTEE, MENTOR)]
ON_HOLD = but(a_good_pair, check_in=[MET[0], HELD, MET[1], lifted(4)])
PARTED = but(a_good_pair, check_in=[MET[0], HELD, MET[1], lifted(4, Choice.CLOSE)])
LIVES: dict[str, Life] = {
    "good": Life(lambda: seeking(BRIEF), a_good_pair, 60),
    "good, given": Life(lambda: paired(Rules(duration_days=300)), a_good_pair, 60),
    "more time after all": Life(lambda: paired(BRIEF), goes_on, 60),
    "nobody answers the request": Life(seeking, silence),
    "all decline": Life(seeking, but(silence, request=DECLINES, no_mentor=ENDS_SEARCH)),
    "wavers, then more time": Life(seeking, but(silence, request=WAVERS, no_mentor=MORE_TIME), 12),
    "named by the coordinator": Life(seeking, names_one_more),
    "nobody runs it": Life(nobody_runs_it, silence),
    "silent after agreeing": Life(paired, after_a_while),
    "agreed by silence": Life(paired, silence),
    "one answers": Life(paired, one_sided, 60),
    "on leave": Life(lambda: paired(BRIEF), on_leave, 60),
    "rated low": Life(lambda: paired(BRIEF), rated, 60),
    "amended, then not": Life(seeking, amended),
    "yes with changes": Life(seeking, with_changes, 12),
    "yes with changes, and silence": Life(seeking, but(silence, request=CHANGES), 8),
    "yes with changes, then no": Life(seeking, no_after_all, 4),
    "HR ends the search": Life(seeking, but(silence, request=HR_ENDS)),
    "HR ends the pair": Life(paired, but(a_good_pair, check_in=HR_ENDS)),
    "HR takes it back": Life(paired, but(a_good_pair, check_in=HR_ENDS, closing=TAKEN_BACK), 12),
    "the mentor leaves": Life(paired, but(leaves, closing=())),
    "mail reaches no mentor": Life(lambda: unreached(paired(), MENTOR), silence),
    "mail reaches no mentee": Life(lambda: unreached(seeking(), MENTEE), but(silence, request=ACCEPTS)),
    "on hold": Life(paired, ON_HOLD, 4),
    "on hold, then ended": Life(paired, PARTED),
    "on hold in a search": Life(seeking, but(silence, request=[HELD, *ACCEPTS, lifted(1)]), 3),
    "on hold in a goodbye": Life(paired, but(a_good_pair, check_in=HR_ENDS, closing=[HELD, lifted(4)]), 12),
    "booked": Life(lambda: paired(Rules(duration_days=300)), booked, 40),
    "HR pauses": Life(paired, but(a_good_pair, check_in=HR_PAUSES), 10),
}
