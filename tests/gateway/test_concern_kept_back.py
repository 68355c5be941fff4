"""What a hold kept back is told once a contact lifts it."""

import pytest

from schemas.names import Phase
from tests.gateway.concern_fixture import WORDS, address_in, named, place, sends, writes, writing
from tests.gateway.pair_fixture import PairIn
from tests.gateway.reader import browser


@pytest.mark.parametrize(
    ("state", "late", "kept_back"),
    [
        ("expired", "now()", {"mentor": ["agreed/1"]}),
        ("deferred", "now()", {"mentor": ["agreed/1"]}),
        ("unknown", "now()", {"mentor": ["agreed/1"]}),
        ("unknown", "now() + interval '1 day'", {}),
        ("accepted", "now()", {}),
    ],
)
async def test_whoever_lifts_a_hold_lets_what_it_kept_back_be_told(
    state: str, late: str, kept_back: dict[str, list[str]], pair_in: PairIn
) -> None:
    """Nobody was told any more that they can begin."""
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        await desk.concerns.sweep()
        await writes(pair, "agreed/1", state, until=late)
        await sends(client, address_in(desk.letters[0]), choice="go_on")
    assert [one["said"].get("kept_back", {}) for one in await pair.answers() if one["kind"] == "lift"] == [kept_back]


@pytest.mark.parametrize(
    ("written", "kept_back"),
    [
        (["agreed/1 expired", "paused/1 expired"], ["agreed/1", "paused/1"]),
        (["agreed/1 accepted", "paused/1 accepted", "resumed/1 expired"], ["resumed/1"]),
        (["agreed/1 accepted", "paused/1 expired", "resumed/1 expired"], ["paused/1"]),
        (["agreed/1 expired", "paused/1 accepted"], []),
        (["agreed/1 expired", "check_in/1 expired"], ["agreed/1"]),
        (["closing/1 accepted", "reopened/1 expired", "paused/1 expired"], ["paused/1", "reopened/1"]),
        (["agreement/1 expired"], ["agreement/1"]),
        (["agreement/1/reminder/1 accepted", "agreement/2 expired"], ["agreement/2"]),
        (["agreed/9 expired", "agreed/10 expired"], ["agreed/10"]),
    ],
)
async def test_each_letter_that_it_kept_back_since_the_last_that_left_is_named(
    written: list[str], kept_back: list[str], pair_in: PairIn
) -> None:
    """Only the very last was looked at, so that of a break hid that they begin."""
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        await desk.concerns.sweep()
        for number, one in enumerate(written):
            step, state = one.split()
            await writes(pair, step, state, after=f"{number} seconds")
        await sends(client, address_in(desk.letters[0]), choice="go_on")
    [said] = [one["said"] for one in await pair.answers() if one["kind"] == "lift"]
    assert said.get("kept_back", {}) == ({"mentor": kept_back} if kept_back else {})
    assert said.get("missed", []) == (["mentor"] if kept_back else []), "workers of the release before know no other"


@pytest.mark.parametrize(
    ("step", "is_kept_back"),
    [("withdrawn/1", False), ("place_taken/1", False), ("request/1", True), ("agreed/1", True)],
)
async def test_a_mentor_whom_it_does_not_begin_with_any_more_is_told_in_a_hold_as_well(
    step: str, is_kept_back: bool, pair_in: PairIn
) -> None:
    """They had said yes, and no later letter goes to them."""
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    await writes(pair, step, "deferred", until="now() + interval '1 day'")
    async with browser(services) as client:
        await sends(client, path, words=WORDS)
    is_over = await pair.value(f"SELECT not_after <= now() FROM outbox WHERE role = 'mentor' AND step = '{step}'")
    assert is_over == is_kept_back
