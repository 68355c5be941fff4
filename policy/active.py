"""The check-in loop: prompts, thanks, reviews, the ladder, and the way to the end."""

from datetime import datetime, timedelta

from policy import ladder
from policy.closing import begin_closing
from policy.durations import every
from policy.engagement import side_of
from policy.pair_answers import hear_adjust, hear_check_in, hear_decide
from schemas.failures import Failure
from schemas.messages import Answer, Facts, Step
from schemas.names import PAIR, AnswerKind, Outcome, Phase, Role, StepKind
from schemas.state import Active, Closing, State


def upcoming(state: State, now: datetime) -> Step:
    """Return the next step of the loop, due at its plain time."""
    active = _of(state)
    if not active.welcomed:
        return Step(
            kind=StepKind.AGREED, key="agreed", due=active.agreed, to=PAIR, reason="both accepted the agreement"
        )
    steps = [_ending(state), _unreachable(state), _thanks(active), ladder.upcoming(state, active), _prompt(state)]
    return min((step for step in steps if step), key=lambda step: step.due)


def after(state: State, step: Step, facts: Facts, now: datetime) -> State:
    """Return the state once `step` was taken."""
    active = _of(state)
    match step.kind:
        case StepKind.AGREED:
            return state.with_(active=active.with_(welcomed=True))
        case StepKind.CHECK_IN | StepKind.REVIEW:
            return state.with_(active=_prompted(state, active, step, facts, now))
        case StepKind.THANKS:
            sides = {role.value: side_of(active, role).with_(note=False) for role in PAIR}
            return state.with_(active=active.with_(thanks_since=None, thanked=active.prompt, **sides))
        case StepKind.TASK if step.key.startswith("task/unreachable"):
            return state.with_(unreachable_since=None)
        case StepKind.NUDGE:
            return state.with_(active=ladder.climbed(state, _prompted(state, active, step, facts, now), step, now))
        case StepKind.RHYTHM | StepKind.TASK:
            return state.with_(active=ladder.climbed(state, active, step, now))
        case StepKind.LAST_NOTICE:
            return _noticed(state.with_(active=ladder.climbed(state, active, step, now)), now)
        case StepKind.CLOSING:
            ending = begin_closing(state, Outcome.COMPLETED, now)
            until = max(state.ends or now, now + timedelta(days=1))
            asked = ending.closing and ending.closing.with_(asked=now, until=until)
            return ending.with_(closing=asked, closings=state.closings + 1)
        case _:
            return state


def hear(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state after an answer, or why it cannot be taken."""
    match answer.kind:
        case AnswerKind.CHECK_IN if answer.role in PAIR:
            return hear_check_in(state, answer, now)
        case AnswerKind.ADJUST if answer.role in PAIR:
            return hear_adjust(state, answer, now)
        case AnswerKind.DECIDE if answer.role is Role.COORDINATOR:
            return hear_decide(state, answer, now)
        case AnswerKind.AGREE | AnswerKind.AMEND | AnswerKind.ACCEPT | AnswerKind.DECLINE:
            return Failure.TOO_LATE
        case _:
            return Failure.NOT_ASKED


def _of(state: State) -> Active:
    if state.active is None:
        raise ValueError("an active mentorship has no loop")
    return state.active


def _prompt(state: State) -> Step | None:
    """A check-in, or in its place the review whose date is nearest to it; none while the ladder speaks."""
    active = _of(state)
    if active.rung and ladder.upcoming(state, active):
        return None
    number, due = active.cycle + 1, active.next_check_in
    if active.cycle and active.reviews < _reviews_reached(state, due):
        reason = "it is time to look back and adjust"
        return Step(kind=StepKind.REVIEW, key=f"review/{number}", due=due, to=PAIR, reason=reason)
    reason = f"they agreed to meet {every(state.cadence_days)}"
    return Step(kind=StepKind.CHECK_IN, key=f"check_in/{number}", due=due, to=PAIR, reason=reason)


def _reviews_reached(state: State, instant: datetime) -> int:
    """How many reviews fall due by `instant`: at shares of the agreed time, and once before the end."""
    active = _of(state)
    ends = state.ends or active.agreed + timedelta(days=state.rules.duration_days)
    length = ends - active.agreed
    before_end = ends - timedelta(days=state.rules.review_before_end_days)
    shares = [active.agreed + length * share for share in state.rules.reviews]
    dates = {*shares, max(before_end, active.agreed + length / 4)}
    return sum(date <= instant + timedelta(days=state.cadence_days) / 2 for date in dates)


def _prompted(state: State, active: Active, step: Step, facts: Facts, now: datetime) -> Active:
    reviews = active.reviews
    if step.kind is StepKind.REVIEW:
        reviews = max(reviews + 1, _reviews_reached(state, now))
    sides = {}
    for role in PAIR:
        side = side_of(active, role)
        asked = role in facts.written
        sides[role.value] = side.with_(unanswered=side.unanswered + asked, met=None if asked else side.met)
    return active.with_(
        cycle=active.cycle + 1,
        reviews=reviews,
        prompt=step.key,
        prompted=now,
        thanks_since=None,
        next_check_in=now + timedelta(days=state.cadence_days),
        **sides,
    )


def _thanks(active: Active) -> Step | None:
    if not active.thanks_since:
        return None
    to = tuple(role for role in PAIR if side_of(active, _other(role)).note)
    reason = "both answered, and there are words to pass on"
    return Step(kind=StepKind.THANKS, key=f"{active.prompt}/thanks", due=active.thanks_since, to=to, reason=reason)


def _other(role: Role) -> Role:
    return Role.MENTOR if role is Role.MENTEE else Role.MENTEE


def _ending(state: State) -> Step | None:
    if not state.ends:
        return None
    due = state.ends - timedelta(days=state.rules.closing_days)
    reason = "the agreed time is nearly over"
    key = f"closing/{state.closings + 1}"
    return Step(kind=StepKind.CLOSING, key=key, due=due, to=PAIR, reason=reason)


def _unreachable(state: State) -> Step | None:
    lost = [role for role in PAIR if role in state.unreachable]
    if not lost or not state.unreachable_since or Role.COORDINATOR not in state.readers:
        return None
    reason = f"mail cannot reach {' and '.join(f'{{{role}}}' for role in lost)}"
    key = f"task/unreachable/{state.losses}"
    return Step(kind=StepKind.TASK, key=key, due=state.unreachable_since, to=(Role.COORDINATOR,), reason=reason)


def _noticed(state: State, now: datetime) -> State:
    """After the last notice the goodbye begins; a sign of life still undoes it."""
    until = now + timedelta(days=state.rules.notice_days)
    closing = Closing(since=now, outcome=Outcome.LAPSED, was=Phase.ACTIVE, until=until, asked=now, lapsed=True)
    return state.with_(phase=Phase.CLOSING, closing=closing)
