"""The timeline of a mentorship: Rapport's steps with their mails, and people's answers, in order."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from gateway.api.sentences import because, known, spoken
from gateway.api.step_sentences import Mailed, delivery, done, named
from gateway.api.terms_changed import changes
from gateway.api.views import Row, name_of, names_at, row_of
from intake.refusals import told_later
from letters.voice import voice_of
from schemas.later import if_known
from schemas.names import AnswerKind, MailState, NewsKind, Role, StepKind
from schemas.reason import Reason
from schemas.request import Terms
from schemas.shown import COORDINATOR_CHANGED, Entry, MailOut, TimelineOut
from schemas.step_key import StepKey
from store import queries
from store.news import KIND as NEWS
from store.news import REPLACED
from store.pool import Pool, within

WAITING = "Saved; Rapport acts on it as soon as the current step is done, or Temporal and its worker are back."


async def timeline_of(pool: Pool, organisation: UUID, id: UUID) -> TimelineOut:
    """Return the timeline, oldest first; raises Problem 404 if the organisation has no such mentorship."""
    async with within(pool, organisation) as connection:
        row = await row_of(connection, id)
        taken = [step async for step in queries.mentorships.steps(connection, id=id)]
        said = [if_known(_answer, one, "an answer") async for one in queries.mentorships.said(connection, id=id)]
    return TimelineOut(items=tuple(sorted([*_steps(taken, row), *filter(None, said)], key=_order)))


def _steps(taken: Sequence[Mapping[str, Any]], row: Row) -> list[Entry]:
    """Return the steps; after a request, its mentor is the one whom they name, also if another one is asked since."""
    entries, asked = [], None
    for step in taken:
        if key := if_known(StepKey, step["step"], "a step"):
            asked = key if key.question.kind is StepKind.REQUEST else asked
            entries.append(if_known(partial(_step, key, names_at(row, asked)), step, "a step"))
    return list(filter(None, entries))


def _order(entry: Entry) -> tuple[object, bool]:
    """Sort by time; an answer at the same time comes after the step that asked for it."""
    return entry.at, entry.type != "step"


def _step(key: StepKey, names: Mapping[str, str], step: Mapping[str, Any]) -> Entry:
    mails, kind = step["mails"] or (), key.kind
    reason = if_known(Reason.model_validate, step["reason"], "a reason")
    mailed = [Mailed(Role(mail["to"]), mail["given_name"], mail["letter"], mail["state"]) for mail in mails]
    return Entry(
        at=step["at"],
        type="step",
        kind=kind,
        step=key,
        says=done(key, reason, mailed, names),
        why=because((reason,), named(mailed, names)) if reason else "",
        code=reason.code if reason else None,
        mails=tuple(_mail(mail) for mail in mails),
    )


def _mail(mail: Mapping[str, Any]) -> MailOut:
    state = MailState(mail["state"])
    says = delivery(state, mail["why"] or "")
    return MailOut(to=mail["to"], name=mail["name"], letter=mail["letter"], state=state, says=says)


def _answer(said: Mapping[str, Any]) -> Entry:
    role, name = Role(said["role"]), name_of(said) if said["given_name"] else ""
    refused, noted = said["refused"], said["told_at"] is None
    shared = {
        "at": said["said_at"],
        "step": said["step"],
        "why": told_later(refused, role, said["kind"], said["receipt"]) if refused else WAITING if noted else "",
        "by": role,
        "state": "refused" if refused else "noted" if noted else "taken",
    }
    if said["kind"] == NEWS:
        news = NewsKind(said["said"]["kind"])
        shown = COORDINATOR_CHANGED if said["said"].get(REPLACED) else news
        return Entry(type="news", kind=shown, says=known(role, name, news, said["said"], said["key"]), **shared)
    kind = AnswerKind(said["kind"])
    step = StepKey(said["step"]) if said["step"] else None
    changed, receipt = _changed(said), said["receipt"] or ""
    says = spoken(role, name, kind, _as_chosen(said), said["key"], step, changed, receipt, refused=bool(refused))
    return Entry(type="answer", kind=kind, says=says, **shared)


def _as_chosen(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what was said with the day that its speaker chose, in their zone, as letters and pages show it; and with
    the names of the mentors whom they named."""
    until = said["said"].get("until")
    if said["named"]:
        return {**said["said"], "named": said["named"]}
    if not until or not said["time_zone"]:
        return dict(said["said"])
    here = datetime.fromisoformat(until).astimezone(voice_of("en", said["time_zone"]).zone)
    return {**said["said"], "until": here.isoformat()}


def _changed(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what an answer changed in the agreement, in a few words for each."""
    if not said["terms_before"] or not said["terms"]:
        return ()
    return changes(Terms.model_validate(said["terms_before"]), Terms.model_validate(said["terms"]))
