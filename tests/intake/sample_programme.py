"""A roster and a programme, written as the gateway writes them, for tests that need no HTTP."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from uuid_utils.compat import uuid7

from intake.beginnings import Asked, Beginning, Begun, begin
from schemas.api import PersonIn
from schemas.names import Formality
from schemas.request import Request
from schemas.rules import Rules
from store import queries
from store.pool import Pool, within


@dataclass
class SampleProgramme:
    """One organisation with a programme that Cleo runs."""

    pool: Pool
    organisation: UUID
    people: dict[str, UUID]
    programme: UUID

    async def person(self, name: str, **more: Any) -> UUID:
        """Put somebody on the roster, as mentee and mentor."""
        usual = {"given_name": name.title(), "email": f"{name}@example.org", "time_zone": "Europe/Berlin"}
        person = PersonIn.model_validate({**usual, "mentor": True, **more})
        async with within(self.pool, self.organisation) as connection:
            row = await queries.people.put(
                connection,
                id=uuid7(),
                organisation=self.organisation,
                external_id=name,
                moved_from=None,
                **dict(person),
            )
        self.people[name] = row["id"]
        return self.people[name]

    def beginning(self, mentee: str, *mentors: str, pair: bool = False) -> Beginning:
        """Return a beginning by names."""
        return Beginning(
            programme=self.programme,
            mentee=self.people[mentee],
            mentors=tuple(Asked(mentor=self.people[name]) for name in mentors),
            pair=pair,
            request=Request(objective="learn to lead a small team"),
        )

    async def begin(self, mentee: str, *mentors: str, pair: bool = False, **more: Any) -> Begun:
        """Begin a mentorship in a transaction of its own."""
        async with within(self.pool, self.organisation) as connection:
            return await begin(connection, self.organisation, self.beginning(mentee, *mentors, pair=pair), **more)

    async def all(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return rows of this organisation."""
        async with within(self.pool, self.organisation) as connection:
            return [tuple(row) for row in await connection.fetch(query, *values)]

    async def do(self, query: str, *values: Any) -> None:
        """Change rows of this organisation."""
        async with within(self.pool, self.organisation) as connection:
            await connection.execute(query, *values)


async def found(pool: Pool, organisation: UUID) -> SampleProgramme:
    """Return a programme with Ana, Ben, Cleo and Eve."""
    sample = SampleProgramme(pool, organisation, {}, uuid4())
    for name in ("ana", "ben", "cleo", "eve"):
        await sample.person(name)
    async with within(pool, organisation) as connection:
        await queries.programmes.put(
            connection,
            id=sample.programme,
            organisation=organisation,
            name="Lantern mentoring",
            coordinator=sample.people["cleo"],
            safeguarding=None,
            safeguarding_deputy=None,
            formality=Formality.INFORMAL,
            rules=Rules(),
            now=datetime.now(UTC),
        )
    return sample
