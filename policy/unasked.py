"""Whoever did not answer what was never sent to them is asked once more, before anything follows from their silence."""

from collections.abc import Collection

from policy.engagement import last_question
from policy.ladder import has_coordinator
from schemas.messages import Step
from schemas.names import Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.state import State
from schemas.step_key import StepKey

SPEAKS_OF_IT = (StepKind.REQUEST_REMINDER, StepKind.PAUSED, StepKind.RESUMED)
PASSED_OVER = (ReasonCode.SILENT_NEXT, ReasonCode.SILENT_LAST)


def questions(state: State) -> list[StepKey]:
    """Return the letters whose answers are waited for: to the two, and to the coordinator."""
    asked, task = [last_question(state)], open_task(state)
    if task is StepKind.NO_MENTOR and state.seeking:
        asked.append(StepKey.of(task, state.requests + state.seeking.handovers))
    if task is StepKind.TASK and state.active:
        asked.append(StepKey.of(task, state.active.spell))
    return [question for question in asked if question]


def open_task(state: State) -> StepKind | None:
    """Return what the coordinator is asked to decide: how a search without candidates continues, or what becomes of a
    silent pair. None once they have, or before they are asked."""
    seeking, active = state.seeking, state.active
    if state.phase is Phase.SEEKING and seeking and seeking.nobody_left:
        return None if seeking.decided or seeking.named or seeking.handed_over else StepKind.NO_MENTOR
    return StepKind.TASK if state.phase is Phase.ACTIVE and active and active.tasked else None


def asked_instead(
    state: State, step: Step, undelivered: Collection[Role], unreached: Collection[Role]
) -> tuple[Role, ...]:
    """Return who is asked once more in place of a step that follows from their silence, or speaks of it."""
    is_search = state.seeking is not None and not state.seeking.nobody_left  # a coordinator may hear of it again later
    if is_search and Role.MENTOR in undelivered and (step.reason.code in PASSED_OVER or _mentions(state, step)):
        return (Role.MENTOR,)
    is_lost = Role.COORDINATOR in undelivered and Role.COORDINATOR not in unreached and has_coordinator(state)
    return (Role.COORDINATOR,) if is_lost and _follows(state, step) and not _is_second(state) else ()


def _mentions(state: State, step: Step) -> bool:
    """Whether a step reminds a mentor of a request, or says in or after a break that it is with them, which was not
    asked anew as their first letter of it."""
    is_told = step.kind in SPEAKS_OF_IT and state.phase is Phase.SEEKING
    is_first = state.seeking is not None and not (state.seeking.again or state.seeking.kept_back)
    return is_told and is_first and Role.MENTOR in step.to


def _follows(state: State, step: Step) -> bool:
    """Whether a step comes because the coordinator has not decided, or says after a break that they are deciding."""
    if open_task(state) is None:
        return False
    return step.kind is StepKind.LAST_NOTICE or step.reason.code is ReasonCode.NO_MENTOR_FOUND or _is_back(state, step)


def _is_back(state: State, step: Step) -> bool:
    """Whether the break of a search is over."""
    return step.kind is StepKind.RESUMED and state.phase is Phase.SEEKING


def _is_second(state: State) -> bool:
    """Whether the coordinator was asked once more already."""
    part = state.seeking if state.phase is Phase.SEEKING else state.active
    return part is not None and part.task_again
