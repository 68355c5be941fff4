"""Whoever did not answer what was never sent to them is asked once more, before anything follows from their silence,
and before another letter speaks of it."""

from collections.abc import Collection

from policy.engagement import last_question
from policy.ladder import has_coordinator
from schemas.messages import Step
from schemas.names import PAIR, UNBEGUN, Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.state import Closing, State
from schemas.step_key import StepKey

REMINDERS = (StepKind.REQUEST_REMINDER, StepKind.AGREEMENT_REMINDER)
SPEAKS_OF_IT = (*REMINDERS, StepKind.PAUSED, StepKind.RESUMED, StepKind.FAREWELL)
PASSED_OVER = (ReasonCode.SILENT_NEXT, ReasonCode.SILENT_LAST)


def questions(state: State) -> list[StepKey]:
    """Return the letters whose answers are waited for, to the two and to the coordinator, or that say goodbye."""
    if closing := _goodbye(state):
        return [StepKey.of(StepKind.CLOSING, max(state.closings, 1))] if closing.asked else []
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
    state: State, step: Step, undelivered: Collection[Role], unreached: Collection[Role], heard: Collection[Role] = ()
) -> tuple[Role, ...]:
    """Return who is asked once more in place of a step that follows from their silence, or speaks of it and they have
    not heard of it."""
    is_search = state.seeking is not None and not state.seeking.nobody_left  # a coordinator may hear of it again later
    if is_search and Role.MENTOR in undelivered and step.reason.code in PASSED_OVER:
        return (Role.MENTOR,)
    lost = [role for role in _who_read_of_it(state, step) if role in undelivered]
    if unheard := tuple(role for role in lost if role not in (*unreached, *heard)):
        return unheard
    is_lost = Role.COORDINATOR in undelivered and Role.COORDINATOR not in unreached and has_coordinator(state)
    return (Role.COORDINATOR,) if is_lost and _follows(state, step) and not _is_second(state) else ()


def _who_read_of_it(state: State, step: Step) -> tuple[Role, ...]:
    """Return who is reminded of a request or an agreement, or reads of it in or after a break, or reads a farewell, and
    has answered nothing; not whoever was asked or told anew as by their first letter of it."""
    again, done = _asked_anew(state)
    is_itself = step.kind in REMINDERS and again
    if step.kind not in SPEAKS_OF_IT or is_itself:
        return ()
    return tuple(role for role in step.to if role in PAIR and role not in (*done, *state.unreachable))


def _asked_anew(state: State) -> tuple[bool, tuple[Role, ...]]:
    """Return whether somebody is asked once more, and who need not be."""
    seeking, agreeing = state.seeking, state.agreeing
    if state.phase is Phase.SEEKING and seeking and not seeking.nobody_left:
        return seeking.again, PAIR if seeking.kept_back else (Role.MENTEE,)
    if state.phase is Phase.AGREEING and agreeing:
        return bool(agreeing.again), (*agreeing.accepted, *agreeing.kept_back)
    closing = _goodbye(state)
    return False, (*closing.thanked, *closing.unsent) if closing else PAIR


def _goodbye(state: State) -> Closing | None:
    """Return a goodbye that a closing letter tells of."""
    closing = state.closing if state.phase is Phase.CLOSING else None
    return closing if closing and not (closing.lapsed or closing.parted or closing.was in UNBEGUN) else None


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
