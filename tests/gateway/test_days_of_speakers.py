"""The day of a break is the one that its speaker chose, in the timeline as in letters and on pages."""

from datetime import UTC, datetime
from uuid import UUID

from schemas.names import Phase, Role
from tests.gateway.api import Api
from tests.gateway.pair_fixture import connected, make_pair


async def test_a_break_until_noon_in_auckland_ends_on_that_day_in_the_timeline(lonely: Api, database_url: str) -> None:
    pair = await make_pair(database_url, UUID(lonely.key.split("_")[1]), Phase.ACTIVE)
    until = datetime(2027, 1, 10, 23, 0, tzinfo=UTC)  # noon on the 11th in Auckland
    link = await pair.link("check_in", Role.MENTEE)
    async with connected(database_url) as connection:
        await connection.execute(
            "UPDATE people SET time_zone = 'Pacific/Auckland', family_name = '' WHERE id = $1", pair.people[Role.MENTEE]
        )
        await connection.execute(
            "INSERT INTO answers (id, organisation_id, mentorship_id, link_id, seq, person_id, role, step, kind, said, "
            "said_at) SELECT gen_random_uuid(), organisation_id, id, $2, 1, mentee_id, 'mentee', 'check_in/1', "
            "'adjust', $3, now() FROM mentorships WHERE id = $1",
            *(pair.id, link, f'{{"choice": "pause", "until": "{until.isoformat()}"}}'),
        )
        await connection.execute(
            "INSERT INTO timeline SELECT id, organisation_id, 'check_in/1', 'check_in', now(), "
            '\'{"code": "rhythm_due", "cadence_days": 21}\' FROM mentorships WHERE id = $1',
            pair.id,
        )
        await connection.execute(
            "INSERT INTO outbox (id, organisation_id, subject_id, person_id, role, step, letter, state, recipient, "
            "made_at) SELECT gen_random_uuid(), organisation_id, id, mentee_id, 'mentee', 'check_in/1', 'check_in', "
            "'accepted', 'ana@example.com', now() FROM mentorships WHERE id = $1",
            pair.id,
        )
    items = (await lonely.done("GET", f"/v1/mentorships/{pair.id}/timeline"))["items"]
    assert [one["says"] for one in items if one["type"] == "answer"] == [
        "Ana answered: a break, until 11 January 2027."
    ]
    assert [mail["name"] for one in items for mail in one["mails"]] == ["Ana"]
