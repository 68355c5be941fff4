"""A meeting counts for both, whoever reports it, until that person gives another answer to the same question."""

from datetime import datetime, timedelta

from policy.asking_letters import latest_sent
from policy.engagement import side_of, silent, with_side
from policy.ladder import off_ladder
from policy.reports import reports_of, told_alike, with_reports, without_asked_since
from schemas.booking import Booked
from schemas.messages import Answer
from schemas.names import PAIR, Met
from schemas.replaceable import LadderBefore, Report
from schemas.state import Active, State

LADDER = ("rung", "climbed", "tasked", "again", "unsent_notices", "quiet")
TIMES = ("climbed", "tasked", "again")


def with_meeting(
    active: Active, answer: Answer, low: bool, now: datetime, corrected: Report | None, booked: tuple[Booked, ...]
) -> Active:
    """Record a meeting, which tells of the days that were `booked`, if any; `low` is how its reporter had rated the one
    before it. It ends a ladder about the other one.

    Whoever only adds to what they had reported has told of that meeting on the day when they first did; once the next
    question is sent, that says nothing about a ladder any more.
    """
    at, told = (corrected.at, corrected.reported) if corrected else (now, now)
    sent = corrected.sent if corrected else latest_sent(active)
    known = {"low": low, "partner_low": False, "at": at, "reported": told, "sent": sent}  # all: for releases before
    report = Report(step=answer.step, about=answer.about, booked=booked, **known)
    reported = _with_last(with_reports(active, answer.role, [report, *reports_of(active, answer.role)]), report)
    if corrected and active.prompted and corrected.at < active.prompted:
        return reported
    ladder = _ladder(active, answer) if active.rung else active.ladder_before
    return off_ladder(reported).with_(ladder_before=ladder)


def corrected_report(state: State, answer: Answer) -> Report | None:
    """Return what the same person reported at this question about the same meeting; None if they reported none."""
    return told_alike(state.active, answer.role, answer) if state.active else None


def without_meeting(state: State, answer: Answer, now: datetime) -> State:
    """Return the state without the meeting that the same person reported at this question; another one stands."""
    active = state.active
    report = corrected_report(state, answer)
    if active is None or report is None:
        return state
    side = side_of(active, answer.role).with_(report=report.under, low=report.low)
    active = with_side(active, answer.role, side)
    if answer.met is Met.YES:
        return state.with_(active=_on_ladder(state, _last(active), answer, timedelta()))
    active = _last(without_asked_since(active, report))
    return state.with_(active=_on_ladder(state, active, answer, now - report.at))


def has_met_before(active: Active, moment: datetime) -> bool:
    """Whether a meeting that stands was reported before a moment."""
    reports = [one.at for role in PAIR for one in reports_of(active, role)]
    return any(at < moment for at in (active.met_before, *reports) if at)


def told_before(active: Active) -> datetime | None:
    """Return when a meeting was last reported before the latest prompt, by the calendar: whoever is asked, is asked
    about the time since, or one meeting would be reported twice. None: none was, and they are asked about all of it."""
    if active.asked_since:
        return active.asked_since
    reports = [(one.at, one.reported) for role in PAIR for one in reports_of(active, role)]
    if active.met_before:
        reports.append((active.met_before, active.reported_before or active.met_before))
    return max((told for at, told in reports if active.prompted is None or at < active.prompted), default=None)


def _with_last(active: Active, report: Report) -> Active:
    """Return the loop in which this meeting is the last one, unless another one was reported later."""
    told = max(report.reported, active.reported or report.reported)
    return active.with_(met=max(report.at, active.met or report.at), reported=told)


def _last(active: Active) -> Active:
    """Return the loop with the last meeting of those that stand."""
    known = [(side.report.reported, side.report.at) for side in (active.mentee, active.mentor) if side.report]
    if active.met_before:
        known.append((active.reported_before or active.met_before, active.met_before))
    told, at = max(known, default=(None, None))
    return active.with_(met=at, reported=told)


def _ladder(active: Active, answer: Answer) -> LadderBefore:
    said = {"role": answer.role, "step": answer.step, "about": answer.about}
    return LadderBefore(**said, **{name: getattr(active, name) for name in LADDER})


def _on_ladder(state: State, active: Active, answer: Answer, length: timedelta) -> Active:
    """Return the loop with the ladder that the meeting ended, about those of whom nothing was heard since; it stood
    still for that long, so that nobody has less time to answer or to decide."""
    was = active.ladder_before
    if was is None or (was.role, was.step, was.about) != (answer.role, answer.step, answer.about):
        return active
    own = side_of(active, answer.role).report
    if own and was.climbed and own.at >= was.climbed:  # this meeting would have ended it as well
        return active.with_(ladder_before=was.with_(step=own.step, about=own.about))
    quiet = tuple(role for role in was.quiet if role in silent(state))
    if not quiet:
        return active.with_(ladder_before=None)
    times = {name: at + length for name in TIMES if (at := getattr(was, name))}
    ladder = {name: getattr(was, name) for name in LADDER}
    return active.with_(**{**ladder, **times, "quiet": quiet, "ladder_before": None})
