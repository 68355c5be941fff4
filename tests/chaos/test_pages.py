"""`make chaos` tells what became of a press from the page: taken at once, saved for later, or refused."""

from uuid import UUID

from chaos.pages import Page
from schemas.names import Role
from store.pool import Pool
from tests.gateway.pair_fixture import make_pair, make_services, working
from tests.gateway.reader import browser, pressed
from tests.gateway.test_console import NOWHERE


async def test_an_answer_that_temporal_has_is_told_from_one_that_waits(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation)
    services, alone = [await make_services(database_url, pool, one) for one in (temporal, NOWHERE)]
    link = await pair.link("request", Role.MENTOR)
    async with browser(alone) as client:
        waits = Page((await pressed(client, alone, link, choice="accept")).response)
    async with working(services, pair), browser(services) as client:
        taken = Page((await pressed(client, services, link, choice="decline")).response)
    assert (waits.outcome, taken.outcome) == ("noted", "told")
