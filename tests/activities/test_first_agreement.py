"""Whose first letter is a changed agreement, because the one before it still waited, reads who the other one is."""

from datetime import timedelta
from uuid import UUID

import pytest

from policy.hearing import hear
from policy.lifecycle import after
from schemas.messages import Order
from schemas.names import PAIR, Phase, Role
from schemas.state import Agreeing, Seeking, State
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import ADDRESSES, StepRunner, open_runner
from tests.activities.test_outdated import LATER
from tests.policy.pairs import answer

MENTEE, MENTOR = PAIR
NAMES = {MENTEE: "Ana Example", MENTOR: "Ben Example"}
BROUGHT = "Lantern mentoring has brought you together with {}"
NEVER = """
INSERT INTO agreements (mentorship_id, organisation_id, version, terms, drafted_by, drafted_at)
SELECT mentorship_id, organisation_id, 2, terms || '{{"boundaries": "Never on a Friday."}}'::jsonb, '{by}', now()
  FROM agreements WHERE version = 1
"""


async def changed(
    runner: StepRunner, catcher: Catcher, state: State, by: Role, late: tuple[Role, ...]
) -> tuple[str, str]:
    """Let the agreement of these wait for their mail server, and somebody change it soon after; return the subject and
    the text of the letter that tells the other one."""
    first = runner.due(state)
    catcher.behaviour.refuse.update({ADDRESSES[role]: LATER for role in late})
    state = after(first.state, first.step, await runner.steps.take_step(first), first.now)
    catcher.behaviour.refuse.clear()
    await runner.do(NEVER.format(by=by))
    heard = hear(state, answer(7, by, "amend", "agreement/1"), first.now + timedelta(minutes=5))
    assert isinstance(heard, State)
    second: Order = runner.due(heard)
    assert second.step.key == "agreement/2"
    await runner.steps.take_step(second)
    [other] = second.step.to
    mail = catcher.mailbox.to(ADDRESSES[other])[-1].reading
    return mail.subject, " ".join(mail.text.split())


@pytest.mark.parametrize(("by", "other"), [PAIR, PAIR[::-1]])
async def test_one_of_a_given_pair_is_introduced_and_then_reads_what_was_changed(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, by: Role, other: Role
) -> None:
    """Ben once read that somebody of whom he had never heard had changed his agreement."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.AGREEING) as runner:
        given = runner.pair.state.with_(seeking=None, candidates=(), agreeing=Agreeing(since=runner.pair.now))
        subject, text = await changed(runner, catcher, given, by, (other,))
    assert subject == f"{NAMES[by]} and you: does this agreement suit you?"
    assert BROUGHT.format(NAMES[by]) in text
    assert f"You can reach each other already: {NAMES[by]} <{ADDRESSES[by]}>" in text
    assert f"{NAMES[by]} has changed this draft already and agrees to this version." in text
    assert "→ Never on a Friday." in text


async def test_a_mentee_reads_that_the_mentor_has_said_yes_before_what_they_changed(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.AGREEING) as runner:
        now, state = runner.pair.now, runner.pair.state
        found = state.with_(seeking=Seeking(since=now, asked=now), agreeing=Agreeing(since=now))
        _, text = await changed(runner, catcher, found, MENTOR, (MENTEE,))
    assert text.index("Ben Example has said yes to your request.") < text.index("Ben Example has changed this draft")
    assert "→ Never on a Friday." in text


async def test_whoever_has_read_the_first_draft_reads_only_what_was_changed(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.AGREEING) as runner:
        given = runner.pair.state.with_(seeking=None, candidates=(), agreeing=Agreeing(since=runner.pair.now))
        subject, text = await changed(runner, catcher, given, MENTEE, ())
    assert subject == "Ana Example has changed the agreement"
    assert "Ana Example has changed your agreement and agrees to this version." in text
    assert "brought you together" not in text


async def test_a_mentor_who_said_yes_with_changes_needs_no_introduction(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    """Their first agreement went to the mentee alone."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.AGREEING) as runner:
        now, state = runner.pair.now, runner.pair.state
        agreeing = Agreeing(since=now, first=1, version=1, accepted=(MENTOR,), drafted_days=21)
        found = state.with_(seeking=Seeking(since=now, asked=now), agreeing=agreeing)
        subject, _ = await changed(runner, catcher, found, MENTEE, ())
    assert subject == "Ana Example has changed the agreement"
