"""What an answer would do now, as policy decides it: which choices count, and the hints beside them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from markupsafe import Markup

from gateway.pages.context import Standing
from gateway.pages.options import more_time
from policy.changes import Change, Changed
from policy.ends import foreseen
from policy.engagement import silent
from policy.hearing import hear
from policy.last_step import over_on
from policy.lifecycle import planned
from policy.receipts import changed
from schemas.messages import Answer
from schemas.names import AnswerKind, Choice, Phase, StepKind
from schemas.state import State

PROBE = UUID(int=0)
DAY = timedelta(days=1)
ENDING = (Choice.CLOSE, Choice.REMATCH)


def offered(standing: Standing, choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Return the choices that would change something now; in a goodbye by time, that is more time alone."""
    closing = standing.state.closing
    by_time = closing is not None and closing.by is None and not closing.lapsed
    return tuple(one for one in choices if not (by_time and one in ENDING) and _is_accepted(standing, one))


def extension(standing: Standing) -> Markup:
    """Return the end date that policy would set if the reader asked for more time now."""
    more, ends = more_time(standing), foreseen(standing.state)
    key = "extend_back" if standing.phase is Phase.CLOSING else "extend_hint"
    if more:
        return standing.tell(f"review.{key}", until=more)
    return standing.tell("changed.time_already", until=standing.say.day(ends) if ends else "")


def naming(standing: Standing) -> Markup:
    """Return what it does to name mentors, and until when another decision can replace it."""
    minutes = standing.rules.undo_minutes
    undo = standing.tell("task.search_name_undo", count=minutes) if minutes else Markup("")
    return standing.tell("task.search_name") + " " + undo


def decision(standing: Standing, choice: Choice) -> Markup:
    """Return what a decision of the coordinator would do."""
    if standing.kind is StepKind.NO_MENTOR:
        pause, length = standing.state.pause, timedelta(days=standing.rules.no_mentor_days)
        since = max(pause.until, standing.clock) if pause else standing.clock  # the time counts from the end of a break
        return standing.tell(f"task.search_{choice}", until=standing.say.day(since + length))
    has_day = choice is Choice.CONTINUE and not standing.partner_unreached
    return _more_time(standing) if has_day else standing.tell(f"task.pair_{choice}")


def beginning_after_all(standing: Standing) -> Markup:
    """Return what taking back "I would rather not begin" would do, if the other one has changed the agreement since."""
    change = _change(standing, AnswerKind.ADJUST, Choice.CONTINUE)
    return standing.tell("agreement.continue_hint") if change and change.code is Change.THEIR_VERSION else Markup("")


def settled_itself(standing: Standing) -> bool:
    """Whether what a coordinator was asked about needs no decision any more."""
    state, active = standing.state, standing.state.active
    if standing.kind is StepKind.UNREACHABLE and standing.reason:
        return not set(standing.reason.who) & {*state.unreachable}
    following, now = standing.card.next, standing.clock
    again = following and following.kind is StepKind.TASK and planned(state, now) <= now  # about to be asked
    is_open = again or (active and active.tasked)
    return standing.kind is StepKind.TASK and state.phase is Phase.ACTIVE and not is_open


def is_overtaken(standing: Standing, question: str, fields: Mapping[str, str]) -> bool:
    """Whether a coordinator decides on a page that still showed a task as open, though it has settled itself since."""
    shown_open = question == "task" and fields.get("task") == "open"
    return shown_open and not standing.holds and settled_itself(standing)


def overtaken(standing: Standing) -> list[Markup]:
    """Say what settled a task, and that nothing has been sent."""
    asked = standing.reason.who if standing.kind is StepKind.TASK and standing.reason else ()
    names = [standing.who(role) for role in asked if role not in silent(standing.state)]
    since = standing.tell("task.answered_since", names=standing.say.list(names), count=len(names))
    return [since if names else standing.tell("task.settled_since"), standing.tell("task.nothing_sent")]


def farewell_day(standing: Standing) -> str:
    """Return the day of the farewell if nobody answers, though another letter may come before it."""
    return standing.say.day(over_on(standing.state, standing.clock))


def _more_time(standing: Standing) -> Markup:
    change = _change(standing, AnswerKind.DECIDE, Choice.CONTINUE)
    if change is None:
        return Markup("")
    key = "pair_continue_goodbye" if change.code is Change.TIME_UNTIL_GOODBYE else "pair_continue"
    return standing.tell(f"task.{key}", until=standing.say.day(change.until or standing.clock))


def _change(standing: Standing, kind: AnswerKind, choice: Choice) -> Changed | None:
    """Return what a choice would change now; None if it would not be heard."""
    said = Answer(id=PROBE, role=standing.role, step=standing.step, kind=kind, choice=choice)
    heard = hear(standing.known, said, standing.clock)
    return changed(said, standing.known, heard, standing.clock) if isinstance(heard, State) else None


def _is_accepted(standing: Standing, choice: Choice) -> bool:
    return isinstance(_adjusted(standing, choice), State)


def _adjusted(standing: Standing, choice: Choice) -> object:
    """Return what policy would answer to a choice, with a rhythm and a date that are allowed."""
    day = standing.clock + DAY if choice is Choice.PAUSE else None
    said = Answer(
        id=PROBE,
        role=standing.role,
        step=standing.step,
        kind=AnswerKind.ADJUST,
        choice=choice,
        cadence_days=standing.card.cadence_days if choice is Choice.CADENCE else None,
        until=day,
    )
    return hear(standing.known, said, standing.clock)
