"""The console's list: mentorships that need attention first, filters, and counts."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from pydantic import Field

from gateway.console.standing import Standing
from gateway.http.forms import cleaned
from schemas.later import if_known
from schemas.names import Health, Phase
from schemas.value import Value
from store import queries
from store.pool import Connection, Pool, within

PAGE = 50
TERMS = 6  # words of a search that are used


class ListQuery(Value):
    """The filters and the page of the list."""

    name: Annotated[str, Field(max_length=200)] = ""
    needs: Literal["trouble", "coordinator", "note", "rematch"] | None = None
    phase: Phase | None = None
    health: Health | None = None
    programme: UUID | None = None
    page: Annotated[int, Field(ge=1, le=2000)] = 1

    @property
    def is_narrow(self) -> bool:
        """Whether any filter is set."""
        return bool(self.model_dump(exclude={"page"}, exclude_defaults=True))

    def address(self, **changes: object) -> str:
        """Return the address of this list with some parameters changed."""
        values = {**self.model_dump(mode="json", exclude_defaults=True), **changes}
        kept = {name: value for name, value in values.items() if value}
        return f"/console?{urlencode(kept)}" if kept else "/console"


@dataclass(frozen=True)
class Listing:
    """One page of the list, with counts of all mentorships."""

    items: Sequence[Standing]
    unread: int  # of this page, left out because a later release has changed them
    more: bool
    phases: Counter[str]
    healths: Counter[str]
    programmes: Sequence[Mapping[str, Any]]


def asked_for(given: Mapping[str, str]) -> ListQuery:
    """Return the query that an address contains; empty filters and unknown names are ignored. Raises ValueError."""
    known = {name: value for name, value in given.items() if name in ListQuery.model_fields and value.strip()}
    return ListQuery.model_validate({name: cleaned(value) for name, value in known.items()})


async def listing(pool: Pool, organisation: UUID, query: ListQuery, notes: bool) -> Listing:
    """Return a page of mentorships, most urgent first; `notes` says whether the reader may see that notes exist."""
    async with within(pool, organisation) as connection:
        found = [row async for row in _page(connection, query, notes)]
        ids = [row["id"] for row in found[:PAGE]]
        rows = {row["id"]: row async for row in queries.mentorships.views(connection, ids=ids)} if ids else {}
        wants = {row["id"]: (row["noted"], row["rematch"]) for row in found}
        phases, healths = await _counts(connection)
        programmes = [row async for row in queries.console.programmes(connection)]
    standings = [Standing(rows[id], *wants[id]) for id in ids]
    items = [one for one in standings if if_known(attrgetter("it"), one, "a mentorship of the list")]
    return Listing(items, len(ids) - len(items), len(found) > PAGE, phases, healths, programmes)


async def rematch_of(connection: Connection, id: UUID) -> datetime | None:
    """Return since when another match is wished for that the mentee does not have yet."""
    rows = [row async for row in _page(connection, ListQuery(), False, id)]
    return rows[0]["rematch"] if rows else None


def _page(connection: Connection, query: ListQuery, notes: bool, id: UUID | None = None) -> Any:
    return queries.console.page(
        connection,
        id=id,
        phase=query.phase,
        health=query.health,
        programme=query.programme,
        needs=query.needs,
        terms=patterns(query.name),
        notes=notes,
        skip=(query.page - 1) * PAGE,
        size=PAGE + 1,
    )


def patterns(text: str) -> list[str]:
    """Return a pattern for each word of a search, without case and accents, and escaped for SQL LIKE."""
    split = unicodedata.normalize("NFD", text.lower())
    plain = "".join(letter for letter in split if not "\u0300" <= letter <= "\u036f")
    escaped = plain.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return [f"%{word}%" for word in escaped.split()[:TERMS]]


async def _counts(connection: Connection) -> tuple[Counter[str], Counter[str]]:
    """Return how many mentorships there are in each phase, and how many active ones with each health."""
    phases: Counter[str] = Counter()
    healths: Counter[str] = Counter()
    async for row in queries.console.counts(connection):
        phases[row["phase"]] += row["count"]
        if row["phase"] == Phase.ACTIVE:
            healths[row["health"]] += row["count"]
    return phases, healths
