"""News about people as rows: one for each open mentorship that it concerns."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from schemas.names import NewsKind
from store import queries
from store.pool import Connection

KIND = "news"  # marks a row of answers that holds news about a person, not an answer

REPLACED = "replaced"  # marks news that a programme has another coordinator


async def put_news(
    connection: Connection,
    organisation: UUID,
    person: UUID,
    news: UUID,
    said: Mapping[str, Any],
    key: UUID | None = None,
) -> list[Mapping[str, Any]]:
    """Write a row for each open mentorship in which a person is mentee, mentor, asked to be the mentor, or coordinator.

    `said` holds fields of schemas.messages.News, `key` is the API key used. Rows are as in queries.answers.one.
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
    """Write a row for each place; a place is a mentorship and a role in it."""
    await _wait_for_steps(connection, places)
    row = {"news": news, "organisation": organisation, "person": person, "kind": KIND, "said": dict(said), "key": key}
    return [await queries.answers.put_news(connection, **row, **place, id=uuid7()) for place in places]


async def _wait_for_steps(connection: Connection, places: Sequence[Mapping[str, Any]]) -> None:
    lying = [place["mentorship"] for place in places]
    _ = [row async for row in queries.answers.wait_for_steps(connection, mentorships=lying)]


async def record_availability(
    connection: Connection, organisation: UUID, person: UUID, mentees: Sequence[UUID] | None = None
) -> list[Mapping[str, Any]]:
    """Record that searches which wait for somebody's leave judge again whether they may be asked; never why.

    With `mentees`, only searches for these. Sweepers inform the workflows.
    """
    waiting = queries.answers.awaiting(connection, person=person, mentees=None if mentees is None else list(mentees))
    places = [dict(row) async for row in waiting]
    return await put_at(connection, organisation, places, person, uuid7(), {"kind": NewsKind.AVAILABILITY})


async def record_blocks(connection: Connection, organisation: UUID, person: UUID, others: Sequence[UUID]) -> None:
    """Record that searches of somebody, or for them, which wait for one of the others, judge again whom they ask."""
    for mentor, mentees in [(person, others), *((other, [person]) for other in others)]:
        await record_availability(connection, organisation, mentor, mentees)


async def record_unreachable(connection: Connection, organisation: UUID, person: UUID) -> bool:
    """Record that mail to a person's address fails for good, within a transaction of their organisation.

    Returns False, and records nothing, if that is known already. Sweepers inform the workflows.
    """
    is_new = await queries.people.lose(connection, id=person)
    return await _put_new(connection, organisation, person, NewsKind.UNREACHABLE, is_new)


async def record_return(connection: Connection, organisation: UUID, person: UUID) -> bool:
    """Record, for all open mentorships of a person who is away, that they say they are back.

    Returns False, and records nothing, if they are not away. Sweepers inform the workflows.
    """
    is_new = await queries.people.welcome(connection, id=person)
    return await _put_new(connection, organisation, person, NewsKind.BACK, is_new)


async def _put_new(connection: Connection, organisation: UUID, person: UUID, kind: NewsKind, is_new: object) -> bool:
    if is_new:
        await put_news(connection, organisation, person, uuid7(), {"kind": kind})
    return bool(is_new)
