"""Whether a due step is taken: checked again at the time of sending, with what Postgres knows."""

from datetime import date, datetime, timedelta

from policy.asking_again import too_soon
from policy.asking_letters import PROMPTS
from policy.ending import carried_out
from policy.engagement import side_of
from policy.ladder import wrongly_blamed
from policy.leave import may_wait, worth_waiting
from policy.lifecycle import next_step, planned
from policy.participants import participants
from policy.unasked import asked_instead
from schemas.messages import Step, StepOutcome
from schemas.names import PAIR, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.rules import FURTHEST
from schemas.state import State
from schemas.value import Value

WEEK = timedelta(days=7)
A_DAY = timedelta(days=1)  # until a search looks again whether somebody is free
PATIENCE = timedelta(days=7)  # for room in both weeks; then a question goes to whoever has room, another letter to both


class World(Value):
    """What Postgres knows at the time of sending; `letters` has those to a person in seven days, over all mentorships.

    `undelivered` has those whose latest request, agreement, prompt, last notice, task or goodbye was never sent.
    """

    pending: bool = False  # an answer is saved that the workflow has not received
    held: bool = False  # one of these puts it on hold
    recorded: bool = False  # this step is already on the timeline
    letters: dict[Role, tuple[datetime, ...]] = {}
    place: bool = True  # the mentor concerned has a free place, or one is reserved for this mentorship
    nobody: bool = False  # no candidate was found for this request
    others_asked: bool = False  # somebody fits whose last places are only held, while others ask them
    coordinates: bool = False  # the mentor concerned runs the programme by now
    apart: bool = False  # the mentee and the mentor concerned are not to be paired
    not_before: datetime | None = None  # when the day begins from which the mentor concerned would like to be asked
    not_before_day: date | None = None  # that day, by their own calendar
    gone: frozenset[Role] = frozenset()
    unreachable: frozenset[Role] = frozenset()
    undelivered: frozenset[Role] = frozenset()
    heard: frozenset[Role] = frozenset()  # who can read of a break that the request or the agreement waits
    away: dict[Role, datetime] = {}  # until when


def verdict(state: State, step: Step, now: datetime, world: World, ignore_pending: bool = False) -> StepOutcome | None:
    """Return why a step is not taken, or not yet; None to take it. A step on the timeline is always taken again.

    Whoever put it on hold was promised that nothing is asked, so a hold is waited for as long as it takes.
    """
    if world.recorded:
        return None
    if world.held or (world.pending and not ignore_pending):
        return StepOutcome.answer_pending()
    state = carried_out(state)
    for judged in (
        _at_another_time,
        _instead_of_the_unasked,
        _to_nobody,
        _to_the_gone,
        _to_the_coordinator,
        _to_those_kept_apart,
        _before_their_day,
        _without_a_place,
        _for_an_address_that_works,
        _held_against_the_unreached,
        _to_the_absent,
        _too_much,
    ):
        if outcome := judged(state, step, now, world):
            return outcome
    return None


def _at_another_time(state: State, step: Step, now: datetime, world: World) -> StepOutcome | None:
    current = next_step(state, now)
    if current is None or current.key != step.key:
        return _dropped(ReasonCode.OVERTAKEN)
    if current.due > now:
        return StepOutcome.postponed(current.due, Reason(code=ReasonCode.OUT_OF_HOURS, who=step.to))
    return None


def _instead_of_the_unasked(state: State, step: Step, now: datetime, world: World) -> StepOutcome | None:
    """Pass over no mentor, and decide for no coordinator, as silent to whom no letter was sent."""
    again = asked_instead(state, step, world.undelivered, world.gone | world.unreachable, world.heard)
    return _dropped(ReasonCode.NEVER_ARRIVED, again) if again else None


def _to_nobody(state: State, step: Step, now: datetime, world: World) -> StepOutcome | None:
    """End a search that finds nobody; while somebody who fits is asked by others, it waits as long as they may take."""
    if step.kind is not StepKind.REQUEST or not world.nobody:
        return None
    if world.others_asked and now < planned(state, now) + timedelta(days=state.rules.reply_days):
        return StepOutcome.postponed(now + A_DAY, Reason(code=ReasonCode.BEING_ASKED))
    return _dropped(ReasonCode.NOBODY_LEFT)


def _to_the_gone(state: State, step: Step, now: datetime, world: World) -> StepOutcome | None:
    """Check for readers who have left or cannot be reached, when the workflow has not received news of it yet."""
    if step.kind is StepKind.REQUEST and Role.MENTOR in world.gone | world.unreachable:
        return _dropped(ReasonCode.LEFT_NEXT if Role.MENTOR in world.gone else ReasonCode.UNREACHED_NEXT)
    if state.phase is Phase.CLOSING:
        return None
    concerned = {Role.MENTEE, *participants(state), *step.to}
    newly = tuple(role for role in Role if role in world.gone & concerned and role not in state.gone)
    return _dropped(ReasonCode.HAS_LEFT, newly) if newly else None


def _to_the_coordinator(state: State, step: Step, now: datetime, world: World) -> StepOutcome | None:
    """Ask nobody as the mentor who would read, as the coordinator, what the mentee says in confidence."""
    return _dropped(ReasonCode.COORDINATOR_NEXT) if step.kind is StepKind.REQUEST and world.coordinates else None


def _to_those_kept_apart(state: State, step: Step, now: datetime, world: World) -> StepOutcome | None:
    """Ask nobody whom somebody has said "not with"; the reason must not tell who is kept apart from whom."""
    return _dropped(ReasonCode.PASSED_NEXT) if step.kind is StepKind.REQUEST and world.apart else None


def _before_their_day(state: State, step: Step, now: datetime, world: World) -> StepOutcome | None:
    """Ask nobody by name, either, who asked not to be asked yet, by when they are back; the reason names the day."""
    because = too_soon(step, world.not_before, world.not_before_day, max(now, world.away.get(Role.MENTOR, now)))
    return StepOutcome.dropped(because) if because else None


def _without_a_place(state: State, step: Step, now: datetime, world: World) -> StepOutcome | None:
    if world.place:
        return None
    if step.kind is StepKind.REQUEST:
        return _dropped(ReasonCode.FULL_NEXT)
    first = state.agreeing is not None and step.key.number == state.agreeing.first
    return _dropped(ReasonCode.PLACE_TAKEN) if step.kind is StepKind.AGREEMENT and first else None


def _for_an_address_that_works(state: State, step: Step, now: datetime, world: World) -> StepOutcome | None:
    """Prevent an end for want of an address that was corrected meanwhile: news of it does not count as pending."""
    if step.reason.code is ReasonCode.AGREED_BY_SILENCE:
        return _without_consent(state, world)
    if step.kind is not StepKind.WITHDRAWN or step.reason.code is not ReasonCode.UNREACHABLE:
        return None
    reached = tuple(role for role in step.reason.who if role not in world.unreachable | world.undelivered)
    return _dropped(ReasonCode.NEVER_ARRIVED, reached) if reached else None


def _without_consent(state: State, world: World) -> StepOutcome | None:
    """Prevent a beginning by silence of somebody to whom no letter with the agreement was sent."""
    agreed = state.agreeing.accepted if state.agreeing else ()
    lost = tuple(role for role in PAIR if role in world.undelivered and role not in agreed)
    return _dropped(ReasonCode.NEVER_ARRIVED, lost) if lost else None


def _held_against_the_unreached(state: State, step: Step, now: datetime, world: World) -> StepOutcome | None:
    """Prevent a rung or an end that is based on a letter that was never sent."""
    return _dropped(ReasonCode.NEVER_ARRIVED, one) if (one := wrongly_blamed(state, step, world.undelivered)) else None


def _to_the_absent(state: State, step: Step, now: datetime, world: World) -> StepOutcome | None:
    """Check for leave: people on leave are asked once they are back, or skipped, so that they do not count as silent.

    The agreement waits for both, a request only for its mentor.
    """
    concerned = {StepKind.REQUEST: (Role.MENTOR,), StepKind.AGREEMENT: PAIR, StepKind.AGREEMENT_REMINDER: PAIR}
    away = _away(state, step, concerned.get(step.kind, step.to if may_wait(state, step) else ()), now, world)
    away = worth_waiting(state, step, away, now)
    if not away:
        return None
    back = max(away.values())
    if step.kind is StepKind.REQUEST and back - now > timedelta(days=state.rules.reply_days):
        return _dropped(ReasonCode.AWAY_NEXT)
    return StepOutcome.postponed(back, Reason(code=ReasonCode.ON_LEAVE, who=tuple(away), until=back))


def _away(state: State, step: Step, concerned: tuple[Role, ...], now: datetime, world: World) -> dict[Role, datetime]:
    """Return who of these is away, and until when, at most ten years; leave that HR ended here does not count."""
    overruled = {} if state.closing and state.closing.lapsed else state.overruled  # leave is never silence
    if step.kind is StepKind.REQUEST and step.key.number > state.requests:
        overruled = {}  # it was that of an earlier mentor
    over = {role: max(now, overruled.get(role, now)) for role in concerned}
    away = {role: until for role, until in world.away.items() if role in concerned and until > over[role]}
    return {role: min(until, now + FURTHEST) for role, until in away.items()}


def _too_much(state: State, step: Step, now: datetime, world: World) -> StepOutcome | None:
    """Postpone letters that nobody asked for while their reader has already had the maximum per week."""
    full = _full(state, step, now, world) if may_wait(state, step) else {}
    if not full:
        return None
    latest = _latest(state, step, now, full, world)
    if latest <= now or left_out(state, step, now, world):
        return None
    until = min(max(full.values()), latest)
    return StepOutcome.postponed(until, Reason(code=ReasonCode.ENOUGH_MAIL, who=tuple(full)))


def _latest(state: State, step: Step, now: datetime, full: dict[Role, datetime], world: World) -> datetime:
    """Return until when a step waits for room: a question, which has to be answered, until one of them has some; a
    beginning not at all, because letters have named its day."""
    if step.reason.code is ReasonCode.AGREED_BY_SILENCE:
        return now
    latest = planned(state, now) + PATIENCE
    if step.kind not in PROMPTS:
        return latest
    return max(latest, min(full.get(role, now) for role in _reached(step, world)))


def left_out(state: State, step: Step, now: datetime, world: World) -> tuple[Role, ...]:
    """Return who is not asked this time, because their week is full and the other person has waited long enough.

    Like somebody who cannot be reached, they get no letter of this step, and need not answer it. Nobody is left out
    twice in a row: of a mentor's many mentees, it would always be the same one whose letters come a moment too late.
    """
    if step.kind not in PROMPTS or now < planned(state, now) + PATIENCE:
        return ()
    full = _full(state, step, now, world)
    if len(full) == len(_reached(step, world)):
        return ()
    return tuple(role for role in full if not _was_left_out(state, role))


def _was_left_out(state: State, role: Role) -> bool:
    """Whether somebody was not asked the latest question, and nothing was heard from them since."""
    active = state.active
    if active is None or active.prompted is None:
        return False
    side = side_of(active, role)
    return side.life < active.prompted and (side.question is None or side.question.asked < active.prompted)


def _full(state: State, step: Step, now: datetime, world: World) -> dict[Role, datetime]:
    """Return the readers whose week is full, and when each has room again."""
    return {role: room for role in _reached(step, world) if (room := _room_from(state, role, now, world))}


def _reached(step: Step, world: World) -> tuple[Role, ...]:
    return tuple(role for role in step.to if role in PAIR and role not in world.unreachable)


def _room_from(state: State, role: Role, now: datetime, world: World) -> datetime | None:
    """Return when a reader may get one more letter this week; None if now."""
    budget = max(state.rules.letters_a_week, 1)
    recent = sorted(at for at in world.letters.get(role, ()) if at > now - WEEK)
    return recent[-budget] + WEEK if len(recent) >= budget else None


def _dropped(code: ReasonCode, who: tuple[Role, ...] = ()) -> StepOutcome:
    return StepOutcome.dropped(Reason(code=code, who=who))
