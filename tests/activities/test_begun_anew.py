"""Whoever is told that a search has ended also reads that another one has begun, if one has."""

from uuid import UUID, uuid4

import pytest

from schemas.names import Outcome, Phase, Role, StepKind
from schemas.state import Ending
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import ANA, open_runner

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
