"""What Postgres knows about a link, without what its reader may not see."""

from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from gateway.pages.context import Standing
from gateway.pages.naming import with_naming
from gateway.pages.so_far import SoFar
from intake.answers import Kept, readable
from intake.services import Services
from letters.terms import shown
from policy.ending import is_parted
from policy.ends import shown_end
from policy.kept_back import known_to
from policy.leave_ahead import foreseeing_a_mentors_leave, foreseeing_leave
from policy.meetings_told import meetings_told
from policy.staying_in_touch import reminded_on
from policy.versions import as_drafted
from schemas.later import if_known, must_know
from schemas.meeting_told import as_told
from schemas.names import PAIR, Phase, Role
from schemas.people import Person
from schemas.request import Terms
from schemas.state import State
from store import queries
from store.pool import Connection, holding, within

REMEMBERED = 10_000  # links whose organisation a process caches


async def read_standing(services: Services, link: UUID) -> Standing | None:
    """Return what is known about a link whose signature was checked; None if there is no such link.

    Raises LaterRelease where this release cannot read what a later one wrote.
    """
    organisation = await owner_of(services, link)
    if organisation is None:
        return None
    async with within(services.pool, organisation) as connection:
        row = await queries.answers.standing(connection, link=link)
        if row is None:
            return None
        standing = must_know(_standing, dict(row), f"what link {link} shows")
        return await with_naming(connection, await _of_a_pair(connection, standing))


async def owner_of(services: Services, link: UUID) -> UUID | None:
    """Return the organisation of a link; it never changes, so each process asks only once."""
    if link in services.owners:
        return services.owners[link]
    async with holding(services.pool, link) as connection:
        held = await queries.answers.link(connection, link=link)
    if held is None:
        return None
    if len(services.owners) >= REMEMBERED:
        services.owners.clear()
    return services.owners.setdefault(link, held["organisation_id"])


async def _of_a_pair(connection: Connection, standing: Standing) -> Standing:
    """Leave out what this reader may not see; once it is over, add their answers and whether both stay in touch."""
    if not standing.concerned or not standing.partner:
        ended = standing.so_far.ended if standing.role is Role.COORDINATOR else None
        return standing.model_copy(update={"so_far": SoFar(ended=ended, asked=standing.so_far.asked)})
    apart = is_parted(standing.state)  # nothing of the one is passed on to the other
    if apart or standing.state.hold or standing.kept_back:
        standing = standing.model_copy(update={"so_far": standing.so_far.of_own(standing.role)})
    if apart or standing.phase is not Phase.CLOSED:
        standing = standing.model_copy(update={"so_far": standing.so_far.without_thanks()})
    if standing.phase is not Phase.CLOSED:
        return standing
    rows = queries.answers.by_person(connection, mentorship=standing.mentorship, person=standing.reader.id)
    own = tuple([one async for row in rows if (one := _said(row))])
    in_touch = not apart and await queries.answers.in_touch(connection, mentorship=standing.mentorship)
    promised = in_touch and await queries.in_touch.is_promised(connection, mentorship=standing.mentorship)
    day = _reminded_on(standing) if promised else None
    return standing.model_copy(update={"story": own, "in_touch": bool(in_touch), "reminds_on": day})


def _reminded_on(standing: Standing) -> datetime | None:
    """Return the day of the reminder as the farewell names it, by the mentorship's own clock, while it is to come."""
    ended = standing.so_far.ended
    day = reminded_on(standing.state, True, ended) if ended else None
    return day if day and day > standing.clock else None


def _standing(row: dict[str, Any]) -> Standing:
    people = {name: _person(row[name]) for name in ("reader", "mentee", "mentor")}
    people["coordinator"] = _reached(row["coordinator"])
    known = {name: row[name] for name in Standing.model_fields if name in row}
    texts = {name: row[name] or "" for name in ("why_you", "reason_for_mentor", "letter", "for_mentee")}
    told = as_told(row["so_far"].pop("told"))
    so_far = {**row["so_far"], "meetings": meetings_told(told)}
    said = {**known, **people, **texts, **_answers(row), "known": row["state"], "so_far": so_far}
    standing = as_known(Standing.model_validate(said))
    standing = _with_leave(standing, {role: _away_until(row[role]) for role in PAIR}, row["candidates_away"] or {})
    drafted = _terms(standing, standing.drafted, as_drafted(standing.state))
    return standing.model_copy(update={"terms": _terms(standing, standing.terms, standing.state), "drafted": drafted})


def _answers(row: dict[str, Any]) -> dict[str, Any]:
    """Return what the reader answered and reported here, and whether the answer holds though it cannot be shown."""
    latest, reported = row["answered"], row["reported"]
    answered = _said(latest) if latest else None
    unread = bool(latest) and answered is None and not latest["refused"]
    return {"answered": answered, "reported": _said(reported) if reported else None, "unread": unread}


def _said(row: Mapping[str, Any]) -> Kept | None:
    """Return an answer; None for one of a later release, also if only its choice or `met` is unknown."""
    kept = readable(row)
    return kept if kept and if_known(attrgetter("answer"), kept, f"answer {kept.id}") else None


def _terms(standing: Standing, terms: Terms | None, state: State) -> Terms | None:
    """Return terms as they are shown: in the reader's language, and with the end that a state has."""
    if terms is None:
        return None
    seen = shown(terms, standing.say.voice.form)
    return seen.model_copy(update={"ends": shown_end(state, standing.clock) or seen.ends})


def _with_leave(standing: Standing, away: dict[Role, datetime | None], candidates: dict[str, str]) -> Standing:
    known = {role: until for role, until in away.items() if until and until > standing.clock}
    state = foreseeing_leave(standing.known, known, standing.clock) if known else standing.known
    mentors = {UUID(id): datetime.fromisoformat(until) for id, until in candidates.items()}
    return standing.model_copy(update={"known": foreseeing_a_mentors_leave(state, mentors, standing.clock)})


def _away_until(row: dict[str, Any] | None) -> datetime | None:
    return datetime.fromisoformat(row["away_until"]) if row and row["away_until"] else None


def as_known(standing: Standing) -> Standing:
    """Leave out a yes, a no or an end that somebody else can still take back."""
    known = known_to(standing.known, standing.role)
    return standing if known is standing.known else standing.model_copy(update={"known": known, "kept_back": True})


def _reached(row: dict[str, Any] | None) -> Person | None:
    """Return the coordinator if mail reaches them; letters name the coordinator under the same condition."""
    return Person.of(row) if row and row["active"] and not row["unreachable_since"] else None


def _person(row: dict[str, Any] | None) -> Person | None:
    return Person.of(row) if row else None
