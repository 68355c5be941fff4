"""A mentor's places: never one more than they can take, whoever asks when."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from store import queries, seats
from store.pool import Pool, open_pool, within

PERSON = """INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone,
                                 capacity, mentor)
  VALUES ($1, $2, $3, $3, '', 'x@example.org', 'Europe/Berlin', $4, true)"""
PROGRAMME = "INSERT INTO programmes (id, organisation_id, name) VALUES ($1, $2, 'Lantern mentoring')"
MENTORSHIP = """INSERT INTO mentorships (id, organisation_id, programme_id, rules_version, mentee_id, request, started,
  state, as_of) VALUES ($1, $2, $3, 1, $4, '{}', '{}', '{}', now())"""


class Places:
    """An organisation with mentors who have places, and mentees who want one."""

    def __init__(self, pool: Pool, organisation: UUID) -> None:
        self.pool, self.organisation, self.programme = pool, organisation, uuid4()

    async def found(self) -> "Places":
        """Add the programme."""
        async with within(self.pool, self.organisation) as connection:
            await connection.execute(PROGRAMME, self.programme, self.organisation)
        return self

    async def person(self, capacity: int = 1) -> UUID:
        """Add somebody."""
        id = uuid4()
        async with within(self.pool, self.organisation) as connection:
            await connection.execute(PERSON, id, self.organisation, str(id), capacity)
        return id

    async def mentorships(self, count: int) -> list[UUID]:
        """Add so many searches, all of one mentee."""
        mentee, ids = await self.person(), [uuid4() for _ in range(count)]
        async with within(self.pool, self.organisation) as connection:
            rows = [(id, self.organisation, self.programme, mentee) for id in ids]
            await connection.executemany(MENTORSHIP, rows)
        return ids

    async def hold(self, mentor: UUID, mentorship: UUID) -> int | None:
        """Hold a place in a transaction of its own."""
        async with within(self.pool, self.organisation) as connection:
            return await seats.hold(connection, self.organisation, mentor, mentorship)

    async def take(self, mentor: UUID, mentorship: UUID) -> bool:
        """Take a place in a transaction of its own."""
        async with within(self.pool, self.organisation) as connection:
            return await seats.take(connection, self.organisation, mentor, mentorship)

    async def keep_only(self, mentorship: UUID, mentor: UUID | None = None) -> None:
        """Release what a mentorship no longer needs."""
        async with within(self.pool, self.organisation) as connection:
            await queries.seats.keep_only(connection, mentorship=mentorship, mentor=mentor)

    async def capacity(self, mentor: UUID, capacity: int) -> None:
        """Change how many mentees a mentor can take."""
        async with within(self.pool, self.organisation) as connection:
            await connection.execute("UPDATE people SET capacity = $2 WHERE id = $1", mentor, capacity)

    async def states(self, mentor: UUID) -> list[str]:
        """Return how a mentor's places are occupied."""
        async with within(self.pool, self.organisation) as connection:
            return [row["state"] async for row in queries.seats.occupied(connection, mentor=mentor)]


@pytest.fixture
async def places(pool: Pool, organisation: UUID) -> Places:
    """Return an organisation with a programme."""
    return await Places(pool, organisation).found()


@pytest.fixture
async def crowded(database_url: str, organisation: UUID) -> AsyncIterator[Places]:
    """Yield one that sixteen may talk to at once."""
    pool = await open_pool(database_url, 16)
    yield await Places(pool, organisation).found()
    await pool.close()


async def test_three_hundred_who_claim_sixty_places_at_once_get_sixty(crowded: Places) -> None:
    mentors = [await crowded.person(capacity=3) for _ in range(20)]
    claims = await crowded.mentorships(300)
    got = await asyncio.gather(*(crowded.hold(mentors[at % 20], claim) for at, claim in enumerate(claims)))
    assert sorted(number for number in got if number) == [1] * 20 + [2] * 20 + [3] * 20
    assert [await crowded.states(mentor) for mentor in mentors] == [["held"] * 3] * 20


async def test_of_forty_acceptances_for_one_place_one_wins(crowded: Places) -> None:
    mentor = await crowded.person(capacity=1)
    won = await asyncio.gather(*(crowded.take(mentor, one) for one in await crowded.mentorships(40)))
    assert won.count(True) == 1
    assert await crowded.states(mentor) == ["taken"]


async def test_one_search_that_asks_twice_holds_one_place(crowded: Places) -> None:
    mentor = await crowded.person(capacity=5)
    (search,) = await crowded.mentorships(1)
    assert set(await asyncio.gather(*(crowded.hold(mentor, search) for _ in range(16)))) == {1}
    assert await crowded.states(mentor) == ["held"]


async def test_a_place_that_was_released_is_given_again(places: Places) -> None:
    mentor = await places.person(capacity=2)
    first, second, third = await places.mentorships(3)
    assert [await places.take(mentor, one) for one in (first, second, third)] == [True, True, False]
    await places.keep_only(first)
    assert await places.hold(mentor, third) == 1
    assert await places.states(mentor) == ["held", "taken"]


async def test_a_search_that_moves_on_keeps_the_place_with_the_mentor_it_moves_to(places: Places) -> None:
    before, after = await places.person(), await places.person()
    (search,) = await places.mentorships(1)
    await places.hold(before, search)
    await places.hold(after, search)
    await places.keep_only(search, after)
    assert (await places.states(before), await places.states(after)) == ([], ["held"])


async def test_a_mentor_of_capacity_none_has_no_place(places: Places) -> None:
    mentor = await places.person(capacity=0)
    (search,) = await places.mentorships(1)
    assert await places.hold(mentor, search) is None
    assert not await places.take(mentor, search)


async def test_a_capacity_that_was_lowered_while_two_are_asked_leaves_one_of_them_a_place(places: Places) -> None:
    mentor = await places.person(capacity=2)
    first, second = await places.mentorships(2)
    assert [await places.hold(mentor, one) for one in (first, second)] == [1, 2]
    await places.capacity(mentor, 1)
    assert [await places.take(mentor, one) for one in (second, first)] == [False, True]
    assert await places.take(mentor, first)  # said again


async def test_a_place_above_a_lowered_capacity_counts_against_it(places: Places) -> None:
    mentor = await places.person(capacity=3)
    first, second, third, fourth = await places.mentorships(4)
    for one in (first, second, third):
        await places.take(mentor, one)
    await places.keep_only(first)
    await places.keep_only(second)
    await places.capacity(mentor, 1)
    assert await places.hold(mentor, fourth) is None
    await places.capacity(mentor, 2)
    assert await places.hold(mentor, fourth) == 1


@pytest.mark.parametrize("lowered_first", [False, True])
async def test_whoever_is_asked_for_one_of_two_places_has_it_whatever_its_number(
    places: Places, lowered_first: bool
) -> None:
    """A mentor with one mentee and two places once said yes, and was told that there was no place any more."""
    mentor = await places.person(capacity=3)
    first, second, third = await places.mentorships(3)
    for one in (first, second):
        await places.take(mentor, one)
    assert await places.hold(mentor, third) == 3
    if lowered_first:
        await places.capacity(mentor, 2)
        await places.keep_only(first)
    else:
        await places.keep_only(first)
        await places.capacity(mentor, 2)
    assert await places.hold(mentor, third) == 3
    assert await places.take(mentor, third)


async def test_a_place_cannot_be_given_to_another_organisations_search(
    places: Places, pool: Pool, database_url: str
) -> None:
    other = uuid4()
    owner = await asyncpg.connect(database_url)
    await owner.execute("INSERT INTO organisations (id, name) VALUES ($1, 'Other Ltd')", other)
    await owner.close()
    mentor = await places.person()
    (search,) = await (await Places(pool, other).found()).mentorships(1)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await places.hold(mentor, search)
