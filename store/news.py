"""News about people as rows: one for each open mentorship that it concerns."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from schemas.names import NewsKind
from store import queries
from store.pool import Connection

KIND = "news"  # of a row of answers that holds news about a person rather than an answer

REPLACED = "replaced"  # marks news of a programme's coordinator that comes from another person running it


async def put_news(
    connection: Connection,
    organisation: UUID,
    person: UUID,
    news: UUID,
    said: Mapping[str, Any],
    key: UUID | None = None,
) -> list[Mapping[str, Any]]:
    """Write a row for each open mentorship in which a person is mentee, mentor, asked to be the mentor, or coordinator.

    `said` holds fields of schemas.messages.News, `key` is what it was said with. Rows are as queries.answers.one.
    """
    places = [dict(row) async for row in queries.answers.places_of(connection, person=person)]
    return await put_at(connection, organisation, places, person, news, said, key)


async def put_at(
    connection: Connection,
    organisation: UUID,
    places: Sequence[Mapping[str, Any]],
    person: UUID | None,
    news: UUID,
    said: Mapping[str, Any],
    key: UUID | None = None,
) -> list[Mapping[str, Any]]:
    """Write a row for each of these places, which are a mentorship and a role in it."""
    row = {"news": news, "organisation": organisation, "person": person, "kind": KIND, "said": dict(said), "key": key}
    return [await queries.answers.put_news(connection, **row, **place, id=uuid7()) for place in places]


async def record_unreachable(connection: Connection, organisation: UUID, person: UUID) -> bool:
    """Record that mail to a person's address fails for good, within a transaction of their organisation.

    False, and nothing new, where that is known already. Sweepers tell the workflows.
    """
    is_new = await queries.people.lose(connection, id=person)
    return await _put_new(connection, organisation, person, NewsKind.UNREACHABLE, is_new)


async def record_return(connection: Connection, organisation: UUID, person: UUID) -> bool:
    """Record that somebody who is away by the roster says that they are back, for all that is open of theirs.

    False, and nothing new, for whoever is not away. Sweepers tell the workflows.
    """
    is_new = await queries.people.welcome(connection, id=person)
    return await _put_new(connection, organisation, person, NewsKind.BACK, is_new)


async def _put_new(connection: Connection, organisation: UUID, person: UUID, kind: NewsKind, is_new: object) -> bool:
    if is_new:
        await put_news(connection, organisation, person, uuid7(), {"kind": kind})
    return bool(is_new)
