"""What a hold kept back is told once a contact lifts it."""

import pytest

from schemas.names import Phase
from tests.gateway.concern_fixture import WORDS, address_in, named, place, sends, writing
from tests.gateway.pair_fixture import PairIn
from tests.gateway.reader import browser


@pytest.mark.parametrize(
    ("state", "late", "missed"),
    [
        ("expired", "now()", ["mentor"]),
        ("deferred", "now()", ["mentor"]),
        ("unknown", "now()", ["mentor"]),
        ("unknown", "now() + interval '1 day'", []),
        ("accepted", "now()", []),
    ],
)
async def test_whoever_lifts_a_hold_lets_what_it_kept_back_be_told(
    state: str, late: str, missed: list[str], pair_in: PairIn
) -> None:
    """Nobody was told any more that they can begin."""
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        await desk.concerns.sweep()
        await pair.value(
            "INSERT INTO outbox (id, organisation_id, subject_id, person_id, role, step, letter, state, recipient,"
            " message, made_at, not_after, done_at) SELECT gen_random_uuid(), organisation_id, id, mentor_id, 'mentor',"
            f" 'agreed/1', 'agreed', '{state}', 'ben@example.com', '', now(), {late},"
            f" {'NULL' if state == 'deferred' else 'now()'} FROM mentorships"
        )
        await sends(client, address_in(desk.letters[0]), choice="go_on")
    assert [answer["said"].get("missed", []) for answer in await pair.answers() if answer["kind"] == "lift"] == [missed]
