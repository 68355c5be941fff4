"""The booked days of which a report tells: they come back with it if it is taken back, unless the other one has told of
that meeting as well."""

from datetime import datetime

from policy.asking_letters import is_earlier_prompt, is_same
from policy.booking import DAY, asked_in_time, is_replaced, said_since
from policy.engagement import partner_of, side_of, with_side
from policy.reports import reports_of, told_alike, with_reports
from schemas.booking import Booked
from schemas.messages import Answer
from schemas.names import Met
from schemas.replaceable import Report
from schemas.state import Active, State


def told_days(active: Active, answer: Answer, adds_to: Report | None, now: datetime) -> tuple[Booked, ...]:
    """Return the booked days of which an answer tells: those of the report that it adds to; none if they only tell of a
    meeting that the other one has told of already, of one before an earlier question, or
    of one on an older day; who answers about that one on the booked day itself has met."""
    if adds_to:
        return adds_to.booked
    if answer.met is not Met.YES or told_alike(active, partner_of(answer.role), answer):
        return ()
    if answer.about is None and is_earlier_prompt(active, answer.step):
        return ()
    days = active.booked[: len(active.booked) - len(said_since(active, now + DAY))]  # that of today, and those before
    is_older = answer.about is not None and answer.about not in [one.day for one in active.booked]
    return tuple(one for one in days if one.over > now) if is_older else days


def told_in_a_break(state: State, before: State, answer: Answer, since: datetime, now: datetime) -> State:
    """Return the state in which a new report, heard at the moment at which a break stopped the clock, tells as well of
    the booked days that are over by now: the break may be over, and only its letter still to come."""
    active, known = state.active, before.active
    reports = reports_of(active, answer.role) if active else []
    if active is None or known is None or not reports or told_alike(known, answer.role, answer):
        return state
    days = tuple(one for one in told_days(known, answer, None, now) if one in active.booked)
    if not days or told_alike(active, answer.role, answer) != reports[0]:
        return state
    told = [reports[0].with_(booked=(*reports[0].booked, *days)), *reports[1:]]
    left = active.with_(booked=tuple(one for one in active.booked if one not in days))
    return asked_in_time(state.with_(active=with_reports(left, answer.role, told)), since)


def untold_again(state: State, answer: Answer, report: Report) -> State:
    """Return the state with the booked days of which a report told that is taken back; where the other one has told of
    that meeting as well, at whichever letter, it stays told of."""
    active, other = state.active, partner_of(answer.role)
    theirs = side_of(active, other).report if active else None
    if active is None or not report.booked:
        return state
    is_alike = theirs is not None and theirs.about == report.about
    if theirs and is_alike and (is_same(active, theirs.step, report.step) or theirs.at >= report.at):
        side = side_of(active, other).with_(report=theirs.with_(booked=(*theirs.booked, *report.booked)))
        return state.with_(active=with_side(active, other, side))
    since = active.prompted or active.agreed  # a day before the latest question is over
    back = tuple(one for one in report.booked if one.over > since)
    return state.with_(active=active.with_(booked=(*back, *active.booked)))


def without_replaced(state: State, answer: Answer) -> State:
    """Return the state in which a day that an answer replaces does not come back either if the other one takes back
    that they have met on it."""
    other = partner_of(answer.role)
    report = side_of(state.active, other).report if state.active else None
    if state.active is None or report is None:
        return state
    left = tuple(one for one in report.booked if not is_replaced(one, answer))
    side = side_of(state.active, other).with_(report=report.with_(booked=left))
    return state.with_(active=with_side(state.active, other, side)) if left != report.booked else state
