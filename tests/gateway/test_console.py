"""The console: what an operator sees and does, and what another organisation's operator never sees."""

from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest

from gateway.security.api_keys import Key, verify
from gateway.security.key_management import add_key, revoke_key
from intake.services import Services
from schemas.names import Phase, Role
from store.pool import Pool
from tests.gateway.pair_fixture import Pair, connected, make_pair, make_services, working
from tests.gateway.reader import Leaf, browser, pressed

NOWHERE = "127.0.0.1:1"


async def sign_in(client: httpx.AsyncClient, key: str) -> Leaf:
    """Sign in as a person does: open the page, type the key, press."""
    leaf = Leaf(await client.get("/console/sign-in"))
    return Leaf(await client.post("/console/sign-in", data={**leaf.fields, "key": key}, follow_redirects=True))


async def step_in(client: httpx.AsyncClient, pair: Pair, name: str, **fields: str) -> Leaf:
    """Open a mentorship's page and press one of its buttons."""
    path = f"/console/mentorships/{pair.id}"
    nonce = Leaf(await client.get(path)).fields["nonce"]
    return Leaf(await client.post(f"{path}/{name}", data={"nonce": nonce, **fields}, follow_redirects=True))


async def prepared(url: str, pool: Pool, organisation: UUID, address: str) -> tuple[Pair, Services, str]:
    """Return a pair that is under way, a services and a key; no letter may leave before three days from now."""
    pair = await make_pair(url, organisation, Phase.ACTIVE)
    return pair, await make_services(url, pool, address), await add_key(pool, organisation, "tests")


async def test_an_operator_signs_in_with_a_key_and_sees_where_every_mentorship_stands(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    async with browser(services) as client:
        before = await client.get("/console")
        listed = await sign_in(client, key)
        filtered = Leaf(await client.get("/console?phase=seeking&health=&programme="))
        leaf = Leaf(await client.get(f"/console/mentorships/{pair.id}"))
        strange = await client.get("/console?phase=nonsense")
    assert (before.status_code, before.headers["location"]) == (303, "/console/sign-in")
    for words in ("Lantern Trust", "Ana Example and Ben Example", "Under way", "Ask both how it is going"):
        assert words in listed.text
    assert "Nothing here with these filters" in filtered.text
    for words in ("What comes next", "Because: They agreed to meet every 3 weeks.", "lead a small team", "Step in"):
        assert words in leaf.text
    assert strange.status_code == 422
    assert key not in str(client.cookies)


async def test_the_timeline_shows_steps_mails_and_answers_but_not_what_two_people_wrote_to_each_other(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair, services, key = await prepared(database_url, pool, organisation, temporal)
    async with connected(database_url) as connection:
        await connection.execute(
            "INSERT INTO timeline SELECT id, organisation_id, 'check_in/1', 'check_in', now(), "
            '\'{"code": "rhythm_due", "cadence_days": 21}\' FROM mentorships'
        )
        await connection.execute(
            "INSERT INTO outbox (id, organisation_id, subject_id, person_id, role, step, letter, state, recipient, "
            "made_at) SELECT gen_random_uuid(), organisation_id, id, mentee_id, 'mentee', 'check_in/1', 'check_in', "
            "'accepted', 'ana@example.com', now() FROM mentorships"
        )
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, await pair.link("check_in", Role.MENTEE), met="yes", note="for Ben alone")
        await pressed(
            client, services, await pair.link("rhythm", Role.MENTOR), choice="continue", private="Ana seems worn out"
        )
        await sign_in(client, key)
        leaf = Leaf(await client.get(f"/console/mentorships/{pair.id}"))
    assert "Ana was asked how it is going." in leaf.text
    assert "Mail to Ana Example (check in): Handed over to the mail relay." in leaf.text
    assert "Ana Example answered how it is going: they met." in leaf.text
    assert "Ana seems worn out" in leaf.text
    assert "for Ben alone" not in leaf.text


async def test_a_coordinators_own_note_is_not_labelled_as_said_to_the_coordinator(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair, services, key = await prepared(database_url, pool, organisation, temporal)
    said = {"choice": "continue", "private": "I shall call Ben"}
    async with working(services, pair), browser(services) as client:
        own = await pressed(client, services, await pair.link("task", Role.COORDINATOR), **said)
        confided = await pressed(
            client, services, await pair.link("rhythm", Role.MENTOR), choice="continue", private="I am worn out"
        )
        await sign_in(client, key)
        leaf = Leaf(await client.get(f"/console/mentorships/{pair.id}"))
    assert "Your note for the programme I shall call Ben" in own.text
    assert "For the people who run Lantern mentoring I am worn out" in confided.text
    assert "Cleo Example (coordinator), a note of their own" in leaf.text
    assert "Ben Example (mentor), " in leaf.text


async def test_an_operator_sees_whose_break_it_is_and_changes_its_date(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair, services, key = await prepared(database_url, pool, organisation, temporal)
    until, near = pair.now + timedelta(days=30), pair.now + timedelta(days=8)
    async with working(services, pair), browser(services) as client:
        link = await pair.link("rhythm", Role.MENTEE)
        await pressed(client, services, link, choice="pause", until=f"{until:%Y-%m-%d}")
        await sign_in(client, key)
        changed = await step_in(client, pair, "pause", until=f"{near:%Y-%m-%d}")
    for words in (f"The break lasts until {near:%-d %b %Y}", f"Ana is away until {near:%-d %b %Y}"):
        assert words in changed.text


async def test_an_operator_pauses_resumes_and_closes_by_the_same_path_as_everybody(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair, services, key = await prepared(database_url, pool, organisation, temporal)
    far, near = pair.now + timedelta(days=800), pair.now + timedelta(days=8)
    async with working(services, pair), browser(services) as client:
        await sign_in(client, key)
        refused = await step_in(client, pair, "pause", until="2020-01-01")
        empty = await step_in(client, pair, "pause", until="")
        unknown = await step_in(client, pair, "explode")
        paused = await step_in(client, pair, "pause", until=f"{far:%Y-%m-%d}")
        changed = await step_in(client, pair, "pause", until=f"{near:%Y-%m-%d}")
        resumed = await step_in(client, pair, "resume")
        closed = await step_in(client, pair, "close", outcome="left", reason="Ben moved on")
        back = await step_in(client, pair, "resume")
    assert "Please choose a day to come, within ten years." in refused.text
    assert "2020" not in refused.text, "what cannot be done is not kept"
    assert "Please choose the day on which they are back." in empty.text
    assert unknown.response.status_code == 404
    assert f"The break lasts until {far:%-d %b %Y}" in paused.text
    assert "Change the return date" in paused.text
    assert f"The break lasts until {near:%-d %b %Y}" in changed.text
    assert "Under way." in resumed.text
    assert "Saying goodbye." in closed.text
    assert "Take it back" in closed.text
    assert "Ben moved on" in closed.text
    assert not closed.soup.select(".chip[href]")
    assert "Under way." in back.text
    kinds = ["pause", "pause", "resume", "close", "resume"]
    assert [(one["role"], one["kind"]) for one in await pair.answers()] == [("hr", kind) for kind in kinds]


async def test_a_press_from_another_site_or_without_the_page_does_nothing(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    path = f"/console/mentorships/{pair.id}/close"
    async with browser(services) as client:
        await sign_in(client, key)
        nonce = Leaf(await client.get(f"/console/mentorships/{pair.id}")).fields["nonce"]
        bare = await client.post(path, data={"outcome": "left"})
        across = await client.post(
            path, data={"outcome": "left", "nonce": nonce}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        async with browser(services) as stranger:
            unsigned = await stranger.post(path, data={"outcome": "left", "nonce": nonce})
    again = f"/console/mentorships/{pair.id}?problem=again"
    assert [bare.headers["location"], across.headers["location"]] == [again, again]
    assert unsigned.headers["location"].startswith("/console/sign-in?next=")
    assert await pair.answers() == []


@pytest.mark.parametrize("path", ["/console/goodbyes", f"/console/mentorships/{UUID(int=7)}", "/console?phase=paused"])
async def test_signing_in_leads_to_the_page_that_was_asked_for(
    database_url: str, pool: Pool, organisation: UUID, path: str
) -> None:
    _, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    async with browser(services) as client:
        asked = await client.get(path)
        form = Leaf(await client.get(asked.headers["location"])).fields
        done = await client.post("/console/sign-in", data={**form, "key": key})
    assert done.headers["location"] == path


async def test_organisations_are_walls(database_url: str, pool: Pool, organisation: UUID) -> None:
    pair, services, _ = await prepared(database_url, pool, organisation, NOWHERE)
    other = uuid4()
    await pair.value(f"INSERT INTO organisations (id, name) VALUES ('{other}', 'Other Ltd')")
    key = await add_key(pool, other, "tests")
    async with browser(services) as client:
        listed = await sign_in(client, key)
        foreign = await client.get(f"/console/mentorships/{pair.id}")
        unknown = await client.get(f"/console/mentorships/{uuid4()}")
        nonce = Leaf(await client.get("/console/sign-in")).fields["nonce"]
        closed = await client.post(f"/console/mentorships/{pair.id}/close", data={"outcome": "left", "nonce": nonce})
        filtered = Leaf(await client.get(f"/console?programme={pair.state.programme}"))
    assert "Other Ltd" in listed.text
    assert "Ana" not in listed.text + filtered.text
    assert (foreign.status_code, foreign.text) == (404, unknown.text)
    assert closed.headers["location"].endswith("?problem=again")
    assert await pair.answers() == []


async def test_a_wrong_key_a_forged_cookie_and_a_revoked_key_open_nothing(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    _, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    async with browser(services) as client:
        wrong = await sign_in(client, key[:-1] + ("A" if key[-1] != "A" else "B"))
        client.cookies.set("rapport-console", "WyJhIiwiYiJd.aaaa.bbbb", domain="rapport.test")
        forged = await client.get("/console")
    async with browser(services) as client:
        good = await sign_in(client, key)
        held = await verify(pool, key)
        assert isinstance(held, Key)
        await revoke_key(pool, held)
        revoked = await client.get("/console")
    assert wrong.response.status_code == 401
    assert "That key is not in use." in wrong.text
    assert good.response.status_code == 200
    assert (forged.status_code, revoked.status_code) == (303, 303)


async def test_signing_out_forgets_the_session(database_url: str, pool: Pool, organisation: UUID) -> None:
    _, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    async with browser(services) as client:
        await sign_in(client, key)
        cookie = [one for one in client.cookies.jar if one.name == "rapport-console"]
        await client.post("/console/sign-out")
        after = await client.get("/console")
    assert len(cookie) == 1
    assert cookie[0].has_nonstandard_attr("HttpOnly")
    assert after.status_code == 303
