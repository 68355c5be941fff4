"""A search that finds its candidates asks whoever is found; if that is nobody, the coordinator hears of it."""

from datetime import timedelta
from uuid import UUID

from policy.finding import goes_on, is_candidate
from policy.hearing import hear
from policy.lifecycle import after, next_step
from policy.verdict import World, verdict
from schemas.messages import Step, StepOutcome
from schemas.names import Role, StepKind, StepResult
from schemas.reason import Reason, ReasonCode
from schemas.state import NOBODY, Candidate, Seeking, State
from tests.policy.pairs import START, answer, seeking

BEN, EVE, DORA = UUID(int=11), UUID(int=12), UUID(int=13)


def search(*people: UUID) -> State:
    """Return a search that has planned these candidates."""
    state = seeking()
    reader = state.readers[Role.MENTEE]
    candidates = tuple(Candidate(person=person, reader=reader) for person in people)
    return state.with_(proposes=True, candidates=candidates, seeking=Seeking(since=START))


def found(state: State, person: UUID) -> StepOutcome:
    """Return the outcome of a request that goes to somebody who was found for it."""
    candidate = Candidate(person=person, reader=state.readers[Role.MENTEE])
    return StepOutcome(result=StepResult.TAKEN, written=(Role.MENTEE, Role.MENTOR), found=candidate)


def step_of(state: State) -> Step:
    """Return what is next."""
    step = next_step(state, START + timedelta(days=1))
    assert step
    return step


def people(state: State) -> list[UUID]:
    """Return the candidates, the current one first."""
    return [one.person for one in state.candidates]


def test_whoever_was_to_be_asked_later_changes_places_with_whom_was_planned() -> None:
    state = search(BEN, EVE, DORA)
    asked = after(state, step_of(state), found(state, DORA), START)
    assert (asked.mentor, people(asked)) == (DORA, [DORA, EVE, BEN])


def test_somebody_new_is_asked_in_place_of_whom_was_planned() -> None:
    state = search(BEN, EVE)
    asked = after(state, step_of(state), found(state, DORA), START)
    assert (asked.mentor, people(asked)) == (DORA, [DORA, EVE])
    assert goes_on(asked)


def test_who_was_not_known_at_the_beginning_is_found_when_it_is_their_turn() -> None:
    state = search(BEN, NOBODY, NOBODY)
    asked = after(state, step_of(state), found(state, BEN), START)
    assert goes_on(asked)
    declined = hear(asked, answer(1, Role.MENTOR, "decline", "request/1"), START + timedelta(hours=1))
    assert isinstance(declined, State)
    step = step_of(declined)
    assert step.key == "request/2"
    asked = after(declined, step, found(state, EVE), START + timedelta(days=1))
    assert (asked.mentor, people(asked), asked.requests) == (EVE, [EVE, NOBODY], 2)


def test_if_nobody_is_found_the_coordinator_is_asked_at_once() -> None:
    state = search(NOBODY, NOBODY, NOBODY)
    step = step_of(state)
    judged = verdict(state, step, step.due, World(nobody=True))
    assert judged == StepOutcome.dropped(Reason(code=ReasonCode.NOBODY_LEFT))
    nobody = Candidate(person=NOBODY, reader=state.readers[Role.MENTEE])
    dropped = after(state, step, judged.with_(found=nobody), step.due)
    following = next_step(dropped, step.due)
    assert following
    assert (following.kind, following.reason.code) == (StepKind.NO_MENTOR, ReasonCode.NOBODY_LEFT)
    assert dropped.mentor is None


def test_whoever_was_planned_is_no_candidate_once_nobody_could_be_found() -> None:
    state = search(BEN, EVE, DORA)
    assert [is_candidate(state, rank) for rank in (1, 2, 3, 4)] == [True, True, True, False]
    step = step_of(state)
    nobody = Candidate(person=NOBODY, reader=state.readers[Role.MENTEE])
    dropped = after(state, step, StepOutcome.dropped(Reason(code=ReasonCode.NOBODY_LEFT)).with_(found=nobody), step.due)
    assert [is_candidate(dropped, rank) for rank in (1, 2, 3)] == [False, False, False]


def test_an_answer_on_its_way_comes_before_the_search_is_given_up() -> None:
    state = search(NOBODY)
    step = step_of(state)
    assert verdict(state, step, step.due, World(nobody=True, pending=True)) == StepOutcome.answer_pending()


def test_a_request_that_waits_for_hours_waits_for_whom_was_found() -> None:
    state = search(BEN, EVE)
    step = step_of(state)
    later = Reason(code=ReasonCode.OUT_OF_HOURS, who=step.to)
    outcome = StepOutcome.postponed(step.due + timedelta(hours=9), later).with_(found=found(state, EVE).found)
    waiting = after(state, step, outcome, step.due)
    assert (people(waiting), waiting.postponed and waiting.postponed.key) == ([EVE, BEN], step.key)
