"""A step is taken once, whatever happens in the middle of it, and tells the workflow only what it must know."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from temporalio.exceptions import ApplicationError

from activities.time_zones import clock_of
from policy.lifecycle import after, next_step
from schemas.failures import Failure
from schemas.messages import StepOutcome
from schemas.names import PAIR, Phase, Role, StepKind
from stack.catcher.server import Catcher
from store import queries
from store.pool import Pool, within
from tests.activities.pair_fixture import ADDRESSES, ANA, BEN, CLEO, StepRunner, open_runner
from tests.gateway.pair_fixture import connected, make_pair

Roles = tuple[Role, ...]


def arrived(catcher: Catcher) -> dict[str, int]:
    """Return how many mails each person got, after checking that none came twice."""
    assert set(catcher.mailbox.arrivals().values()) <= {1}
    return {address: len(mails) for address in ADDRESSES.values() if (mails := catcher.mailbox.to(address))}


async def test_the_same_step_again_sends_nothing_again_and_finds_the_same(runner: StepRunner, catcher: Catcher) -> None:
    first = await runner.steps.take_step(runner.check_in())
    before = await runner.pair.everything()
    again = [await runner.steps.take_step(runner.check_in()) for _ in range(3)]
    assert first.written == PAIR
    assert again == [first] * 3
    assert arrived(catcher) == {ANA: 1, BEN: 1}
    assert await runner.pair.everything() == before


async def test_two_workers_at_the_same_step_send_each_letter_once(runner: StepRunner, catcher: Catcher) -> None:
    """A worker that was thought dead may still be at it when the next one begins."""
    catcher.behaviour.delay = 0.1
    both = await asyncio.gather(*(runner.steps.take_step(runner.check_in()) for _ in range(5)))
    assert [facts.written for facts in both] == [PAIR] * 5
    assert arrived(catcher) == {ANA: 1, BEN: 1}
    assert await runner.states() == {"mentee": "accepted", "mentor": "accepted"}


async def test_a_crash_after_writing_and_before_sending_loses_nothing(runner: StepRunner, catcher: Catcher) -> None:
    await runner.crash(runner.check_in())
    written = await runner.rows()
    assert [row["state"] for row in written] == ["rendered", "rendered"]
    assert arrived(catcher) == {}
    facts = await runner.steps.take_step(runner.check_in())
    assert facts.written == PAIR
    assert arrived(catcher) == {ANA: 1, BEN: 1}
    assert {mail.raw for mail in catcher.mailbox.mails} == {row["message"] for row in written}


async def test_a_crash_while_sending_is_not_answered_by_sending_again(runner: StepRunner, catcher: Catcher) -> None:
    """Nobody knows whether the relay has them; the sweeper settles that by rule, once the claim is old."""
    await runner.crash(runner.check_in())
    await runner.do("UPDATE outbox SET state = 'sending', tries = 1, claimed_at = now()")
    facts = await runner.steps.take_step(runner.check_in())
    assert facts.written == PAIR
    assert await runner.hurry() == 0
    assert arrived(catcher) == {}
    assert await runner.states() == {"mentee": "sending", "mentor": "sending"}


@pytest.mark.parametrize(
    ("change", "reason", "unreachable", "skipped"),
    [
        ("active = false", "has left", (), (Role.MENTOR,)),
        ("unreachable_since = now()", "address does not work", (Role.MENTOR,), ()),
    ],
    ids=["left", "bad_address"],
)
async def test_whoever_cannot_be_written_to_is_skipped_and_the_row_says_why(
    runner: StepRunner, catcher: Catcher, change: str, reason: str, unreachable: Roles, skipped: Roles
) -> None:
    await runner.do(f"UPDATE people SET {change} WHERE given_name = 'Ben'")
    facts = await runner.steps.take_step(runner.check_in())
    assert arrived(catcher) == {ANA: 1}
    assert (facts.written, facts.unreachable, facts.skipped) == ((Role.MENTEE,), unreachable, skipped)
    rows = await runner.rows("role, state, reply, message")
    assert rows[1] == {"role": "mentor", "state": "skipped", "reply": reason, "message": b""}
    assert await runner.do("SELECT count(*) FROM links WHERE role = 'mentor'") == 0
    assert await runner.hurry() == 0


async def test_one_address_that_does_not_exist_does_not_keep_the_mail_from_the_other(
    runner: StepRunner, catcher: Catcher
) -> None:
    """And the machine's next step is to ask the coordinator for a look at the address."""
    catcher.behaviour.refuse[BEN] = "550 5.1.1 no such user"
    order = runner.check_in()
    facts = await runner.steps.take_step(order)
    assert arrived(catcher) == {ANA: 1}
    assert (facts.written, facts.unreachable, facts.skipped) == ((Role.MENTEE,), (Role.MENTOR,), ())
    assert await runner.states() == {"mentee": "accepted", "mentor": "rejected"}
    assert await runner.do("SELECT array_agg(given_name) FROM people WHERE unreachable_since IS NOT NULL") == ["Ben"]
    assert await runner.steps.take_step(order) == facts

    state = after(runner.pair.state, order.step, facts, order.now)
    task = next_step(state, order.now)
    assert task is not None
    assert (task.kind, task.key, task.to) == (StepKind.UNREACHABLE, "unreachable/1", (Role.COORDINATOR,))
    assert (await runner.steps.take_step(order.with_(step=task, state=state))).written == (Role.COORDINATOR,)
    assert arrived(catcher) == {ANA: 1, CLEO: 1}
    assert "Ben" in catcher.mailbox.to(CLEO)[0].reading.text


async def test_a_mailbox_that_is_full_is_not_a_wrong_address(runner: StepRunner, catcher: Catcher) -> None:
    catcher.behaviour.refuse[BEN] = "552 5.2.2 mailbox full"
    facts = await runner.steps.take_step(runner.check_in())
    assert (facts.written, facts.unreachable, facts.skipped) == ((Role.MENTEE,), (), (Role.MENTOR,))
    assert await runner.do("SELECT count(*) FROM people WHERE unreachable_since IS NOT NULL") == 0


async def test_a_step_of_an_unknown_mentorship_says_so_by_name(runner: StepRunner, catcher: Catcher) -> None:
    with pytest.raises(ApplicationError) as raised:
        await runner.steps.take_step(runner.check_in(state=runner.pair.state.with_(mentorship=uuid4())))
    assert raised.value.type == Failure.UNKNOWN_MENTORSHIP
    assert not raised.value.non_retryable  # an operator may restore the row, and it goes on
    assert await runner.rows() == []
    assert arrived(catcher) == {}


async def test_a_step_of_an_unknown_organisation_asks_whether_the_namespace_is_shared(
    runner: StepRunner, caplog: pytest.LogCaptureFixture
) -> None:
    """A second Rapport that was set up in the same namespace once took the first one's steps without a word."""
    theirs = runner.pair.state.with_(mentorship=uuid4(), organisation=uuid4())
    with pytest.raises(ApplicationError, match="another Rapport") as raised:
        await runner.steps.take_step(runner.check_in(state=theirs))
    assert raised.value.type == Failure.UNKNOWN_MENTORSHIP
    assert "does another Rapport use this Temporal namespace?" in caplog.text


async def test_an_organisation_cannot_touch_anothers_mentorship_or_write_to_its_people(
    runner: StepRunner, catcher: Catcher, database_url: str
) -> None:
    elsewhere = uuid4()
    async with connected(database_url) as connection:
        await connection.execute("INSERT INTO organisations (id, name) VALUES ($1, 'Elsewhere')", elsewhere)
    theirs = await make_pair(database_url, elsewhere, Phase.ACTIVE, "Theirs")
    before = await runner.pair.everything()
    with pytest.raises(ApplicationError, match=str(theirs.id)):
        await runner.steps.take_step(runner.check_in(state=runner.pair.state.with_(mentorship=theirs.id)))
    assert await runner.pair.everything() == before

    strangers = runner.pair.state.with_(mentor=theirs.people[Role.MENTOR])
    with pytest.raises(ValueError, match="mentor"):
        await runner.steps.take_step(runner.check_in(state=strangers))
    assert await runner.pair.everything() == before
    assert arrived(catcher) == {}


async def test_an_organisation_cannot_send_anothers_letters(runner: StepRunner, pool: Pool, catcher: Catcher) -> None:
    await runner.crash(runner.check_in())
    ids = [row["id"] for row in await runner.rows("id")]
    assert len(ids) == 2
    assert await runner.outbox.hand_over(uuid4(), ids) == []
    async with within(pool, uuid4()) as connection:
        given = {"ids": ids, "claims": [None, None], "states": ["accepted"] * 2, "replies": ["", ""]}
        assert [row async for row in queries.outbox.settle(connection, **given)] == []
    assert arrived(catcher) == {}
    assert await runner.states() == {"mentee": "rendered", "mentor": "rendered"}
    assert len(await runner.outbox.hand_over(runner.pair.organisation, ids)) == 2


async def test_clocks_travel_only_when_the_workflow_does_not_know_them(runner: StepRunner) -> None:
    state = runner.pair.state.with_(readers={})
    first = await runner.steps.take_step(runner.check_in(state=state))
    assert set(first.readers) == {Role.MENTEE, Role.MENTOR, Role.COORDINATOR}
    known = state.with_(readers=first.readers)
    assert (await runner.steps.take_step(runner.check_in(2, state=known))).readers == {}
    await runner.do("UPDATE people SET time_zone = 'Asia/Tokyo' WHERE given_name = 'Ben'")
    moved = await runner.steps.take_step(runner.check_in(3, state=known))
    assert moved.readers[Role.MENTOR].minutes_at(runner.pair.now) == 540
    assert set(moved.readers) == {Role.MENTOR}


async def test_a_zone_that_the_database_no_longer_knows_counts_as_utc(runner: StepRunner) -> None:
    await runner.do("UPDATE people SET time_zone = 'Atlantis/Deep' WHERE given_name = 'Ben'")
    berlin, state = clock_of("Europe/Berlin", runner.pair.now), runner.pair.state
    runner.pair.state = state.with_(readers={**state.readers, Role.MENTOR: berlin})
    facts = await runner.steps.take_step(runner.check_in())
    assert facts.written == PAIR
    assert facts.readers[Role.MENTOR].minutes_at(runner.pair.now) == 0


async def test_an_older_state_never_replaces_a_newer_one(runner: StepRunner) -> None:
    await runner.do("UPDATE mentorships SET revision = 40, health = 'late'")
    await runner.steps.take_step(runner.check_in())
    assert await runner.do("SELECT (revision, health) FROM mentorships") == (40, "late")
    await runner.steps.take_step(runner.check_in(2, state=runner.pair.state.with_(revision=40)))
    assert await runner.do("SELECT revision FROM mentorships") == 41


async def test_the_state_beside_the_mentorship_is_the_one_that_the_workflow_will_have(
    runner: StepRunner, catcher: Catcher
) -> None:
    """Also where a letter came back: what is shown is what is so, not what was hoped for."""
    catcher.behaviour.refuse[BEN] = "550 5.1.1 no such user"
    order = runner.check_in()
    outcome = await runner.steps.take_step(order)
    assert outcome.at
    assert await runner.pair.kept() == after(order.state, order.step, outcome, outcome.at)
    assert Role.MENTOR in (await runner.pair.kept()).unreachable


async def test_a_repeated_step_is_dated_by_when_it_was_first_written(runner: StepRunner) -> None:
    first = await runner.steps.take_step(runner.check_in())
    later = runner.check_in()
    again = await runner.steps.take_step(later.with_(now=later.now + timedelta(days=3)))
    assert again == first


async def test_a_letter_is_of_no_use_after_its_need_has_passed(runner: StepRunner) -> None:
    await runner.steps.take_step(runner.check_in())
    hours = await runner.do("SELECT extract(epoch FROM max(not_after) - now()) / 3600 FROM outbox")
    assert 71 < hours < 73


async def test_another_clock_does_not_change_for_how_long_a_letter_may_leave(runner: StepRunner) -> None:
    """Time is skipped in tests and rehearsals; Postgres decides by its own clock."""
    order = runner.order(StepKind.AGREED, "agreed/1")
    await runner.steps.take_step(order.with_(now=order.now + timedelta(days=400)))
    hours = await runner.do("SELECT extract(epoch FROM max(not_after) - now()) / 3600 FROM outbox")
    assert 71 < hours < 73


async def test_a_candidate_is_asked_while_the_mentee_hears_of_it(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        facts = await runner.steps.take_step(runner.order(StepKind.REQUEST, "request/1"))
        letters = [row["letter"] for row in await runner.rows("letter")]
    assert isinstance(facts, StepOutcome)
    assert facts.written == PAIR
    assert letters == ["asking", "request"]
    assert arrived(catcher) == {ANA: 1, BEN: 1}
