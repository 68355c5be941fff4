"""The current status, whose answer is awaited until when, and what comes next, as far as the reader may know."""

from datetime import datetime, timedelta

from markupsafe import Markup

from gateway.pages.context import Standing
from gateway.pages.speech import Name
from policy.agreeing import is_out as is_sent
from policy.card import until_of
from policy.reasons import AHEAD
from schemas.messages import Step
from schemas.names import PAIR, UNBEGUN, Outcome, Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.state import Closing, Seeking

SOON, AT_ONCE = timedelta(hours=1), timedelta(minutes=5)
AGREEMENTS = (StepKind.AGREEMENT, StepKind.AGREEMENT_REMINDER)
GOODBYES = (Phase.CLOSING, Phase.CLOSED)
OUT = ("parted", "passed", "nobody", "nobody_at_all")  # in these cases a mentor sees nothing more
TO_ONE = {Role.MENTEE: "stands_mentee", Role.MENTOR: "stands_mentor", Role.COORDINATOR: "stands_coordinator"}


def outlook(standing: Standing, opened: bool, asks: bool) -> list[Markup]:
    """Return all of this as sentences.

    `opened` says whether this page has an open question, `asks` whether the question has no answer yet.
    """
    if not standing.concerned or is_out(standing):
        return [stands(standing)]
    sentences = [*_changed_since(standing), stands(standing), *_ended(standing), *_waits(standing, opened)]
    return [*sentences, *comes_next(standing), *_nothing(standing, asks)]


def is_out(standing: Standing) -> bool:
    """Whether the reader is a mentor who was asked and may see nothing more of it."""
    chapter, step = _chapter(standing), standing.card.next
    left = chapter == "ending" and step is not None and Role.MENTOR not in step.to
    return standing.role is Role.MENTOR and (chapter in OUT or left)


def stands(standing: Standing) -> Markup:
    """Return the current status in one sentence."""
    if standing.role is Role.MENTOR and standing.answered is None and _let_it_pass(standing):
        return standing.tell("stands.time_over")
    if not standing.concerned:
        return standing.tell("stands.settled")
    pause = standing.state.pause
    if pause and standing.phase is Phase.PAUSED:
        return _break(standing, tuple(pause.away), pause.until)
    chapter = _chapter(standing)
    if chapter == "left":
        names = [standing.who(role) for role in _left(standing)]
        organisation = Name(standing.organisation)
        return standing.tell("stands.left", names=standing.say.list(names), count=len(names), organisation=organisation)
    until = standing.state.closing.until if standing.state.closing else standing.clock
    return standing.tell(f"{TO_ONE[standing.role]}.{chapter}", until=standing.by(until))


def comes_next(standing: Standing) -> list[Markup]:
    """Return one sentence about what comes next, for the reader or for somebody they know of, and when."""
    untold = not standing.concerned or is_out(standing) or _is_kept_back(standing)
    step = None if untold else standing.card.next
    what = _what(standing, step) if step else None
    return [_when(standing, step, what)] if step and what else []


def _changed_since(standing: Standing) -> list[Markup]:
    """Say that the letter is out of date."""
    if standing.kind in AGREEMENTS and standing.phase is Phase.AGREEING and not standing.is_present_agreement:
        waited_for = standing.role in standing.card.waiting_for
        return [standing.tell("stands.amended_you" if waited_for else "stands.amended")]
    if standing.kind is StepKind.CLOSING and standing.phase not in GOODBYES:
        return [standing.tell("stands.taken_back")]
    return []


def _ended(standing: Standing) -> list[Markup]:
    """Say when and why their time together ended, and whom to write to if they want to continue."""
    ended, left = standing.so_far.ended, _left(standing)
    if standing.phase is not Phase.CLOSED or not standing.state.active or ended is None:
        return []
    causes = {Outcome.LAPSED: "lapsed", Outcome.LEFT: "left" if left else "early", Outcome.COMPLETED: "completed"}
    cause = causes.get(standing.state.outcome or Outcome.COMPLETED, "early")
    names = standing.say.list([standing.who(role) for role in left])
    sentence = standing.tell(f"ended.{cause}", day=standing.say.day(ended), names=names, count=len(left))
    goes_on = standing.role in PAIR and not left and Role.COORDINATOR in standing.persons
    return [sentence, *([standing.tell("ended.go_on")] if goes_on else ())]


def _break(standing: Standing, away: tuple[Role, ...], until: datetime) -> Markup:
    day = standing.say.day(until)
    if Role.HR in away:
        return standing.tell("stands.break_programme", until=day)
    others = [standing.who(role) for role in away if role is not standing.role]
    mine = standing.role in away
    key = "break_both" if mine and len(away) > 1 else "break_you" if mine else "break"
    return standing.tell(f"stands.{key}", until=day, names=standing.say.list(others), count=len(others))


def _chapter(standing: Standing) -> str:
    """Return the section of the catalogue for a phase; a search has several."""
    state, phase = standing.state, standing.phase
    match phase:
        case Phase.SEEKING if state.seeking:
            return _search(standing, state.seeking)
        case Phase.AGREEING if state.agreeing and not is_sent(state.agreeing):
            return "accepted" if state.seeking else "given"
        case Phase.CLOSING if state.closing:
            return "left" if _left(standing) and state.closing.was not in UNBEGUN else _goodbye(state.closing)
        case Phase.CLOSED if state.active:
            return "ended"
        case Phase.CLOSED:
            return "unbegun_pair" if state.closing and state.closing.was is Phase.AGREEING else "unbegun"
        case _:
            return phase.value if phase is not Phase.SEEKING else "unasked"


def _search(standing: Standing, seeking: Seeking) -> str:
    if seeking.nobody_left:
        return "nobody" if Role.COORDINATOR in standing.persons else "nobody_at_all"
    if _is_kept_back(standing):
        return "asked"
    if seeking.declined:
        return "parted" if seeking.bowed_out is Role.MENTEE else "passed"
    return "asked" if seeking.asked else "unasked"


def _let_it_pass(standing: Standing) -> bool:
    """Whether a request was settled without an answer of the mentor whom this letter asked."""
    asked = standing.kind in (StepKind.REQUEST, StepKind.REQUEST_REMINDER)
    return asked and (not standing.concerned or _chapter(standing) in ("passed", "nobody", "nobody_at_all"))


def _is_kept_back(standing: Standing) -> bool:
    """Whether a mentor has just said no and can still change that: nobody else is told before."""
    seeking = standing.state.seeking
    if standing.role is Role.MENTOR or not seeking or not seeking.declined or seeking.because or seeking.bowed_out:
        return False
    return standing.clock < seeking.declined + timedelta(minutes=standing.rules.undo_minutes)


def _left(standing: Standing) -> list[Role]:
    """Return who of the pair has left, except the reader."""
    return [role for role in PAIR if role in standing.state.gone and role is not standing.role]


def _goodbye(closing: Closing) -> str:
    if closing.was in UNBEGUN:
        return "ending" if closing.was is Phase.SEEKING else "ending_pair"
    return "lapsing" if closing.lapsed else "closing"


def deadline(standing: Standing) -> list[Markup]:
    """Say until when the reader can answer."""
    return _waits(standing, here=True)[:1] if standing.role in standing.card.waiting_for else []


def _waits(standing: Standing, here: bool) -> list[Markup]:
    """Say until when the reader (here or from a newer letter), and then the others who were asked, can answer."""
    days: dict[str, list[Role]] = {}
    for role in standing.card.waiting_for:
        until = until_of(standing.state, role)
        if until and until > standing.clock and role in standing.persons:
            days.setdefault(standing.by(until), []).append(role)
    ordered = sorted(days.items(), key=lambda one: standing.role not in one[1])
    return [_waits_for(standing, roles, day, here) for day, roles in ordered]


def _waits_for(standing: Standing, roles: list[Role], day: str, here: bool) -> Markup:
    names = standing.say.list([standing.who(role) for role in roles if role is not standing.role])
    mine = standing.role in roles
    key = "both" if mine and names else "you" if mine else "others"
    return standing.tell(f"waits.{key}" if here or not mine else f"waits.{key}_there", names=names, day=day)


def _nothing(standing: Standing, asks: bool) -> list[Markup]:
    """Say that there is nothing to do, unless a question is open, or ask the coordinator for an address."""
    if standing.kind is StepKind.UNREACHABLE and standing.phase in UNBEGUN and standing.state.unreachable:
        names = standing.say.list([standing.who(role) for role in standing.state.unreachable])
        return [standing.tell("waits.address", names=names)]
    if standing.phase is Phase.CLOSED or standing.role in standing.card.waiting_for:
        return []
    return [standing.tell("waits.welcome" if asks else "waits.nothing_now")]


def _what(standing: Standing, step: Step) -> Markup | None:
    """Return what a step does, worded for the reader; None if they may not know it."""
    addressed = standing.role in step.to and not _is_for_another(standing, step)
    if step.kind is StepKind.FAREWELL and addressed and len(step.to) < len(PAIR):
        return standing.tell("next.farewell_you")
    keys = [f"{step.kind}_{standing.role}", step.kind.value if addressed else f"{step.kind}_other"]
    if step.kind is StepKind.REQUEST:
        keys = [f"request_{standing.role}{'_next' if _asked_before(standing) else ''}"]
    if step.kind is StepKind.NO_MENTOR and Role.COORDINATOR not in step.to:
        keys = [f"no_mentor_{standing.role}_alone"]
    to = [role for role in PAIR if role in step.to and role is not standing.role]
    names = standing.say.list([standing.who(role) for role in to])
    key = next((key for key in keys if standing.say.has(f"next.{key}")), None)
    return standing.tell(f"next.{key}", names=names) if key else None


def _is_for_another(standing: Standing, step: Step) -> bool:
    """Whether a letter to the mentor goes to the next candidate, not to this reader."""
    return step.kind is StepKind.REQUEST and standing.role is Role.MENTOR


def _asked_before(standing: Standing) -> bool:
    seeking = standing.state.seeking
    return bool(seeking and (seeking.asked or seeking.declined))


def _when(standing: Standing, step: Step, what: Markup) -> Markup:
    wait = step.due - standing.clock
    if step.reason.code is ReasonCode.NO_MENTOR_FOUND and wait >= AT_ONCE:  # nobody is asked any more
        return standing.tell("when.unfound", day=standing.say.day(step.due), what=what)
    if step.reason.code in AHEAD and wait >= AT_ONCE:
        return standing.tell("when.unanswered", day=standing.say.day(step.due), what=what)
    if wait < SOON:
        return standing.tell("when.moment" if wait < AT_ONCE else "when.hour", what=what)
    return standing.tell("when.day", day=standing.say.day(step.due), what=what)
