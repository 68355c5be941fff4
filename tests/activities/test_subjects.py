"""Letters and links belong to a subject: a mentorship, a person or a programme; each step and person once."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from schemas.names import Role
from stack.catcher.server import Catcher
from store import queries
from store.pool import within
from tests.activities.pair_fixture import ANA, StepRunner


async def file(runner: StepRunner, kind: str, subject: UUID, step: str = "digest/1", **more: Any) -> None:
    """File a letter about a subject, as a digest or a sign-in does."""
    row = {
        "id": uuid4(), "organisation_id": runner.pair.organisation, "subject_kind": kind, "subject_id": subject,
        "person_id": runner.pair.people[Role.MENTEE], "role": "coordinator", "step": step, "letter": "digest",
        "state": "rendered", "recipient": ANA, "subject": "Your week", "message": b"Subject: Hi\r\n\r\nHello\r\n",
        "message_id": "<digest@lantern.example>", "made_at": datetime.now(UTC),
    }  # fmt: skip
    async with within(runner.pool, runner.pair.organisation) as connection:
        filed = {**row, **more}
        places = ", ".join(f"${number}" for number in range(1, len(filed) + 1))
        await connection.execute(
            f"INSERT INTO outbox ({', '.join(filed)}) VALUES ({places}) ON CONFLICT DO NOTHING", *filed.values()
        )


@pytest.mark.parametrize("kind", ["person", "programme"])
async def test_a_letter_needs_no_mentorship(runner: StepRunner, catcher: Catcher, kind: str) -> None:
    subject = uuid4()
    await file(runner, kind, subject)
    assert await runner.hurry() == 1
    assert len(catcher.mailbox.to(ANA)) == 1
    assert await runner.rows("subject_kind, subject_id, mentorship_id, state") == [
        {"subject_kind": kind, "subject_id": subject, "mentorship_id": None, "state": "accepted"}
    ]


async def test_each_subject_step_and_person_has_one_letter(runner: StepRunner) -> None:
    one, other = uuid4(), uuid4()
    for subject, kind, step in (
        (one, "person", "digest/1"), (one, "person", "digest/1"), (one, "person", "digest/2"),
        (other, "person", "digest/1"), (one, "programme", "digest/1"),
    ):  # fmt: skip
        await file(runner, kind, subject, step)
    assert len(await runner.rows("id")) == 4


async def test_a_letter_about_a_mentorship_is_about_one_that_is_there(runner: StepRunner) -> None:
    await file(runner, "mentorship", runner.pair.id)
    assert (await runner.rows("mentorship_id"))[0]["mentorship_id"] == runner.pair.id
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await file(runner, "mentorship", uuid4())
    with pytest.raises(asyncpg.CheckViolationError):
        await file(runner, "weather", uuid4())


async def test_hours_and_need_come_from_whoever_files_it(runner: StepRunner) -> None:
    begin, end = datetime(2030, 1, 7, 8, tzinfo=UTC), datetime(2030, 1, 7, 16, tzinfo=UTC)
    await file(runner, "person", uuid4(), hours=[asyncpg.Range(begin, end)], not_after=end)
    assert await runner.hurry() == 0
    [row] = await runner.rows("hours, not_after, try_at")
    assert row == {"hours": [asyncpg.Range(begin, end)], "not_after": end, "try_at": begin}


async def test_of_a_settled_letter_size_and_hash_remain(runner: StepRunner, catcher: Catcher) -> None:
    """Its bytes hold links, and who reads the table must not find them."""
    await runner.steps.take_step(runner.check_in(to=[Role.MENTEE]))
    [mail] = catcher.mailbox.to(ANA)
    [row] = await runner.rows("state, message, size, sha256")
    assert row == {
        "state": "accepted", "message": b"", "size": len(mail.raw), "sha256": sha256(mail.raw).digest(),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("state", "kept"),
    [("accepted", False), ("rejected", True), ("expired", False), ("deferred", True), ("unknown", True)],
)
async def test_bytes_are_kept_as_long_as_they_may_be_sent(runner: StepRunner, state: str, kept: bool) -> None:
    await file(runner, "person", uuid4())
    [row] = await runner.rows("id, claimed_at")
    async with within(runner.pool, runner.pair.organisation) as connection:
        claims = {"ids": [row["id"]], "claims": [row["claimed_at"]]}
        settled = queries.outbox.settle(connection, **claims, states=[state], replies=[""])
        assert len([one async for one in settled]) == 1
    assert bool((await runner.rows("message"))[0]["message"]) == kept
