"""The check-in loop: prompts, thanks, reviews, the ladder, and the end."""

from datetime import datetime, timedelta

from policy import booking, closing, ladder, pausing, reviews, told_late
from policy.asking_letters import last_prompt
from policy.ending import carried_out
from policy.ends import goodbye_length, last_question_by
from policy.engagement import partner_of, side_of, silent, with_side
from policy.open_questions import asked
from policy.pair_answers import hear_adjust, hear_check_in, hear_decide
from policy.participants import participants
from policy.told import to_hear_of_reopening, told_by, why_it_goes_on
from schemas.failures import Failure
from schemas.messages import Answer, Step, StepOutcome
from schemas.names import PAIR, AnswerKind, Outcome, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.state import Active, Closing, Question, State
from schemas.step_key import StepKey

# All that two who have begun get: a note goes with the next letter, whichever it is.
LETTERS_WITH_NOTES = (
    StepKind.CHECK_IN,
    StepKind.THANKS,
    StepKind.REVIEW,
    StepKind.NUDGE,
    StepKind.RHYTHM,
    StepKind.LAST_NOTICE,
    StepKind.PAUSED,
    StepKind.RESUMED,
    StepKind.CLOSING,
    StepKind.REOPENED,
    StepKind.FAREWELL,
)
DAY = timedelta(days=1)


def upcoming(state: State, now: datetime) -> Step:
    """Return the next step of the loop, at its due time before courtesy."""
    active = _of(state)
    if active.reopened:
        return _reopening(state, active, active.reopened)
    if not active.welcomed:
        key, reason = StepKey.of(StepKind.AGREED, 1), Reason(code=ReasonCode.BOTH_AGREED)
        return Step(key=key, due=active.agreed, to=participants(state), reason=reason)
    if late := told_late.that_it_goes_on(state, active):
        return late
    steps = [*_endings(state), *(_thanks(state) or _questions(state, now))]
    return min(steps, key=lambda step: step.due)


def after(state: State, step: Step, outcome: StepOutcome, now: datetime) -> State:
    """Return the state after `step` was taken or dropped; people who got no letter need not answer."""
    because = outcome.because
    if because and because.code is ReasonCode.NEVER_ARRIVED:
        return ladder.not_counted(ladder.task_lost(state, because.who), because.who)
    state = ladder.not_sent(state, outcome.undelivered)
    active = _of(state)
    match step.kind:
        case StepKind.AGREED:
            return begun(state)
        case StepKind.REOPENED:
            return told_of_reopening(state, now)
        case StepKind.THANKS:
            return state.with_(active=active.with_(thanks_since=None, thanked=last_prompt(active)))
        case StepKind.CHECK_IN | StepKind.REVIEW:
            return _asked(state, _prompted(state, active, step, now), step, outcome, now)
        case StepKind.NUDGE:
            nudged = ladder.nudged(state, active, outcome, now)
            return _asked(state, _prompted(state, nudged, step, now), step, outcome, now)
        case StepKind.RHYTHM:
            return _asked(state, ladder.climbed(active, step, now), step, outcome, now)
        case StepKind.TASK:
            return state.with_(active=ladder.tasked(active, outcome, now))
        case StepKind.LAST_NOTICE:
            return _noticed(state, active, step, outcome, now)
        case StepKind.CLOSING:
            return _over(state, step, outcome, now)
        case _:
            return state


def begun(state: State) -> State:
    """Return the state after both were told that they can begin."""
    return state.with_(active=_of(state).with_(welcomed=True))


def hear(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state after an answer, or why it is rejected."""
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


def is_told_first(state: State) -> bool:
    """Whether somebody hears that an end is off, and who decided that, before they hear of a break, whose letters say
    neither; a last notice that is settled needs no word of its own."""
    active = state.active if state.phase is Phase.ACTIVE else None
    return active is not None and active.reopened is not None and active.reopened_by is not None


def told_of_reopening(state: State, now: datetime) -> State:
    """Return the state after those who were told of an end were told that the mentorship continues, by this letter or
    by one about a break; a break that came back and is over by then needs no letter of its own."""
    active = state.active
    if active is None or active.reopened is None:
        return state
    told = active.with_(reopened=None, reopened_by=None, reopened_to=None, settled_by=None, not_left=None)
    pause, state = state.pause, state.with_(active=told, reopenings=state.reopenings + 1)
    return pausing.ended(state, now) if pause and not pause.is_announced and pause.until <= now else state


def without_notes(state: State, step: Step, outcome: StepOutcome) -> State:
    """Return the state without the notes that were passed on."""
    active = state.active
    if active is None or step.kind not in LETTERS_WITH_NOTES:
        return state
    for role in PAIR:
        if partner_of(role) in outcome.written:
            active = with_side(active, role, side_of(active, role).with_(note=None))
    return state.with_(active=active)


def _of(state: State) -> Active:
    if state.active is None:
        raise ValueError("an active mentorship has no loop")
    return state.active


def _questions(state: State, now: datetime) -> list[Step]:
    """Return the next prompt, or the ladder's step instead; none so late that it would collide with the goodbye."""
    active = _of(state)
    rung = ladder.upcoming(state, active, now)
    steps = [rung] if rung else []
    if not (rung and active.rung):
        steps.append(_prompt(state))
    last = last_question_by(state)
    return [step for step in steps if last is None or max(step.due, now) < last]


def _prompt(state: State) -> Step:
    """Return a check-in, or instead the review whose date is nearest to it."""
    active = _of(state)
    named = ladder.named(active, silent(state), ladder.BINDING)
    number, due = active.cycle + 1, max([reviews.prompt_due(state), *named])
    to = participants(state)
    if reviews.is_due(state, due):
        return Step(key=StepKey.of(StepKind.REVIEW, number), due=due, to=to, reason=Reason(code=ReasonCode.LOOK_BACK))
    return Step(key=StepKey.of(StepKind.CHECK_IN, number), due=due, to=to, reason=_why_now(state, active))


def _why_now(state: State, active: Active) -> Reason:
    """Return why they are asked: about the meeting that was booked, or by their rhythm."""
    if booked := booking.awaited(state):
        return booking.why(booked)
    return Reason(code=ReasonCode.RHYTHM_DUE, cadence_days=state.cadence_days, set_by=active.rhythm_by)


def _prompted(state: State, active: Active, step: Step, now: datetime) -> Active:
    """Return the loop after a prompt; from now on, answers are to this one."""
    for role in PAIR:
        active = with_side(active, role, side_of(active, role).with_(met=None))
    active = booking.asked_about(active, now)
    cadence = timedelta(days=state.cadence_days)
    return active.with_(
        cycle=active.cycle + 1,
        reviewed=now + cadence / 2 if step.kind is StepKind.REVIEW else active.reviewed,
        prompt=step.key,
        prompted=now,
        asked_since=active.reported,
        rhythm_before=None,
        end_before=None,
        ladder_before=None,
        next_check_in=now + cadence,
    )


def _asked(state: State, active: Active, step: Step, outcome: StepOutcome, now: datetime) -> State:
    """Return the state with an open question for those who got the letter, until the next one is sent."""
    handed = [role for role in PAIR if role in outcome.written]
    until = now
    for _ in range(2):  # who is asked decides the next step, and the next step decides the answer-by date
        loop = active
        for role in handed:
            question = Question(key=step.key, asked=now, until=until)
            loop = with_side(loop, role, asked(side_of(loop, role), question))
        changed = state.with_(active=loop)
        until = max(now, min(one.due for one in [*_questions(changed, now), *_endings(changed)]))
    return changed


def _thanks(state: State) -> list[Step]:
    """Return the step that passes words on; it precedes the next question."""
    active = _of(state)
    to = tuple(role for role in participants(state) if side_of(active, partner_of(role)).note)
    if not active.thanks_since or not to:
        return []
    reason = Reason(code=ReasonCode.WORDS_WAITING)
    return [Step(key=last_prompt(active).thanks(), due=active.thanks_since, to=to, reason=reason)]


def _reopening(state: State, active: Active, since: datetime) -> Step:
    """Return the step that tells those who heard of an end that it is cancelled; it comes before all others."""
    why = why_it_goes_on(active, active.reopened_by)
    key = StepKey.of(StepKind.REOPENED, state.reopenings + 1)
    told = PAIR if active.reopened_to is None else active.reopened_to
    to = tuple(role for role in participants(state) if role in told)
    return Step(key=key, due=since, to=to, reason=why)


def _endings(state: State) -> list[Step]:
    if not state.ends:
        return []
    key, due = StepKey.of(StepKind.CLOSING, state.closings + 1), state.ends - goodbye_length(state)
    return [Step(key=key, due=due, to=participants(state), reason=Reason(code=ReasonCode.TIME_NEARLY_OVER))]


def _noticed(state: State, active: Active, step: Step, outcome: StepOutcome, now: datetime) -> State:
    """After the last notice, begin the goodbye, which any answer cancels; if the notice reached none of the silent
    people, send it again."""
    until = now + timedelta(days=state.rules.notice_days)
    told = told_by(step, outcome)
    notice = Closing(since=now, outcome=Outcome.LAPSED, was=Phase.ACTIVE, until=until, lapsed=True, told=())
    if not set(active.quiet) & set(outcome.written):
        lost = ladder.last_notice_lost(state, active, until)
        if lost.quiet or not told:
            return state.with_(active=lost)
        lost = to_hear_of_reopening(lost, told, None, now)  # they hear that the end does not come
        return state.with_(active=lost, closings=state.closings + 1)
    loop = ladder.climbed(active, step, now)
    for role in PAIR:
        if role in outcome.written:
            loop = with_side(loop, role, asked(side_of(loop, role), Question(key=step.key, asked=now, until=until)))
    return closing.announced(state.with_(active=loop, closing=notice), until, now, told)


def _over(state: State, step: Step, outcome: StepOutcome, now: datetime) -> State:
    """Return the state after both were told that the agreed time is nearly over."""
    begun = carried_out(closing.begin_closing(state, Outcome.COMPLETED, now))
    return closing.announced(begun, max(state.ends or now, now + DAY), now, told_by(step, outcome))
