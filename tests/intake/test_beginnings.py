"""A mentorship begins by one call in one transaction, with or without the gateway."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from intake.beginnings import AlreadyOpen, Begun, CannotBegin, MentorFull
from intake.idempotency import KeyReused, Once
from policy.beginning import Obstacle
from schemas.names import Phase, Role
from schemas.state import State
from store.pool import Pool
from tests.intake.sample_programme import SampleProgramme, found

SEATS = "SELECT mentor_id, state FROM seats WHERE released_at IS NULL"


@pytest.fixture
async def sample(pool: Pool, organisation: UUID) -> SampleProgramme:
    """Return a small sample."""
    return await found(pool, organisation)


async def begin_again(sample: SampleProgramme, *names: str, once: Once) -> Begun | str:
    """Begin a pair; return what began, or how it was refused."""
    try:
        return await sample.begin(*names, pair=True, once=once)
    except (AlreadyOpen, MentorFull, KeyReused) as error:
        return type(error).__name__


async def test_a_rematch_or_a_cohort_can_begin_a_search_without_the_gateway(sample: SampleProgramme) -> None:
    begun = await sample.begin("ana", "ben", "eve")
    (kept,) = await sample.all("SELECT phase, health, mentor_id, told_at, state, started FROM mentorships")
    assert kept[:4] == ("seeking", "new", None, None)
    assert State.model_validate(kept[4]) == State.model_validate(kept[5]) == begun.state
    assert await sample.all("SELECT rank, person_id FROM candidates ORDER BY rank") == [
        (1, sample.people["ben"]),
        (2, sample.people["eve"]),
    ]
    assert await sample.all("SELECT version, drafted_by FROM agreements") == [(1, "mentee")]
    assert await sample.all(SEATS) == []


async def test_a_given_pair_has_its_place_as_soon_as_it_begins(sample: SampleProgramme) -> None:
    await sample.begin("ana", "ben", pair=True)
    assert await sample.all(SEATS) == [(sample.people["ben"], "taken")]


async def test_a_pair_without_a_place_leaves_nothing_behind_and_learns_who_has_them(sample: SampleProgramme) -> None:
    await sample.begin("ana", "ben", pair=True)
    with pytest.raises(MentorFull) as full:
        await sample.begin("eve", "ben", pair=True)
    assert [(place["mentee"], place["state"]) for place in full.value.places] == [("Ana", "taken")]
    assert len(await sample.all("SELECT id FROM mentorships")) == 1
    assert len(await sample.all("SELECT mentorship_id FROM agreements")) == 1


async def test_of_twelve_pairs_at_once_for_one_place_one_begins(sample: SampleProgramme) -> None:
    mentees = [f"mentee{number}" for number in range(12)]
    for name in mentees:
        await sample.person(name)
    keys = [Once(name, b"") for name in mentees]
    begun = await asyncio.gather(*(begin_again(sample, one.key, "ben", once=one) for one in keys))
    assert [one for one in begun if isinstance(one, str)] == ["MentorFull"] * 11
    assert len(await sample.all(SEATS)) == 1


async def test_one_key_begins_one_pair_however_many_requests_bring_it_at_once(sample: SampleProgramme) -> None:
    once = Once("hr-1", b"the same body")
    begun = await asyncio.gather(*(begin_again(sample, "ana", "ben", once=once) for _ in range(8)))
    ids = {one.state.mentorship for one in begun if isinstance(one, Begun)}
    assert ([one for one in begun if isinstance(one, str)], len(ids)) == ([], 1)
    assert sum(one.replayed for one in begun if isinstance(one, Begun)) == 7
    assert await begin_again(sample, "ana", "ben", once=Once("hr-1", b"another body")) == "KeyReused"


async def test_a_plain_repeat_says_that_it_is_open_and_not_that_the_mentor_is_full(sample: SampleProgramme) -> None:
    begun = await sample.begin("ana", "ben", pair=True)
    with pytest.raises(AlreadyOpen) as refused:
        await sample.begin("ana", "ben", pair=True)
    assert refused.value.mentorship == begun.state.mentorship


async def test_a_goodbye_does_not_stop_the_next_search_of_the_same_mentee(sample: SampleProgramme) -> None:
    first = await sample.begin("ana", "ben", pair=True)
    await sample.do("UPDATE mentorships SET phase = 'closing'")
    second = await sample.begin("ana", "eve")
    assert first.state.mentorship != second.state.mentorship
    with pytest.raises(AlreadyOpen):
        await sample.begin("ana", "eve")


async def test_whoever_runs_a_programme_is_not_one_of_a_pair_in_it(sample: SampleProgramme) -> None:
    """They would read what their own partner says to the coordinator in confidence."""
    for names in (("cleo", "ben"), ("ana", "cleo"), ("ana", "ben", "cleo")):
        with pytest.raises(CannotBegin) as refused:
            await sample.begin(*names)
        assert [one.obstacle for one in refused.value.hindrances] == [Obstacle.COORDINATOR]


async def test_a_replay_tells_how_it_began_whatever_has_happened_since(sample: SampleProgramme) -> None:
    once = Once("hr-1", b"")
    first = await sample.begin("ana", "ben", "eve", once=once)
    await sample.do(
        "UPDATE mentorships SET phase = 'closed', told_at = now(), state = state || '{\"phase\": \"closed\"}'"
    )
    await sample.person("ana", active=False)
    again = await sample.begin("ana", "ben", "eve", once=once)
    assert (again.state, again.terms, again.told, again.replayed) == (first.state, first.terms, True, True)
    assert again.state.phase is Phase.SEEKING


async def test_a_mentorship_begins_with_the_leave_that_the_roster_has(sample: SampleProgramme) -> None:
    """Of two who are away, only one was in their break, and pages named days on which the coordinator was away."""
    until = {name: datetime.now(UTC) + timedelta(days=days) for name, days in (("ana", 9), ("cleo", 5), ("eve", -1))}
    for name, day in until.items():
        await sample.do("UPDATE people SET away_until = $2 WHERE external_id = $1", name, day)
    search = await sample.begin("ana", "ben", "eve")
    assert search.state.leave == {Role.MENTEE: until["ana"], Role.COORDINATOR: until["cleo"]}
    pair = await sample.begin("ben", "eve", pair=True)
    assert pair.state.leave == {Role.COORDINATOR: until["cleo"]}
