"""The current status, whose answer is awaited until when, and what comes next, as far as the reader may know."""

from markupsafe import Markup

from gateway.pages.ahead import ahead
from gateway.pages.breaks import before_agreement, why_paused
from gateway.pages.context import Standing
from gateway.pages.ended import another_mentor, ended, was_given, who_left
from gateway.pages.passed_over import why_without
from gateway.pages.questions import is_present_agreement
from gateway.pages.speech import Name
from policy.agreeing import is_out as is_sent
from policy.agreeing import unshown
from policy.card import until_of
from policy.ending import is_parted
from policy.ends import before_the_end
from policy.engagement import partner_of, side_of
from policy.ladder import only_other_silent
from policy.leave import goodbye_until
from policy.participants import kept_from_asking
from policy.told import leavers
from schemas.messages import Step
from schemas.names import PAIR, UNBEGUN, AnswerKind, Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.state import Closing, Seeking

AGREEMENTS = (StepKind.AGREEMENT, StepKind.AGREEMENT_REMINDER)
GOODBYES = (Phase.CLOSING, Phase.CLOSED)
OUT = ("parted", "passed", "named", "nobody", "nobody_at_all")  # in these cases a mentor sees nothing more
TO_ONE = {Role.MENTEE: "stands_mentee", Role.MENTOR: "stands_mentor", Role.COORDINATOR: "stands_coordinator"}


def outlook(standing: Standing, opened: bool, asks: bool) -> list[Markup]:
    """Return all of this as sentences.

    `opened` says whether this page has an open question, `asks` whether the question has no answer yet.
    """
    if not standing.concerned or is_out(standing):
        return [stands(standing)]
    here = opened and _asks_here(standing)
    sentences = [*_changed_since(standing), stands(standing), *ended(standing), *another_mentor(standing)]
    return [*sentences, *_waits(standing, here), *comes_next(standing), *_nothing(standing, asks)]


def is_out(standing: Standing) -> bool:
    """Whether the reader is a mentor who was asked and may see nothing more of it."""
    chapter, step = _chapter(standing), standing.card.next
    left = chapter == "ending" and step is not None and Role.MENTOR not in step.to
    return standing.role is Role.MENTOR and (chapter in OUT or left)


def stands(standing: Standing) -> Markup:
    """Return the current status in one sentence."""
    if standing.role is Role.MENTOR and not standing.has_answered and _let_it_pass(standing):
        return why_without(standing)
    if not standing.concerned:
        return standing.tell("stands_mentor.passed" if _said_no(standing) else "stands.settled")
    if still := _stands_still(standing):
        return still
    pause = standing.state.pause
    if pause and standing.phase is Phase.PAUSED and not is_out(standing):
        before, after = before_agreement(standing)
        return Markup(" ").join([*before, why_paused(standing, pause), *after])
    chapter = _chapter(standing)
    if chapter == "left":
        return Markup(" ").join([_have_left(standing, "stands.left"), *_thanks_unread(standing)])
    closing = standing.state.closing
    until = goodbye_until(standing.state, closing) if closing else standing.clock
    sentence = standing.tell(f"{TO_ONE[standing.role]}.{chapter}", until=standing.by(until))
    besides = chapter == "closing" and who_left(standing)
    left = [_have_left(standing, "stands.has_left"), *_thanks_unread(standing)] if besides else []
    return Markup(" ").join([sentence, *left])


def _stands_still(standing: Standing) -> Markup | None:
    """Return that it is on hold, or that the programme has ended it from a hold; None if neither is so."""
    state = standing.state
    if is_out(standing) or state.phase is Phase.CLOSED:
        return None
    if state.hold:
        return standing.tell("stands.on_hold")
    parted = is_parted(state) and before_the_end(state) not in UNBEGUN
    return standing.tell("stands.parted", organisation=Name(standing.organisation)) if parted else None


def comes_next(standing: Standing) -> list[Markup]:
    """Return one sentence about what comes next, for the reader or for somebody they know of, and when."""
    step = None if not standing.concerned or is_out(standing) or standing.kept_back else standing.card.next
    return [*_address_missing(standing, step), *ahead(standing, step)] if step else []


def _address_missing(standing: Standing, step: Step) -> list[Markup]:
    """Say until when a pair that has not begun waits for a working address, unless the next sentence says so."""
    by = standing.card.answer_by if standing.phase is Phase.AGREEING else None
    lost = unshown(standing.state) if by else ()
    told = step.kind is StepKind.WITHDRAWN or standing.kind is StepKind.UNREACHABLE
    if by is None or not lost or told or standing.role in lost:
        return []
    names = standing.say.list([standing.who(role) for role in lost])
    return [standing.tell("waits.address_missing", names=names, day=standing.by(by))]


def _changed_since(standing: Standing) -> list[Markup]:
    """Say that the letter is out of date."""
    if standing.kind in AGREEMENTS and standing.phase is Phase.AGREEING and not is_present_agreement(standing):
        if standing.role in standing.card.waiting_for:
            return [standing.tell("stands.amended_you")]
        return [] if _changed_it(standing) else [standing.tell("stands.amended")]
    if standing.kind is StepKind.CLOSING and standing.phase not in GOODBYES:
        return [standing.tell("stands.taken_back")]
    return []


def _changed_it(standing: Standing) -> bool:
    """Whether the reader is the one who changed the agreement."""
    wrote = standing.drafted_by is standing.role
    return standing.answered is not None and standing.holds and (wrote or standing.answered.kind is AnswerKind.AMEND)


def _chapter(standing: Standing) -> str:
    """Return the section of the catalogue for a phase; a search has several."""
    state, phase, first = standing.state, standing.phase, kept_from_asking(standing.state)
    match phase:
        case Phase.PAUSED if standing.role is Role.MENTOR and state.phase is Phase.SEEKING and state.seeking:
            return "passed" if state.seeking.declined else phase.value
        case Phase.SEEKING if state.seeking:
            return _search(standing, state.seeking)
        case Phase.AGREEING if state.agreeing and (standing.role in first or not is_sent(state.agreeing)):
            return "accepted" if state.seeking else "given"
        case Phase.CLOSING if state.closing:
            came = set(leavers(state, state.closing)) - {standing.role} and state.closing.was not in UNBEGUN
            return "left" if came else _goodbye(standing, state.closing)
        case Phase.CLOSED if state.active:
            return "ended"
        case Phase.CLOSED:
            was_pair = state.closing.was is Phase.AGREEING if state.closing else was_given(state)
            return "unbegun_pair" if was_pair else "unbegun"
        case _:
            return phase.value if phase is not Phase.SEEKING else "unasked"


def _search(standing: Standing, seeking: Seeking) -> str:
    if seeking.nobody_left:
        is_asked = Role.COORDINATOR in standing.persons and not seeking.handed_over
        return "named" if seeking.named else "nobody" if is_asked else "nobody_at_all"
    if seeking.declined:
        if standing.mentor is None:  # whoever was passed over unasked was not named to anybody
            return "nobody_at_all"
        both = seeking.because is ReasonCode.BOWED_OUT_NEXT and seeking.bowed_out is None
        return "parted" if both or seeking.bowed_out is Role.MENTEE else "passed"
    return "asked" if seeking.asked and not kept_from_asking(standing.state) else "unasked"


def _let_it_pass(standing: Standing) -> bool:
    """Whether a request was settled without an answer of the mentor whom this letter asked."""
    asked = standing.kind in (StepKind.REQUEST, StepKind.REQUEST_REMINDER)
    return asked and (not standing.concerned or _chapter(standing) in ("passed", "named", "nobody", "nobody_at_all"))


def _have_left(standing: Standing, key: str) -> Markup:
    names, organisation = [standing.who(role) for role in who_left(standing)], Name(standing.organisation)
    return standing.tell(key, names=standing.say.list(names), count=len(names), organisation=organisation)


def _thanks_unread(standing: Standing) -> list[Markup]:
    """Say that thanks which the reader wrote reach nobody, because the other one has left since."""
    closing = standing.state.closing
    unread = closing and standing.role in closing.thanked and partner_of(standing.role) in standing.state.gone
    return [standing.tell("late.kept_partner")] if unread else []


def _goodbye(standing: Standing, closing: Closing) -> str:
    if closing.was in UNBEGUN:
        return "ending" if closing.was is Phase.SEEKING else "ending_pair"
    if not closing.lapsed:
        return "closing"
    return "lapsing_other" if only_other_silent(standing.state, standing.role) else "lapsing"


def _said_no(standing: Standing) -> bool:
    return standing.answered is not None and standing.answered.kind is AnswerKind.DECLINE and standing.holds


def _address(standing: Standing) -> list[Markup]:
    """Ask the coordinator for an address, and say until when it is waited for."""
    state, by = standing.state, standing.card.answer_by
    names = standing.say.list([standing.who(role) for role in state.unreachable])
    ends = by and standing.phase is Phase.AGREEING and unshown(state)
    until = [standing.tell("waits.address_until", day=standing.by(by))] if by and ends else []
    return [standing.tell("waits.address", names=names), *until]


def deadline(standing: Standing) -> list[Markup]:
    """Say until when the reader can answer; in a goodbye, the thanks are waited for, and no earlier question."""
    waited_for = standing.role in standing.card.waiting_for and _asks_here(standing) and not _is_settled(standing)
    return _waits(standing, here=True)[:1] if waited_for else []


def _asks_here(standing: Standing) -> bool:
    """Whether the question that is waited for is on this page, if it has a form."""
    closing = standing.state.closing
    is_goodbye = standing.phase is Phase.CLOSING and closing is not None and not closing.lapsed
    return standing.kind is StepKind.CLOSING or not is_goodbye


def _is_settled(standing: Standing) -> bool:
    """Whether this page shows a last notice that is still open, though it goes on whether the reader answers or not."""
    active = standing.state.active if standing.phase is Phase.ACTIVE else None
    asked = active and standing.role in PAIR and side_of(active, standing.role).question
    return standing.kind is StepKind.LAST_NOTICE and bool(asked and asked.key.kind is standing.kind)


def _waits(standing: Standing, here: bool) -> list[Markup]:
    """Say until when the reader (here, or from another letter), and then the others who were asked, can answer."""
    days: dict[str, list[Role]] = {}
    for role in standing.card.waiting_for:
        until = until_of(standing.state, role)
        is_over = role is standing.role and _is_settled(standing)
        if until and until > standing.clock and role in standing.persons and not is_over:
            days.setdefault(standing.by(until), []).append(role)
    ordered = sorted(days.items(), key=lambda one: standing.role not in one[1])
    return [_waits_for(standing, roles, day, here) for day, roles in ordered]


def _waits_for(standing: Standing, roles: list[Role], day: str, here: bool) -> Markup:
    names = standing.say.list([standing.who(role) for role in roles if role is not standing.role])
    mine = standing.role in roles
    key = "both" if mine and names else "you" if mine else "others"
    where = "" if here or not mine else "_there" if standing.is_asked_since else "_before"
    return standing.tell(f"waits.{key}{where}", names=names, day=day)


def _nothing(standing: Standing, asks: bool) -> list[Markup]:
    """Say that there is nothing to do, unless a question is open, or what to do about an address."""
    if standing.kind is StepKind.UNREACHABLE and standing.phase in UNBEGUN and standing.state.unreachable:
        return _address(standing)
    if standing.phase is Phase.CLOSED or standing.role in standing.card.waiting_for:
        return []
    if standing.role in standing.state.unreachable:
        return [_unreached(standing)]
    if asks and standing.kind is StepKind.PAUSED:
        return []  # it takes no answer, only that somebody is back
    return [standing.tell("waits.welcome" if asks else "waits.nothing_now")]


def _unreached(standing: Standing) -> Markup:
    """Tell the reader that mail does not reach them, and who can have their address corrected."""
    if standing.role is Role.COORDINATOR:
        return standing.tell("waits.unreached_coordinator")
    return standing.tell("waits.unreached" if Role.COORDINATOR in standing.persons else "waits.unreached_alone")
