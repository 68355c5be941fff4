"""Playing a mentorship through its decisions, without Temporal, in no time."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from policy.lifecycle import after, expected, hear, next_step
from schemas.messages import Step
from schemas.names import Choice, Met, Role, StepKind
from schemas.state import State
from tests.policy.pairs import START, answer

Words = Iterable[Mapping[str, object]]
Said = Callable[[Step, State], Words]


def told(state: State, say: Said, limit: int = 200) -> tuple[list[Step], State, datetime]:
    """Return all steps of a life in which people say what `say` gives them, an hour after each step."""
    now, number = START, 0
    steps: list[Step] = []
    while (step := next_step(state, now)) and len(steps) < limit:
        now = max(now, step.due)
        state = after(state, step, expected(state, step), now)
        steps.append(step)
        for words in say(step, state):
            number += 1
            heard = hear(state, answer(number, **{"step": step.key, **words}), now + timedelta(hours=1))  # type: ignore[arg-type]
            assert isinstance(heard, State), heard
            state = heard
    return steps, state, now


def kinds(steps: list[Step]) -> list[str]:
    """Return what happened, in order."""
    return [step.kind.value for step in steps]


def a_good_pair(step: Step, state: State) -> Words:
    """Both do their part: accept, agree, meet, thank."""
    both = (Role.MENTEE, Role.MENTOR)
    match step.kind:
        case StepKind.REQUEST:
            yield {"role": Role.MENTOR, "kind": "accept"}
        case StepKind.AGREEMENT:
            yield from ({"role": role, "kind": "agree"} for role in both)
        case StepKind.CHECK_IN:
            yield from ({"role": role, "kind": "check_in", "met": Met.YES, "rating": 4} for role in both)
        case StepKind.REVIEW:
            yield from ({"role": role, "kind": "adjust", "choice": Choice.CONTINUE} for role in both)
        case StepKind.CLOSING:
            yield from ({"role": role, "kind": "thank", "note": True} for role in both)
        case _:
            return


def but(say: Said, **instead: Words) -> Said:
    """Return what `say` says, but for the kinds of step named."""

    def saying(step: Step, state: State) -> Words:
        return instead[step.kind] if step.kind in instead else say(step, state)

    return saying
