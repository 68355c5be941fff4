"""The options of a page's questions: choices, rhythms and days, for showing the form and for reading it."""

from datetime import date, datetime, timedelta

from markupsafe import Markup

from gateway.pages.context import Standing
from gateway.pages.form_fields import from_noon, until_noon
from intake.answers import Kept
from letters.buttons import labels
from policy.agreeing import unshown
from policy.asking_letters import last_prompt
from policy.booking import day_over, still_to_come
from policy.ends import foreseen, soonest_end
from policy.more_time import longer_until
from policy.pausing import latest
from policy.reported import told_before
from schemas.names import AnswerKind, Choice, StepKind
from schemas.reason import ReasonCode
from schemas.rules import FURTHEST
from schemas.state import Active

DAY = timedelta(days=1)
RHYTHMS = (7, 14, 21, 28, 30, 42, 56, 84)
ADJUSTING = (Choice.CADENCE, Choice.PAUSE, Choice.REMATCH, Choice.CLOSE)
REVIEWING = (Choice.CONTINUE, Choice.EXTEND, *ADJUSTING)
DECIDING = (Choice.CONTINUE, Choice.REMATCH, Choice.CLOSE)
SEARCHING = (Choice.CONTINUE, Choice.CLOSE)
BEGINNING = {StepKind.AGREED: "ask_first", StepKind.RESUMED: "ask_back"}
OFF = f"{Choice.CALL_OFF}_"  # followed by a day
BOOKABLE = timedelta(days=366)  # how far ahead a meeting may be booked


def label(standing: Standing, letter: str, query: str, otherwise: str) -> str:
    """Return the label of a choice: that of the letter's button, or the catalogue's if there is no button."""
    is_booked = asked_about(standing) is not None and query.startswith("met=")
    found = labels("check_in" if is_booked else letter, standing.say.voice.form, is_booked=is_booked)
    return found.get(query) or standing.tell(otherwise)


def rhythms(standing: Standing, present: bool) -> list[tuple[int, str]]:
    """Return the rhythms to choose from, with or without the current one."""
    now, before = standing.card.cadence_days, standing.answered.said if standing.answered else {}
    agreed = {one.cadence_days for one in (standing.terms, standing.drafted) if one}
    days = {*RHYTHMS, now, *agreed} if present else {*RHYTHMS} - ({now} - {before.get("cadence_days")})
    return [(each, standing.say.voice.rhythm(each)) for each in sorted(days)]


def more_time(standing: Standing) -> str:
    """Return the day until which both would have time if the reader asked for more; empty if it changes nothing."""
    ends = longer_until(standing.known, standing.role, standing.step, standing.clock)
    return standing.say.day(ends) if ends and not standing.is_final else ""


def agreed_end(standing: Standing) -> datetime | None:
    """Return the end that both agreed on, also while a goodbye that would come sooner can be taken back."""
    return foreseen(standing.state)


def decisions(standing: Standing) -> tuple[Choice, ...]:
    """Return the choices of a coordinator."""
    return SEARCHING if standing.kind is StepKind.NO_MENTOR else DECIDING


def naming_too(standing: Standing) -> tuple[AnswerKind, ...]:
    """Return the answer of a coordinator that is no choice: more mentors to ask, where nobody is left."""
    return (AnswerKind.NAME,) if standing.kind is StepKind.NO_MENTOR else ()


def undoing_a_no(standing: Standing) -> Markup:
    """Return for how long a no can be taken back; nothing once that time is over, though until the next letter it can
    still be changed."""
    minutes, seeking = standing.rules.undo_minutes, standing.state.seeking
    said = seeking.declined if seeking else None
    is_over = said is not None and said + timedelta(minutes=minutes) <= standing.clock
    return Markup("") if is_over or not minutes else standing.tell("request.undo_no", count=minutes)


def break_days(standing: Standing) -> tuple[date, date]:
    """Return the first and the last day on which a break may end."""
    return today(standing) + DAY, until_noon(latest(standing.state, standing.role, standing.clock), standing.zone)


def begins_by_silence(standing: Standing) -> bool:
    """Whether the two begin if nobody objects: not while mail does not reach one of them."""
    return not unshown(standing.state)


def end_days(standing: Standing) -> tuple[date, date]:
    """Return the first and the last day on which the time together may end."""
    pause = standing.state.pause
    soonest = soonest_end(standing.rules, max(pause.until, standing.clock) if pause else standing.clock)
    latest = standing.clock + FURTHEST
    return from_noon(soonest, standing.zone), until_noon(latest, standing.zone)


def whether_met(standing: Standing) -> Markup:
    """Return the question whether they met: about the same time as the letter, if it is the latest prompt."""
    active = standing.state.active
    if about := asked_about(standing):
        return standing.tell("check_in.ask_booked", day=standing.say.weekday(about))
    if standing.kind in BEGINNING:
        return standing.tell(f"check_in.{BEGINNING[standing.kind]}")
    if active is None or standing.step != active.prompt:
        return standing.tell("check_in.ask_earlier")
    told = told_before(active)
    return (
        standing.say("check_in.ask_again", day=standing.say.here(told)) if told else standing.tell("check_in.ask_begun")
    )


def asked_about(standing: Standing) -> date | None:
    """Return the day of the booked meeting that the reader is asked about: one that is over, where they live, too; or
    the last one that they answered about, that the letter asks about, or that the other one was asked about since."""
    active, day = standing.state.active, day_over(standing.state, standing.clock)
    if active is None:
        return None
    if day and day <= today(standing):
        return day
    said = standing.said_of_meeting
    about = date.fromisoformat(str(said.said["about"])) if said and said.said.get("about") else None
    is_latest = standing.step == active.prompt or _is_since(standing, active)
    return max((one for one in (about, active.about if is_latest else None) if one), default=None)


def _is_since(standing: Standing, active: Active) -> bool:
    """Whether the day that was asked about last came after a letter that is no prompt: the first one, or a welcome
    back."""
    back = standing.state.standstills
    if standing.kind is StepKind.RESUMED and active.about and back and not standing.newer:
        return active.about >= (back[-1].over or back[-1].until).date()
    return standing.kind is StepKind.AGREED and active.prompt is None


def asked_by_letter(standing: Standing) -> date | None:
    """Return the day of the booked meeting that the letter asks about: not a nudge, but a check-in beside it, which has
    the nudge's reason."""
    reason, active = standing.reason, standing.state.active
    if standing.kind is StepKind.NUDGE and active and standing.step == active.prompt:
        return active.about if standing.letter == StepKind.CHECK_IN else None
    return reason.until.date() if reason and reason.until and reason.code is ReasonCode.MEETING_BOOKED else None


def is_about_another(standing: Standing, kept: Kept) -> bool:
    """Whether another meeting is asked about by now than in an answer."""
    return kept.said.get("about") != (str(about) if (about := asked_about(standing)) else None)


def meeting_days(standing: Standing) -> tuple[date, date]:
    """Return the first and the last day for which a meeting may be booked: after a break, while they have time
    together."""
    pause, ends = standing.state.pause, foreseen(standing.state)
    first = max(standing.clock, pause.until).astimezone(standing.zone).date() if pause else today(standing)
    last = ends.astimezone(standing.zone).date() if ends else date.max
    return first, max(first, min(last, today(standing) + BOOKABLE))


def booked_on(standing: Standing) -> date | None:
    """Return the day of a booked meeting that is still to come; None if there is none, or the reader has ended it."""
    booked = None if standing.known.ending else still_to_come(standing.state, standing.clock)
    return booked.day if booked else None


def calling_off(day: date) -> str:
    """Return the choice that calls off the meeting of a day; on a page left open, it calls off no other one."""
    return f"{OFF}{day}"


def day_off(choice: str) -> date | None:
    """Return the day of the meeting that a choice calls off; None for any other choice."""
    try:
        return date.fromisoformat(choice.removeprefix(OFF)) if choice.startswith(OFF) else None
    except ValueError:
        return None


def note_reader(standing: Standing) -> Markup:
    """Return when the other one reads a note: with the next letter in a break or a hold, or once thanks were sent for
    this question."""
    state, active = standing.state, standing.state.active
    is_later = state.pause or state.hold or (active is not None and active.thanked == last_prompt(active))
    return standing.tell("readers.note_later" if is_later and not standing.partner_unreached else "readers.note")


def could_be_booked(standing: Standing, day: date) -> bool:
    """Whether a page could show a meeting on that day, also one left open, or of somebody where it is tomorrow."""
    return abs(day - today(standing)) <= BOOKABLE + 2 * DAY


def today(standing: Standing) -> date:
    """Return today's date in the reader's zone."""
    return standing.clock.astimezone(standing.zone).date()


def end_day(standing: Standing) -> str:
    """Return the day on which the time together ends, if the terms name one; not one that has come too close."""
    ends, (first, _) = foreseen(standing.state), end_days(standing)
    return max(ends.astimezone(standing.zone).date(), first).isoformat() if ends else ""
