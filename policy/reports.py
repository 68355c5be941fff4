"""The meetings that one person reported at the latest few questions, the last one first.

What they change at an earlier question leaves the later meeting, and what that has settled, as it is.
"""

from datetime import datetime

from policy.asking_letters import is_earlier, is_same
from policy.engagement import side_of, with_side
from schemas.messages import Answer
from schemas.names import Met, Role
from schemas.replaceable import Report
from schemas.state import Active

KEPT = 3  # whoever takes back a fourth has told of three later ones


def reports_of(active: Active, role: Role) -> list[Report]:
    """Return what somebody reported at the latest few questions, the last one first."""
    report, reports = side_of(active, role).report, []
    while report:
        reports.append(report)
        report = report.under
    return reports


def with_reports(active: Active, role: Role, reports: list[Report]) -> Active:
    """Return the loop with these reports of somebody; of more than a few, the earliest can no longer be taken back."""
    report = None
    for one in reversed(reports[:KEPT]):
        report = one.with_(under=report)
    active = with_side(active, role, side_of(active, role).with_(report=report))
    settled = reports[KEPT] if len(reports) > KEPT else None
    if settled is None or (active.reported_before and active.reported_before >= settled.reported):
        return active
    return active.with_(met_before=settled.at, reported_before=settled.reported)


def told_alike(active: Active, role: Role, answer: Answer) -> Report | None:
    """Return what somebody reported at the question of an answer, about the same meeting; None if they did not."""
    return next((one for one in reports_of(active, role) if _is_at(active, one, answer)), None)


def dated(active: Active, answer: Answer, now: datetime) -> Active:
    """Return the loop in which the last report, if an answer has just made it, has its date by the calendar."""
    reports = reports_of(active, answer.role)
    if not reports or not _is_at(active, reports[0], answer):
        return active
    return with_reports(active.with_(reported=now), answer.role, [reports[0].with_(reported=now), *reports[1:]])


def is_overtaken(active: Active, answer: Answer) -> bool:
    """Whether the same person has reported a later meeting than that of which an answer may tell."""
    reports = reports_of(active, answer.role)
    if not reports or _is_at(active, reports[0], answer):
        return False
    is_older = answer.about is None and is_earlier(active, answer.step, reports[0].step)
    return is_older or told_alike(active, answer.role, answer) is not None


def with_overtaken(active: Active, answer: Answer, low: bool, now: datetime) -> Active:
    """Return the loop in which an answer tells, or no longer tells, of a meeting before the last one reported, which it
    rates low or not."""
    role, reports = answer.role, reports_of(active, answer.role)
    known = told_alike(active, role, answer)
    if known and answer.met is not Met.YES:
        left = with_reports(_with_ladder_of_next(active, role, known), role, _without(reports, known))
        return without_asked_since(left, known)
    if known:
        return with_reports(active, role, _rated(reports, reports.index(known), low))
    if answer.met is not Met.YES:
        return active
    number = 1 + max(at for at, one in enumerate(reports) if is_earlier(active, answer.step, one.step))
    return with_reports(active, role, _inserted(reports, number, answer, low, now))


def without_asked_since(active: Active, report: Report) -> Active:
    """Return the loop whose latest question is no longer about the time since a meeting that is taken back."""
    return active.with_(asked_since=None) if active.asked_since == report.reported else active


def _inserted(reports: list[Report], number: int, answer: Answer, low: bool, now: datetime) -> list[Report]:
    """Return the reports with one more, in this place: of a meeting before those above it, but told of after them."""
    after = reports[number - 1]
    times = {"at": min(now, after.at), "reported": min(now, after.reported)}
    new = Report(step=answer.step, about=answer.about, low=after.low, partner_low=False, sent=after.sent, **times)
    return _rated([*reports[:number], new, *reports[number:]], number, low)


def _rated(reports: list[Report], number: int, low: bool) -> list[Report]:
    """Return the reports in which the one after a meeting knows how that was rated."""
    return [*reports[: number - 1], reports[number - 1].with_(low=low), *reports[number:]]


def _with_ladder_of_next(active: Active, role: Role, gone: Report) -> Active:
    """Return the loop in which the ladder that a report has ended comes back with the report after it."""
    was, reports = active.ladder_before, reports_of(active, role)
    if was is None or (was.role, was.step, was.about) != (role, gone.step, gone.about):
        return active
    after = reports[reports.index(gone) - 1]
    return active.with_(ladder_before=was.with_(step=after.step, about=after.about))


def _without(reports: list[Report], known: Report) -> list[Report]:
    """Return the reports without one; the one after it knows what was rated before that."""
    number = reports.index(known)
    after = reports[number - 1].with_(low=known.low)
    return [*reports[: number - 1], after, *reports[number + 1 :]]


def _is_at(active: Active, report: Report, answer: Answer) -> bool:
    return report.about == answer.about and is_same(active, report.step, answer.step)
