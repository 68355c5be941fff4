"""When a step may be taken: within the hours of its readers, and once a day unless somebody asked for it."""

from datetime import datetime

from policy import finding, leave
from policy.courtesy import decent, is_unasked, next_day
from schemas.messages import Step
from schemas.names import Role, StepKind
from schemas.reader import Reader
from schemas.reason import ReasonCode
from schemas.state import State


def courteous(state: State, step: Step, now: datetime) -> datetime:
    """Return when a step may be taken: within its readers' hours, and once a day unless somebody asked for it."""
    readers = _readers(state, step)
    earliest = step.due
    if state.postponed and state.postponed.key == step.key:
        earliest = max(earliest, state.postponed.until)
    if is_unasked(step) or _follows_bad_news(state, step):
        last = state.last_letters
        earliest = max([earliest, *(next_day(last[role], readers[role]) for role in readers if role in last)])
    clocks, courtesy, seed = list(readers.values()), state.rules.courtesy, f"{state.mentorship}/{step.key}"
    due = decent(earliest, clocks, courtesy, seed)
    due = due if due >= now else decent(now, clocks, courtesy, seed)
    back = leave.after_leave(state, step, due)
    return due if back == due else decent(back, clocks, courtesy, seed)


def _follows_bad_news(state: State, step: Step) -> bool:
    """Whether the mentee was just told that the mentor's place is taken, and will be told that nobody else is left."""
    told = state.seeking is not None and state.seeking.because is ReasonCode.PLACE_TAKEN
    return told and step.kind is StepKind.NO_MENTOR


def _readers(state: State, step: Step) -> dict[Role, Reader]:
    readers = dict(state.readers)
    if step.kind is StepKind.REQUEST:
        readers[Role.MENTOR] = finding.candidate_of(state, step).reader
    return {role: readers[role] for role in step.to if role in readers}
