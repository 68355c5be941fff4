"""The state from which a mentorship continues after its workflow was lost or replaced."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from intake.starting import freed, kept_state
from policy.ending import is_parted
from schemas.names import Phase
from schemas.state import Hold
from store.pool import Pool, within
from tests.gateway.pair_fixture import make_pair

LIFT = """INSERT INTO answers (id, organisation_id, mentorship_id, seq, role, kind, said, told_at)
    SELECT gen_random_uuid(), organisation_id, id, 900, 'hr', 'lift',
           jsonb_build_object('hold', '{hold}', 'choice', '{choice}'), {told} FROM mentorships RETURNING 1"""

HOLD = """INSERT INTO answers (id, organisation_id, mentorship_id, seq, role, kind, said, told_at)
    SELECT '{hold}', organisation_id, id, 900, 'hr', 'hold', '{{}}', now() FROM mentorships RETURNING 1"""
IS_HELD = "SELECT is_held_by(state, '{hold}') FROM mentorships"
CONCERN = """INSERT INTO concerns (id, organisation_id, mentorship_id, person_id, role, words, holds)
    SELECT '{hold}', organisation_id, id, mentee_id, 'mentee', 'x', true FROM mentorships RETURNING 1"""


@pytest.mark.parametrize(
    ("choice", "told", "held"), [("continue", "now()", False), ("continue", "NULL", True), ("close", "now()", False)]
)
async def test_a_hold_that_was_lifted_while_its_workflow_had_forgotten_it_does_not_come_back(
    database_url: str, pool: Pool, organisation: UUID, choice: str, told: str, held: bool
) -> None:
    """Nobody could lift it any more: its concern was decided."""
    pair, hold = await make_pair(database_url, organisation, Phase.ACTIVE), uuid4()
    await pair.keep(pair.state.with_(hold=Hold(since=datetime.now(UTC), by=(hold,))))
    await pair.value(CONCERN.format(hold=hold))
    await pair.value(LIFT.format(hold=hold, choice=choice, told=told))
    async with within(pool, organisation) as connection:
        state = await kept_state(connection, pair.id)
    assert state
    assert (state.hold is not None) is held
    assert is_parted(state) is (choice == "close")


async def test_another_reason_for_a_hold_stays(database_url: str, pool: Pool, organisation: UUID) -> None:
    pair, lifted, other = await make_pair(database_url, organisation, Phase.ACTIVE), uuid4(), uuid4()
    await pair.keep(pair.state.with_(hold=Hold(since=datetime.now(UTC), by=(lifted, other))))
    for hold in (lifted, other):
        await pair.value(CONCERN.format(hold=hold))
    await pair.value(LIFT.format(hold=lifted, choice="continue", told="now()"))
    async with within(pool, organisation) as connection:
        state = await kept_state(connection, pair.id)
    assert state
    assert state.hold
    assert state.hold.by == (other,)


@pytest.mark.parametrize("is_alone", [True, False])
async def test_a_hold_whose_concern_postgres_has_lost_is_over_and_its_row_says_so(
    database_url: str, pool: Pool, organisation: UUID, is_alone: bool
) -> None:
    """After a failover that lost the last seconds, nobody has a link that could lift it."""
    pair, lost, other = await make_pair(database_url, organisation, Phase.ACTIVE), uuid4(), uuid4()
    await pair.keep(pair.state.with_(hold=Hold(since=datetime.now(UTC), by=(lost,) if is_alone else (lost, other))))
    await pair.value(CONCERN.format(hold=other))
    async with within(pool, organisation) as connection:
        state = await kept_state(connection, pair.id)
    assert state
    assert (state.hold.by if state.hold else ()) == (() if is_alone else (other,))
    assert await freed(pool, state)
    assert (await pair.kept()).hold == state.hold
    assert not await freed(pool, state)


@pytest.mark.parametrize("decided", ["NULL", "now()"])
async def test_a_hold_that_its_workflow_had_forgotten_counts_again_until_a_contact_decides(
    database_url: str, pool: Pool, organisation: UUID, decided: str
) -> None:
    """Temporal was restored from an older copy, and the next answer replaced the state that knew of the hold."""
    pair, hold = await make_pair(database_url, organisation, Phase.ACTIVE), uuid4()
    await pair.keep(pair.state)
    await pair.value(CONCERN.format(hold=hold))
    await pair.value(HOLD.format(hold=hold))
    await pair.value(f"UPDATE concerns SET decided_at = {decided} RETURNING 1")
    async with within(pool, organisation) as connection:
        state = await kept_state(connection, pair.id)
    assert state
    assert (state.hold.by if state.hold else ()) == ((hold,) if decided == "NULL" else ())
    assert (hold in state.heard) is (decided == "NULL")
    assert (await pair.value(IS_HELD.format(hold=hold))) is (decided == "NULL"), "or no contact could decide"
    assert not await freed(pool, state)
    assert (await pair.kept()).hold == state.hold
