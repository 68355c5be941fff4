"""One sentence for the person who answered: what their answer changed."""

from datetime import datetime

from policy.durations import every
from schemas.messages import Answer
from schemas.names import PAIR, AnswerKind, Choice, Phase, Role
from schemas.state import Pause, State

ENDING = (Choice.CLOSE, Choice.REMATCH)


def receipt(answer: Answer, before: State, after: State) -> str:
    """Return what an answer changed between two states, or that it changed nothing."""
    if before.phase is Phase.CLOSING and after.phase is not Phase.CLOSING and answer.choice is not Choice.EXTEND:
        return _taken_back(after) if _is_hr(answer) else "Good to hear from you. It goes on."
    match answer.kind:
        case AnswerKind.ADJUST:
            return _adjusted(answer, before, after)
        case AnswerKind.DECIDE:
            return _decided(answer, after)
        case AnswerKind.PAUSE if after.pause and _is_hr(answer):
            return f"A break until {_day(after.pause.until)}."
        case AnswerKind.PAUSE if after.pause:
            return _paused(after.pause)
        case AnswerKind.CLOSE:
            return _ended(after)
        case _:
            return _said(answer, after)


def _said(answer: Answer, after: State) -> str:
    match answer.kind:
        case AnswerKind.ACCEPT:
            return "You took it on. An agreement to look at together comes next."
        case AnswerKind.DECLINE:
            return "You passed this time; nobody else learns why."
        case AnswerKind.AGREE | AnswerKind.AMEND if after.phase is Phase.ACTIVE:
            return "You have both agreed, so you can begin."
        case AnswerKind.AGREE:
            return "You agreed; your partner is asked too."
        case AnswerKind.AMEND:
            return "Your changes are kept; your partner is asked to look at them."
        case AnswerKind.CHECK_IN:
            return "Your answer is kept."
        case AnswerKind.RESUME if (pause := after.pause) and answer.role in PAIR and answer.role not in pause.away:
            return f"Welcome back. The break still lasts until {_day(pause.until)}; then everything goes on."
        case AnswerKind.RESUME if _is_hr(answer):
            return "The break is over; everything goes on where it stopped."
        case AnswerKind.RESUME:
            return "Welcome back; everything goes on where it stopped."
        case AnswerKind.THANK if not answer.note:
            return "Your answer is kept."
        case AnswerKind.THANK:
            return "Your thanks are passed on with the farewell."
        case _:
            return "All stays as it is."


def _adjusted(answer: Answer, before: State, after: State) -> str:
    match answer.choice:
        case Choice.CADENCE:
            return f"From now on we ask {every(after.cadence_days)}."
        case Choice.PAUSE if after.pause:
            return _paused(after.pause)
        case Choice.EXTEND if after.ends and before.ends and after.ends > before.ends:
            return f"You have more time together: until {_day(after.ends)}."
        case Choice.EXTEND if after.ends:
            return f"Time was added already: you have until {_day(after.ends)}."
        case Choice.CLOSE | Choice.REMATCH:
            return _ended(after)
        case _:
            return "All stays as it is."


def _decided(answer: Answer, after: State) -> str:
    if answer.choice in ENDING:
        return _ended(after)
    if after.active:
        return f"They have time: we ask them again on {_day(after.active.next_check_in)}, and not before."
    return "You have more time to look for somebody."


def _paused(pause: Pause) -> str:
    return f"A break until {_day(pause.until)}; you hear nothing from us until then."


def _ended(after: State) -> str:
    if after.closing and after.closing.was in (Phase.SEEKING, Phase.AGREEING):
        return "We end it here, and say so kindly to everybody concerned."
    if after.phase is Phase.SEEKING:
        return "You do not begin together; the search goes on with another mentor."
    return "We bring this to a good end, with thanks and without blame."


def _taken_back(after: State) -> str:
    told = ", and both are told" if after.active and after.active.reopened else ""
    return f"The end is taken back; everything goes on{told}."


def _is_hr(answer: Answer) -> bool:
    return answer.role is Role.HR


def _day(instant: datetime) -> str:
    return f"{instant:%-d %B %Y}"
