"""Who reads what was said at the end: numbers for whoever runs the programme, and words for whom the page names."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from gateway.security.api_keys import Scope
from gateway.security.key_management import add_key
from intake.services import Services
from schemas.names import Phase, Role
from store.pool import Pool
from tests.gateway.goodbye_fixture import at, farewell, over, sends
from tests.gateway.pair_fixture import Pair, connected, in_phase, make_pair, make_services
from tests.gateway.reader import browser
from tests.gateway.test_console import NOWHERE, sign_in

PERSON = (
    "INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone) "
    "VALUES ($1, $2, $3, $3, 'Example', 'x@example.com', 'UTC')"
)
MENTORSHIP = (
    "INSERT INTO mentorships (id, organisation_id, programme_id, rules_version, mentee_id, mentor_id, request, phase, "
    "health, revision, state, started, as_of, health_late_at, health_quiet_at, health_at_risk_at, told_at) "
    "SELECT $1, organisation_id, programme_id, rules_version, $2, mentor_id, request, phase, health, revision, state, "
    "started, as_of, health_late_at, health_quiet_at, health_at_risk_at, told_at FROM mentorships LIMIT 1"
)
LINK = (
    "INSERT INTO links (id, organisation_id, subject_id, person_id, role, step, kind, made_at) "
    "SELECT gen_random_uuid(), organisation_id, $1, $2, 'mentee', 'farewell/1', 'farewell', now() "
    "FROM mentorships LIMIT 1"
)
SURVEY = (
    "INSERT INTO surveys (organisation_id, mentorship_id, person_id, role, worth, words, again, said_at) "
    "SELECT organisation_id, $1, $2, 'mentee', $3, $4, 'yes', now() FROM mentorships LIMIT 1"
)


async def ended(pair: Pair, *worth: int | None) -> list[tuple[UUID, UUID]]:
    """Let the pair, and as many other mentees, have said goodbye, each with this answer; None: to nothing."""
    await over(pair)
    return await others(pair, *worth)


async def others(pair: Pair, *worth: int | None, first: int = 0) -> list[tuple[UUID, UUID]]:
    """Add mentorships like that of the pair, each with another mentee and this answer; return both ids of each."""
    added = []
    async with connected(pair.url) as connection:
        for number, one in enumerate(worth, first):
            id, mentee = uuid4(), uuid4()
            added.append((id, mentee))
            await connection.execute(PERSON, mentee, pair.organisation, f"Mo{number}")
            await connection.execute(MENTORSHIP, id, mentee)
            await connection.execute(LINK, id, mentee)
            if one:
                await connection.execute(SURVEY, id, mentee, one, f"It helped, said Mo{number}.")
    return added


async def numbers(services: Services, key: str, programme: UUID) -> Any:
    """Return what the API says about a programme."""
    async with browser(services) as client:
        answer = await client.get(f"/v1/programmes/{programme}/survey", headers={"Authorization": f"Bearer {key}"})
    return answer.json() if answer.is_success else answer.status_code


@pytest.fixture
async def pair(database_url: str, organisation: UUID) -> Pair:
    """Return a pair that is under way."""
    return await make_pair(database_url, organisation, Phase.ACTIVE)


@pytest.fixture
async def services(database_url: str, pool: Pool) -> Services:
    """Return the services of a gateway that needs no Temporal."""
    return await make_services(database_url, pool, NOWHERE)


async def test_numbers_are_shown_from_five_answers_on(
    pair: Pair, services: Services, pool: Pool, organisation: UUID
) -> None:
    key, programme = await add_key(pool, organisation, "tests"), pair.state.programme
    none = {"asked": 0, "answered": 0, "worth": None, "again": None}
    assert await numbers(services, key, programme) == {"mentees": none, "mentors": none}
    await ended(pair, 5, 4, 4, 1, None)
    few = await numbers(services, key, programme)
    assert few == {"mentees": {"asked": 5, "answered": 4, "worth": None, "again": None}, "mentors": none}
    await pair.value(
        "INSERT INTO surveys SELECT organisation_id, id, mentee_id, 'mentee', 3, '', 'no', now() FROM mentorships "
        f"WHERE id = '{pair.id}' RETURNING 1"
    )
    enough = (await numbers(services, key, programme))["mentees"]
    assert enough["worth"] == {"answers": 5, "average": 3.4, "counts": [1, 0, 1, 2, 1]}
    assert enough["again"] == {"yes": 4, "perhaps": 0, "no": 1}
    assert await numbers(services, key, uuid4()) == 404


async def test_whoever_was_asked_by_the_closing_letter_alone_was_asked(
    pair: Pair, services: Services, pool: Pool, organisation: UUID
) -> None:
    """More had answered than were asked where somebody left, or could not be reached any more, before the farewell."""
    key, ended_early = await add_key(pool, organisation, "tests"), pair.state
    await pair.keep(in_phase(Phase.CLOSING, pair.state, pair.now))
    async with browser(services) as client:
        await sends(client, f"{await farewell(pair, services, kind='closing')}/survey", worth="1")
    pair.state = ended_early
    await over(pair)
    await farewell(pair, services, Role.MENTOR)
    shown = await numbers(services, key, pair.state.programme)
    assert [(shown[side]["asked"], shown[side]["answered"]) for side in ("mentees", "mentors")] == [(1, 1), (1, 0)]


async def test_many_answers_of_one_mentor_are_those_of_one_person(
    pair: Pair, services: Services, pool: Pool, organisation: UUID
) -> None:
    """Whoever knows the mentors of a small programme once read what one of them had said five times."""
    key = await add_key(pool, organisation, "tests")
    await ended(pair, None, None, None, None)
    await pair.value(
        "WITH put AS (INSERT INTO surveys SELECT organisation_id, id, mentor_id, 'mentor', 1, '', 'no', now()"
        " FROM mentorships RETURNING 1) SELECT count(*) FROM put"
    )
    shown = (await numbers(services, key, pair.state.programme))["mentors"]
    assert (shown["answered"], shown["worth"], shown["again"]) == (5, None, None)


async def test_an_end_that_came_from_a_hold_counts_nowhere(
    pair: Pair, services: Services, pool: Pool, organisation: UUID
) -> None:
    key = await add_key(pool, organisation, "tests", [Scope.READ, Scope.CONSOLE, Scope.CONFIDENTIAL])
    await ended(pair, 5, 5, 5, 5, 5)
    await pair.value("UPDATE mentorships SET state = jsonb_set(state, '{closing,parted}', 'true') RETURNING 1")
    assert (await numbers(services, key, pair.state.programme))["mentees"]["asked"] == 0
    async with browser(services) as client:
        await sign_in(client, key)
        leaf = await at(client, "/console/goodbyes")
    assert "It helped" not in leaf.text


@pytest.mark.parametrize("confidential", [True, False])
async def test_the_console_shows_numbers_and_the_words_only_to_whom_may_read_them(
    pair: Pair, services: Services, pool: Pool, organisation: UUID, confidential: bool
) -> None:
    scopes = [Scope.READ, Scope.CONSOLE, *([Scope.CONFIDENTIAL] if confidential else [])]
    key = await add_key(pool, organisation, "tests", scopes)
    await ended(pair, 5, 5, 4, 4, 4)
    await pair.value(
        "INSERT INTO surveys SELECT organisation_id, id, mentor_id, 'mentor', 1, 'Too few meetings.', 'no', now() "
        f"FROM mentorships WHERE id = '{pair.id}' RETURNING 1"
    )
    async with browser(services) as client:
        assert (await client.get("/console/goodbyes")).status_code == 303
        await sign_in(client, key)
        listed = await at(client, "/console")
        leaf = await at(client, "/console/goodbyes")
        one = await at(client, f"/console/mentorships/{pair.id}")
    assert listed.soup.select_one("a[href='/console/goodbyes']")
    assert "5 of 5 4.4 on average (1: 0, 2: 0, 3: 0, 4: 3, 5: 2) 5 yes, 0 perhaps, 0 no" in leaf.text
    assert "1 of 1 too few answers too few answers" in leaf.text
    for words, where in (("It helped, said Mo3.", leaf), ("Too few meetings.", leaf), ("Too few meetings.", one)):
        assert (words in where.text) == confidential


async def test_another_organisation_sees_nothing_of_it(pair: Pair, services: Services, pool: Pool) -> None:
    from gateway.security.key_management import create_key

    await ended(pair, 5, 5, 5, 5, 5)
    key = await create_key(pool, "Another Trust")
    assert await numbers(services, key, pair.state.programme) == 404
