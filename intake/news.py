"""News about people: it is saved first, then sent to the workflows of their open mentorships."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from activities.time_zones import clock_of
from intake.answers import Kept
from schemas.messages import News
from schemas.names import NewsKind, Role
from schemas.reader import Reader
from schemas.value import Value
from store import queries
from store.news import REPLACED, put_at, put_news, record_availability
from store.pool import Connection

WITH_CLOCK = (NewsKind.MOVED, NewsKind.REACHABLE, NewsKind.BACK)  # from then on a coordinator gets letters again


class Recorded(Value):
    """One piece of news, with a row for each mentorship that it concerns."""

    id: UUID
    rows: tuple[Kept, ...]


async def record_news(
    connection: Connection,
    organisation: UUID,
    person: UUID,
    kind: NewsKind,
    until: datetime | None = None,
    key: UUID | None = None,
) -> Recorded:
    """Save news about a person within a transaction, and update their row in the roster.

    `until` comes with AWAY; with MOVED the roster already has the new time zone; `key`
    is the API key that sent it. The rows are sent afterwards, at the latest by the sweeper.
    """
    await _know(connection, person, kind, until)
    reader = await _clock(connection, person) if kind in WITH_CLOCK else None
    id = uuid7()
    rows = await put_news(connection, organisation, person, id, _said(kind, until, reader), key)
    return Recorded(id=id, rows=tuple(Kept(**row) for row in rows))


async def record_coordinator(
    connection: Connection, organisation: UUID, programme: UUID, coordinator: UUID | None, key: UUID | None = None
) -> Recorded:
    """Save, for each open mentorship of a programme, that it has another coordinator from now on, or none."""
    places = [dict(row) async for row in queries.answers.places_in(connection, programme=programme)]
    reader = await _clock(connection, coordinator) if coordinator else None
    kind = NewsKind.MOVED if coordinator else NewsKind.LEFT
    id, said = uuid7(), {**_said(kind, None, reader), REPLACED: True}
    rows = await put_at(connection, organisation, places, coordinator, id, said, key)
    return Recorded(id=id, rows=tuple(Kept(**row) for row in rows))


async def recorded(connection: Connection, id: UUID) -> Recorded:
    """Return news that was saved before."""
    rows = [Kept(**row) async for row in queries.answers.of_news(connection, news=id)]
    return Recorded(id=id, rows=tuple(rows))


async def record_changes(
    connection: Connection,
    organisation: UUID,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    key: UUID | None = None,
) -> tuple[Recorded, ...]:
    """Save the news that follows from a change of a person's row in the roster; both are rows of queries.people."""
    changes = {  # first that they are back, so that what follows reaches them
        NewsKind.BACK: after["active"] and not before["active"],
        NewsKind.MOVED: before["time_zone"] != after["time_zone"],
        NewsKind.REACHABLE: before["unreachable_since"] and not after["unreachable_since"],
        NewsKind.READDRESSED: before["email"].lower() != after["email"].lower(),
        NewsKind.LEFT: before["active"] and not after["active"],
    }
    if (before["mentor"] and not after["mentor"]) or after["capacity"] < before["capacity"]:
        await record_availability(connection, organisation, before["id"])
    found = [kind for kind, changed in changes.items() if changed]
    return tuple([await record_news(connection, organisation, before["id"], kind, key=key) for kind in found])


async def _know(connection: Connection, person: UUID, kind: NewsKind, until: datetime | None) -> None:
    """Save in the roster what matters beyond the current mentorships."""
    match kind:
        case NewsKind.LEFT | NewsKind.BACK:
            await queries.people.set_active(connection, id=person, active=kind is NewsKind.BACK)
        case NewsKind.AWAY:
            await queries.people.set_away(connection, id=person, until=until)
        case NewsKind.UNREACHABLE:
            await queries.people.lose(connection, id=person)
        case NewsKind.REACHABLE:
            await queries.people.find(connection, id=person)


def _said(kind: NewsKind, until: datetime | None, reader: Reader | None) -> dict[str, Any]:
    news = News(id=UUID(int=0), about=Role.HR, kind=kind, until=until, reader=reader)
    return news.model_dump(mode="json", exclude_defaults=True, exclude={"id", "about"})


async def _clock(connection: Connection, person: UUID) -> Reader:
    row = await queries.people.by_id(connection, id=person)
    return clock_of(row["time_zone"], datetime.now(UTC))
