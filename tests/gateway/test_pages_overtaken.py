"""A decision of whoever runs the programme never counts on a page that was open while the two answered."""

from datetime import timedelta
from uuid import UUID

import pytest

from schemas.names import Phase, Role
from schemas.reason import Reason, ReasonCode
from schemas.state import State
from store.pool import Pool
from tests.gateway.pair_fixture import Pair, make_pair, make_services
from tests.gateway.reader import Leaf, browser, opened

NOWHERE = "127.0.0.1:1"


async def tasked(pair: Pair) -> None:
    """Write that both were silent and that the coordinator was asked to look after them."""
    active = pair.state.active
    assert active
    silent = {role: getattr(active, role).with_(unanswered=3, letters=3) for role in ("mentee", "mentor")}
    await pair.keep(pair.state.with_(active=active.with_(**silent, rung=3, tasked=pair.now)))
    because = Reason(code=ReasonCode.SILENCE, who=(Role.MENTEE, Role.MENTOR), days=63, cadence_days=21)
    await pair.value(
        "INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason) "
        f"VALUES ('{pair.id}', '{pair.organisation}', 'task/1', 'task', now(), '{because.model_dump_json()}')"
    )


def answered(state: State, *roles: str) -> State:
    """Return the state once some of the two have answered."""
    active = state.active
    assert active
    sides = {role: getattr(active, role).with_(unanswered=0, answered=True) for role in roles}
    return state.with_(active=active.with_(**sides, rung=0, tasked=None))


@pytest.mark.parametrize(
    ("language", "roles", "sentence"),
    [
        ("en", ("mentee", "mentor"), "Ana and Ben have answered since you opened this page."),
        ("en", ("mentor",), "Ben has answered since you opened this page."),
        ("de", ("mentee",), "Ana hat geantwortet, seit du diese Seite geöffnet hast."),
        ("es", ("mentee", "mentor"), "Ana y Ben han respondido desde que abriste esta página."),
    ],
)
async def test_an_end_pressed_on_an_old_page_is_shown_again_and_says_who_has_answered(
    database_url: str, pool: Pool, organisation: UUID, language: str, roles: tuple[str, ...], sentence: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, NOWHERE)
    await pair.value(f"UPDATE people SET language = '{language}'")
    await tasked(pair)
    link = await pair.link("task", Role.COORDINATOR)
    path = f"/a/{services.links.token(link)}"
    async with browser(services) as client:
        old = await opened(client, services, link)
        await pair.keep(answered(pair.state, *roles))
        again = Leaf(await client.post(path, data={**old.fields, "choice": "close", "private": "I called them."}))
        assert await pair.answers() == []
        meant = await client.post(path, data=again.fields)
    assert again.response.status_code == 409
    assert sentence in again.text
    assert again.soup.select_one("details form")
    assert (again.fields["choice"], again.fields["private"]) == ("close", "I called them.")
    assert meant.status_code == 200
    assert [one["said"]["choice"] for one in await pair.answers()] == ["close"]


async def test_a_change_of_mind_is_no_answer_of_the_two(database_url: str, pool: Pool, organisation: UUID) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, NOWHERE)
    await tasked(pair)
    link = await pair.link("task", Role.COORDINATOR)
    path = f"/a/{services.links.token(link)}"
    async with browser(services) as client:
        old = await opened(client, services, link)
        await client.post(path, data={**old.fields, "choice": "continue"})
        active = pair.state.active
        assert active
        await pair.keep(pair.state.with_(active=active.with_(tasked=None, held=pair.now + timedelta(days=14))))
        changed = await client.post(path, data={**old.fields, "choice": "close"})
    assert changed.status_code == 200
    assert [one["said"]["choice"] for one in await pair.answers()] == ["continue", "close"]
