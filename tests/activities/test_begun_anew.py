"""What letters about an end say once another search has begun for the mentee."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from schemas.names import Outcome, Phase, Role, StepKind
from schemas.state import Closing, Ending
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import ANA, BEN, open_runner

ANOTHER = (
    "INSERT INTO mentorships (id, organisation_id, programme_id, mentee_id, state, as_of, phase, request, "
    "rules_version, started) SELECT {id}, organisation_id, programme_id, mentee_id, state, as_of, '{phase}', request, "
    "rules_version, started FROM mentorships"
)


@pytest.mark.parametrize(
    ("phase", "goes_on"),
    [(Phase.SEEKING, True), (Phase.ACTIVE, True), (Phase.CLOSED, False), (None, False)],
)
async def test_the_end_of_a_search_says_whether_another_has_begun(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, phase: Phase | None, goes_on: bool
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        now = runner.pair.now
        end = Ending(since=now, outcome=Outcome.WITHDRAWN, by=Role.HR)
        await runner.pair.keep(runner.pair.state.with_(ending=end))
        if phase:
            await runner.do(ANOTHER.format(id=f"'ffffffff-{str(uuid4())[9:]}'", phase=phase))
        await runner.steps.take_step(runner.order(StepKind.WITHDRAWN, "withdrawn/1", (Role.MENTEE,)))
    [to_ana] = catcher.mailbox.to(ANA)
    assert ("have started for you since then goes on as it is" in " ".join(to_ana.reading.text.split())) is goes_on


@pytest.mark.parametrize("has_begun", [False, True])
async def test_a_closing_letter_told_late_offers_more_time_only_until_another_mentorship_has_begun(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, has_begun: bool
) -> None:
    """It once promised them time until a day, behind a button whose page refused it."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.ACTIVE) as runner:
        now, ends = runner.pair.now, runner.pair.now + timedelta(days=14)
        goodbye = Closing(since=now, outcome=Outcome.COMPLETED, was=Phase.ACTIVE, until=ends, asked=now)
        told, active = goodbye.with_(told=(Role.MENTEE,)), runner.pair.state.active
        assert active
        known = {"active": active.with_(agreed=now - timedelta(days=200)), "ends": ends, "closing": told, "closings": 1}
        await runner.pair.keep(runner.pair.state.with_(phase=Phase.CLOSING, **known))
        if has_begun:
            await runner.do(ANOTHER.format(id=f"'ffffffff-{str(uuid4())[9:]}'", phase=Phase.SEEKING))
        await runner.steps.take_step(runner.order(StepKind.CLOSING, "closing/2", (Role.MENTOR,)))
    [to_ben] = catcher.mailbox.to(BEN)
    text = " ".join(to_ben.reading.text.split())
    assert "Write a thank-you" in text
    assert ("Have more time together" in text) is not has_begun
    assert ("Or would you rather go on?" in text) is not has_begun
