"""What a programme chose is what its German readers get: in letters from then on, and on pages."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from schemas.names import Phase, Role
from stack.catcher.server import Catcher
from store.pool import Pool, open_pool
from tests.activities.pair_fixture import ANA, BEN, StepRunner
from tests.gateway.pair_fixture import make_pair, make_services
from tests.gateway.reader import browser, opened

NOWHERE = "127.0.0.1:1"
GERMAN = "UPDATE people SET language = 'de', family_name = 'Brandt' WHERE given_name = 'Ana' RETURNING id"
FORMAL = "UPDATE programmes SET formality = 'formal' RETURNING id"


async def test_letters_of_a_formal_programme_say_sie_where_the_reader_reads_german(
    runner: StepRunner, catcher: Catcher
) -> None:
    await runner.do(GERMAN)
    await runner.do(FORMAL)
    await runner.steps.take_step(runner.check_in())
    [to_ana], [to_ben] = (catcher.mailbox.to(address) for address in (ANA, BEN))
    assert to_ana.reading.text.startswith("Guten Tag Ana Brandt,")
    assert "Wenn Sie mögen" in to_ana.reading.text
    assert to_ben.reading.text.startswith("Dear Ben,")


async def test_a_letter_that_is_out_stays_as_it_is_when_the_programme_changes(
    runner: StepRunner, catcher: Catcher
) -> None:
    await runner.do(GERMAN)
    await runner.steps.take_step(runner.check_in())
    await runner.do(FORMAL)
    await runner.steps.take_step(runner.check_in())
    [to_ana] = catcher.mailbox.to(ANA)
    assert to_ana.reading.text.startswith("Hallo Ana,")


@pytest.fixture
async def gateway(database_url: str) -> AsyncIterator[Pool]:
    """Yield the pool of a gateway."""
    pool = await open_pool(database_url, 2)
    yield pool
    await pool.close()


async def test_a_page_follows_the_programme_when_it_is_opened(
    database_url: str, gateway: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    await pair.value(GERMAN)
    services = await make_services(database_url, gateway, NOWHERE)
    link = await pair.link("check_in", Role.MENTEE)
    async with browser(services) as client:
        before = await opened(client, services, link)
        await pair.value(FORMAL)
        after = await opened(client, services, link)
    assert "wenn du magst" in before.text
    assert "wenn Sie mögen" in after.text
    assert "Diese Seite ist für Ana Brandt" in after.text
