"""What letters tell of what has been comes from what was kept: counts, changes, and who can be reached."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes
from uuid import UUID

import pytest

from schemas.names import Phase, Role, StepKind
from schemas.request import Goal, Terms
from schemas.state import Agreeing
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import ANA, BEN, CLEO, StepRunner, open_runner


@pytest.fixture
async def agreeing(database_url: str, pool: Pool, organisation: UUID, catcher: Catcher) -> AsyncIterator[StepRunner]:
    """Yield a given pair that looks at its agreement."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.AGREEING) as runner:
        await runner.pair.keep(runner.pair.state.with_(candidates=()))
        yield runner


async def test_a_farewell_counts_every_question_and_no_meeting_that_was_taken_back(
    runner: StepRunner, catcher: Catcher
) -> None:
    await runner.steps.take_step(runner.check_in(1))
    link = await runner.do("SELECT id FROM links WHERE role = 'mentee'")
    await runner.say(Role.MENTEE, "check_in/1")
    await runner.do(f"UPDATE answers SET link_id = '{link}', seq = 1, said = '{{\"met\": \"yes\"}}'")
    await runner.say(Role.MENTEE, "check_in/1")
    await runner.do(
        f"UPDATE answers SET link_id = '{link}', seq = 2, said = '{{\"met\": \"no\"}}' WHERE link_id IS NULL"
    )
    runner.pair.now += timedelta(days=30)
    await runner.steps.take_step(runner.order(StepKind.NUDGE, "nudge/2"))
    runner.pair.now += timedelta(days=30)
    await runner.steps.take_step(runner.order(StepKind.FAREWELL, "farewell/1"))
    text = catcher.mailbox.to(BEN)[-1].reading.text
    assert "Meetings you told us about" not in text
    assert "Times we asked how it went: 2" in text


async def test_a_changed_agreement_says_who_changed_what(agreeing: StepRunner, catcher: Catcher) -> None:
    changed = Terms(goals=(Goal.of("lead well"),), cadence_days=14, channel="over coffee")
    await agreeing.do(
        "INSERT INTO agreements VALUES "
        f"('{agreeing.pair.id}', '{agreeing.pair.organisation}', 2, '{changed.model_dump_json()}', 'mentee', now())"
    )
    state = agreeing.pair.state
    now = Agreeing(since=agreeing.pair.now, version=2, accepted=(Role.MENTEE,))
    await agreeing.pair.keep(state.with_(agreeing=now, agreements=2))
    await agreeing.steps.take_step(agreeing.order(StepKind.AGREEMENT, "agreement/2", [Role.MENTOR]))
    [letter] = catcher.mailbox.to(BEN)
    assert letter.reading.subject == "Ana Example has changed the agreement"
    assert "What Ana changed Rhythm: every 3 weeks → every 2 weeks How: video call → over coffee" in " ".join(
        letter.reading.text.split()
    )


async def test_a_given_pair_is_introduced(agreeing: StepRunner, catcher: Catcher) -> None:
    await agreeing.steps.take_step(agreeing.order(StepKind.AGREEMENT, "agreement/1"))
    [to_ana], [to_ben] = (catcher.mailbox.to(address) for address in (ANA, BEN))
    assert "brought you together with Ben Example, as your mentor. You can reach each other already" in " ".join(
        to_ana.reading.text.split()
    )
    assert f"Ben Example <{BEN}>" in to_ana.reading.text
    assert "Ana would like to …" in to_ben.reading.text
    assert "has said yes" not in to_ana.reading.text


async def test_letters_come_from_the_programme_and_are_answered_to_its_coordinator(
    runner: StepRunner, catcher: Catcher
) -> None:
    await runner.steps.take_step(runner.check_in(1))
    [letter] = catcher.mailbox.to(ANA)
    head = message_from_bytes(letter.raw)
    assert head["From"].startswith("Lantern mentoring")
    assert head["From"].endswith("<mentoring@lantern.example>")
    assert head["Reply-To"] == f"Cleo Example <{CLEO}>"


@pytest.mark.parametrize("gone", ["active = false", "unreachable_since = now()"])
async def test_a_coordinator_whom_no_mail_reaches_is_named_to_nobody(
    runner: StepRunner, catcher: Catcher, gone: str
) -> None:
    await runner.do(f"UPDATE people SET {gone} WHERE given_name = 'Cleo'")
    await runner.steps.take_step(runner.check_in(1))
    [letter] = catcher.mailbox.to(ANA)
    assert "Cleo" not in letter.reading.text
    assert CLEO not in letter.raw.decode("ascii")
    assert "reply to this letter, or ask whoever runs the programme at Lantern Trust" in " ".join(
        letter.reading.text.split()
    )
