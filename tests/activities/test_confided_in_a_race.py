"""What a mentor offers in confidence is not kept of one whose last place somebody else was faster to take."""

from types import SimpleNamespace
from uuid import UUID

import pytest

from activities import deciding
from policy.verdict import verdict
from schemas.names import Phase
from stack.catcher.server import Catcher
from store import seats
from store.pool import Connection, Pool
from tests.activities.pair_fixture import open_runner
from tests.activities.test_choosing import asked, confided, four_people

SAID = """SELECT string_agg(reason_for_mentee, ' ')
  FROM candidates JOIN people ON people.id = person_id WHERE given_name = 'Eve'"""
SEAT = """INSERT INTO seats (organisation_id, mentor_id, number, mentorship_id, state)
  SELECT organisation_id, '{mentor}', 1, id, 'held' FROM mentorships WHERE id = '{other}'"""
PLANNED = """INSERT INTO candidates (mentorship_id, organisation_id, rank, person_id)
  SELECT mentorships.id, mentorships.organisation_id, n, people.id
    FROM mentorships, (VALUES (1, 'Eve'), (2, 'Dora')) AS planned (n, name)
    JOIN people ON people.id = (SELECT id FROM people WHERE given_name = name LIMIT 1) WHERE mentorships.id = '{id}'"""


async def test_it_is_forgotten_as_somebody_else_is_asked(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "verdict", verdict)
    given = (database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING)
    async with open_runner(*given, "One") as runner:
        state = await four_people(runner)
        await confided(runner, skills=40)
        await runner.do("DELETE FROM candidates")
        await runner.do(PLANNED.format(id=runner.pair.id))
        async with open_runner(*given, "Other") as other:
            await other.do("DELETE FROM seats")
            await other.do("UPDATE people SET capacity = 1, mentor = given_name IN ('Eve', 'Dora')")
            taken: list[UUID] = []

            async def hold(connection: Connection, whose: UUID, mentor: UUID, mentorship: UUID) -> int | None:
                if not taken:
                    taken.append(mentor)
                    await other.do(SEAT.format(mentor=mentor, other=other.pair.id))
                return await seats.hold(connection, whose, mentor, mentorship)

            monkeypatch.setattr(deciding, "seats", SimpleNamespace(hold=hold, take=seats.take))
            await asked(runner, state)
            assert taken
            assert "illness" not in (await runner.do(SAID)).lower()
