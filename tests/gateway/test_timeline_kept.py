"""The timeline as it is read from Postgres: what changed in an agreement, and notes that were changed."""

import re
from datetime import timedelta
from uuid import UUID

from gateway.api.timeline import timeline_of
from schemas.names import Phase, Role
from schemas.request import Goal, Terms
from schemas.step_key import StepKey
from store.pool import Pool
from tests.gateway.concern_fixture import writes
from tests.gateway.pair_fixture import Pair, connected, make_pair, make_services, working
from tests.gateway.reader import Leaf, browser, opened, pressed
from tests.gateway.test_console import prepared, sign_in

ASKS = '{"code": "asks"}'
FIRST = Terms(goals=(Goal.of("lead well"),))


async def test_a_changed_agreement_says_what_was_changed(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.AGREEING)
    services = await make_services(database_url, pool, temporal)
    link = await pair.link("agreement", Role.MENTEE)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, choice="amend", cadence_days="14", goals="lead well\nrest well")
    [entry] = (await timeline_of(pool, organisation, pair.id)).items
    assert entry.says == "Ana Example changed the agreement: the goals, every 2 weeks."


async def test_of_two_changes_at_the_same_time_the_one_that_came_too_late_is_not_told_as_done(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.AGREEING)
    services = await make_services(database_url, pool, temporal)
    first, second = [await pair.link("agreement", role) for role in (Role.MENTEE, Role.MENTOR)]
    async with working(services, pair), browser(services) as client:
        shown = (await opened(client, services, second)).fields
        await pressed(client, services, first, choice="amend", cadence_days="14")
        data = {**shown, "choice": "amend", "minutes": "30"}
        page = Leaf(await client.post(f"/a/{services.links.token(second)}", data=data))
    _, entry = (await timeline_of(pool, organisation, pair.id)).items
    assert (entry.says, entry.state) == ("Ben Example wanted to change the agreement.", "refused")
    assert entry.why == "It was settled before, so nothing has changed."
    assert "you wanted to change the agreement" in page.text


async def test_a_change_with_a_later_mentor_is_held_against_what_that_mentor_was_shown(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.AGREEING)
    await _drafted(pair, 2, FIRST.model_copy(update={"cadence_days": 7}))  # with an earlier mentor
    await _drafted(pair, 4, FIRST.model_copy(update={"minutes": 30}))
    async with connected(database_url) as connection:
        await connection.execute(
            "INSERT INTO answers (id, organisation_id, mentorship_id, role, step, kind, said, said_at, told_at) "
            "SELECT gen_random_uuid(), organisation_id, id, 'mentor', 'agreement/3', 'amend', '{}', now(), now() "
            "FROM mentorships"
        )
    [entry] = (await timeline_of(pool, organisation, pair.id)).items
    assert entry.says == "The mentor changed the agreement: 30 minutes each time."


async def test_a_note_that_was_sent_again_with_another_answer_is_one_note(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair, services, key = await prepared(database_url, pool, organisation, temporal)
    link = await pair.link("rhythm", Role.MENTOR)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, choice="continue", private="I am worn out")
        await pressed(client, services, link, choice="cadence", cadence_days="42", private="I am worn out")
        await sign_in(client, key)
        leaf = Leaf(await client.get(f"/console/mentorships/{pair.id}"))
        listed = Leaf(await client.get("/console?needs=note"))
    assert "1 private note" in leaf.text
    assert leaf.text.count("I am worn out") == 1
    assert "Ana Example and Ben Example" in listed.text


async def test_what_an_earlier_mentor_did_is_not_said_of_the_one_who_was_asked_since(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation)  # Ben is asked now
    reason = '{"code": "agreement_changed", "who": ["mentor"]}'
    async with connected(database_url) as connection:
        for number, role in enumerate((Role.COORDINATOR, Role.MENTOR), 1):  # Cleo was asked first
            await connection.execute(
                "INSERT INTO candidates (mentorship_id, organisation_id, rank, person_id) VALUES ($1, $2, $3, $4)",
                *(pair.id, organisation, number, pair.people[role]),
            )
        for days, (step, why) in enumerate(
            (("request/1", ASKS), ("agreement/2", reason), ("request/2", ASKS), ("agreement/4", reason))
        ):
            await connection.execute(
                "INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason) "
                "VALUES ($1, $2, $3, $4, $5, $6)",
                *(pair.id, organisation, step, step.split("/")[0], pair.now - timedelta(days=9 - days), why),
            )
    says = [entry.why for entry in (await timeline_of(pool, organisation, pair.id)).items if entry.kind == "agreement"]
    assert says == ["Cleo changed the agreement.", "Ben changed the agreement."]


async def test_of_two_answers_at_the_same_time_the_one_that_was_acted_on_first_comes_first(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    """Where time is let pass, all answers between two steps have the same time: an end stood before its hold."""
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    said = (("hold", 2, "1 minute"), ("lift", 1, "2 minutes"), ("pause", 0, None))
    async with connected(database_url) as connection:
        for kind, number, told in said:
            await connection.execute(
                "INSERT INTO answers (id, organisation_id, mentorship_id, role, step, kind, said, said_at, told_at) "
                "VALUES ($1, $2, $3, 'hr', '', $4, '{}', $5, $5::timestamptz + $6::text::interval)",
                *(UUID(int=number), organisation, pair.id, kind, pair.now, told),
            )
    entries = (await timeline_of(pool, organisation, pair.id)).items
    assert [(entry.kind, entry.state) for entry in entries] == [
        ("hold", "taken"),
        ("lift", "taken"),
        ("pause", "noted"),
    ]


async def test_a_mentee_finds_all_who_were_asked_in_order(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation)
    services = await make_services(database_url, pool, temporal)
    for number, role in enumerate((Role.COORDINATOR, Role.MENTOR), 1):  # Cleo was asked first, and could not
        await _is_candidate(pair, number, role)
        await _taken(pair, f"request/{number}", days_ago=9 - number)
    async with browser(services) as client:
        mentee = await opened(client, services, await pair.link("request", Role.MENTEE))
        mentor = await opened(client, services, await pair.link("request", Role.MENTOR, "request/2"))
    first, second = (pair.now - timedelta(days=9 - number) for number in (1, 2))
    assert re.search(rf"Asked Cleo, on \w+, {first:%-d %B}.* Ben, on \w+, {second:%-d %B}", mentee.text), mentee.text
    assert "Cleo, on" not in mentor.text


async def test_a_mentee_finds_the_day_on_which_the_first_letter_was_sent_that_was_not_lost(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    """A hold, or an outage of days, had kept the request back, so it was asked anew."""
    pair = await make_pair(database_url, organisation)
    services = await make_services(database_url, pool, temporal)
    await _is_candidate(pair, 1, Role.MENTOR)
    await _taken(pair, "request/1", days_ago=9)
    await writes(pair, "request/1", "expired")
    async with browser(services) as client:
        link = await pair.link("request", Role.MENTEE)
        kept_back = await opened(client, services, link)
        await _taken(pair, "request/1/reminder/1", days_ago=6)
        await writes(pair, "request/1/reminder/1", "accepted")
        await _taken(pair, "request/1/reminder/2", days_ago=2)
        await writes(pair, "request/1/reminder/2", "accepted")
        asked = await opened(client, services, link)
    assert "Ben, on" not in kept_back.text
    assert re.search(rf"Asked Ben, on \w+, {pair.now - timedelta(days=6):%-d %B}", asked.text), asked.text


async def _is_candidate(pair: Pair, rank: int, role: Role) -> None:
    async with connected(pair.url) as connection:
        await connection.execute(
            "INSERT INTO candidates (mentorship_id, organisation_id, rank, person_id) VALUES ($1, $2, $3, $4)",
            *(pair.id, pair.organisation, rank, pair.people[role]),
        )


async def _taken(pair: Pair, step: str, days_ago: int) -> None:
    async with connected(pair.url) as connection:
        await connection.execute(
            "INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason) "
            "VALUES ($1, $2, $3, $4, $5, $6)",
            *(pair.id, pair.organisation, step, StepKey(step).kind, pair.now - timedelta(days=days_ago), ASKS),
        )


async def _drafted(pair: Pair, version: int, terms: Terms) -> None:
    async with connected(pair.url) as connection:
        await connection.execute(
            "INSERT INTO agreements VALUES ($1, $2, $3, $4, 'mentor', now())",
            *(pair.id, pair.organisation, version, terms.model_dump_json()),
        )
