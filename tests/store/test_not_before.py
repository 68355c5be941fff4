"""From which day on somebody would like to be asked again: as they last said it, within the organisation."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from schemas.names import Phase
from store.pool import Connection
from tests.gateway.pair_fixture import Pair, connected, make_pair
from tests.store.test_concerns import DENIED, KEYS, ROLES, tried

SAID = """INSERT INTO answers (id, organisation_id, mentorship_id, person_id, role, step, kind, said, said_at, refused)
  SELECT $1, organisation_id, id, $2, 'mentor', $3, $4, '{}', $5, $6 FROM mentorships"""
WISH = """INSERT INTO not_before_wishes (answer_id, organisation_id, person_id, day, until)
  SELECT id, organisation_id, person_id, $2::date, $2::date FROM answers WHERE id = $1"""
SPRING, SUMMER = date(2031, 3, 1), date(2031, 7, 1)


class Answers:
    """What Ben says to requests, one answer after the other."""

    def __init__(self, pair: Pair, connection: Connection) -> None:
        self.pair, self.connection, self.at = pair, connection, pair.now

    async def says(self, kind: str, step: str, day: date | None = None, refused: str | None = None) -> UUID:
        """Save an answer, and the day that comes with it."""
        id, self.at = uuid4(), self.at + timedelta(minutes=1)
        ben = self.pair.state.candidates[0].person
        await self.connection.execute(SAID, id, ben, step, kind, self.at, refused)
        if day:
            await self.connection.execute(WISH, id, day)
        return id

    async def day(self) -> Any:
        """Return the day that counts at present."""
        return await self.connection.fetchval("SELECT day FROM not_before")


@pytest.fixture
async def ben(database_url: str, organisation: UUID) -> AsyncIterator[Answers]:
    """Yield a mentor who was asked."""
    pair = await make_pair(database_url, organisation, Phase.SEEKING)
    async with connected(database_url) as connection:
        yield Answers(pair, connection)


async def test_the_day_counts_as_soon_as_the_no_is_saved(ben: Answers) -> None:
    assert await ben.day() is None
    await ben.says("decline", "request/1", SPRING)
    assert await ben.day() == SPRING


@pytest.mark.parametrize("step", ["request/1", "request/1/reminder/2"])
async def test_a_no_that_is_taken_back_takes_the_day_back_from_whichever_letter(ben: Answers, step: str) -> None:
    await ben.says("decline", "request/1/reminder/1", SPRING)
    await ben.says("accept", step)
    assert await ben.day() is None


async def test_a_change_of_mind_that_came_too_late_changes_nothing(ben: Answers) -> None:
    await ben.says("decline", "request/1", SPRING)
    await ben.says("accept", "request/1", refused="TooLate")
    assert await ben.day() == SPRING


async def test_a_no_that_came_too_late_brings_no_day(ben: Answers) -> None:
    await ben.says("decline", "request/1", SPRING, refused="TooLate")
    assert await ben.day() is None


async def test_what_is_said_last_counts_and_a_day_that_is_taken_back_leaves_the_one_before(ben: Answers) -> None:
    await ben.says("decline", "request/1", SUMMER)
    await ben.says("decline", "request/2", SPRING)
    assert await ben.day() == SPRING
    await ben.says("decline", "request/2")
    assert await ben.day() == SUMMER


async def test_an_answer_to_another_request_leaves_it_as_it_is(ben: Answers) -> None:
    await ben.says("decline", "request/1", SPRING)
    await ben.says("accept", "request/2")
    await ben.says("decline", "request/11")
    assert await ben.day() == SPRING


async def test_once_it_is_cleared_no_earlier_day_comes_back(ben: Answers) -> None:
    await ben.says("decline", "request/1", SUMMER)
    await ben.says("decline", "request/2", SPRING)
    await ben.connection.execute("UPDATE not_before_wishes SET cleared_at = now()")
    assert await ben.day() is None


@pytest.mark.parametrize("role", [*ROLES, *KEYS])
async def test_gateway_and_worker_read_it_and_no_other_role(ben: Answers, role: str) -> None:
    await ben.says("decline", "request/1", SPRING)
    for place in ("not_before", "not_before_wishes"):
        found = await tried(ben.connection, role, ben.pair.organisation, f"SELECT day FROM {place}")
        assert found == (SPRING if role in ("rapport_app", "rapport_gateway", "rapport_worker") else DENIED)


async def test_it_is_read_within_the_organisation_that_is_named(ben: Answers) -> None:
    await ben.says("decline", "request/1", SPRING)
    for organisation in (uuid4(), None):
        for place in ("not_before", "not_before_wishes"):
            assert await tried(ben.connection, "rapport_gateway", organisation, f"SELECT day FROM {place}") is None


@pytest.mark.parametrize(
    ("role", "statement", "can"),
    [
        ("rapport_gateway", "UPDATE not_before_wishes SET cleared_at = now(), cleared_by = NULL RETURNING 1", True),
        ("rapport_gateway", "UPDATE not_before_wishes SET day = '2031-09-01' RETURNING 1", False),
        ("rapport_gateway", "UPDATE not_before_wishes SET until = now() RETURNING 1", False),
        ("rapport_gateway", "DELETE FROM not_before_wishes RETURNING 1", False),
        ("rapport_worker", "UPDATE not_before_wishes SET cleared_at = now() RETURNING 1", False),
        ("rapport_worker", "DELETE FROM not_before_wishes RETURNING 1", False),
    ],
)
async def test_it_can_be_cleared_and_not_changed(ben: Answers, role: str, statement: str, can: bool) -> None:
    await ben.says("decline", "request/1", SPRING)
    assert (await tried(ben.connection, role, ben.pair.organisation, statement)) == (1 if can else DENIED)


async def test_only_the_gateway_saves_it(ben: Answers) -> None:
    id = await ben.says("decline", "request/1")
    statement = WISH.replace("$1", f"'{id}'").replace("$2", "'2031-03-01'") + " RETURNING 1"
    for role in ROLES:
        found = await tried(ben.connection, role, ben.pair.organisation, statement)
        assert found == (1 if role == "rapport_gateway" else DENIED), role
