"""What scanners, forgers and the curious can do with the link of a mail: look, and nothing else."""

import logging
from base64 import b64encode
from hashlib import sha256
from uuid import UUID, uuid4

import pytest

from gateway.app import create_app
from gateway.http import rates
from gateway.http.forms import BODY, HideTokens
from schemas.names import Outcome, Phase, Role
from schemas.reason import Reason, ReasonCode
from schemas.state import Closing
from store.pool import Pool, open_pool
from tests.gateway.pair_fixture import make_pair, make_services, settings_for, working
from tests.gateway.reader import Leaf, browser, opened, pressed

NOWHERE = "127.0.0.1:1"
NASTY = (
    '<script>alert("1")</script>',
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7} <%= 7*7 %>",
    "javascript:alert(1) </textarea><b>out</b>",
    "‮gnp.exe​\u2028 %00 \\u0000 &lt;b&gt;",
)


async def test_opening_a_link_twenty_times_changes_nothing(database_url: str, pool: Pool, organisation: UUID) -> None:
    pair = await make_pair(database_url, organisation)
    services = await make_services(database_url, pool, NOWHERE)
    path = f"/a/{services.links.token(await pair.link('request', Role.MENTOR))}?choice=accept"
    before = await pair.everything()
    async with browser(services) as client:
        responses = [await client.request(method, path) for method in ["GET", "HEAD"] * 20]
    assert {response.status_code for response in responses} == {200}
    assert await pair.everything() == before


async def test_forged_cut_and_unknown_links_all_get_the_same_page(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation)
    services = await make_services(database_url, pool, NOWHERE)
    token = services.links.token(await pair.link("request", Role.MENTOR))
    flipped = [token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(len(token))]
    strange = ["x", token[:-1], token + "A", "%00", "..%2f..%2fetc", "a" * 4000, "🙂", services.links.token(uuid4())]
    async with browser(services) as client:
        pages = [await client.get(f"/a/{one}") for one in [*flipped, *strange]]
        posts = [await client.post(f"/a/{one}", data={"choice": "accept"}) for one in [flipped[0], strange[-1]]]
    assert {page.status_code for page in [*pages, *posts]} == {404}
    assert len({page.text for page in [*pages, *posts]}) == 1
    assert "set-cookie" not in pages[0].headers
    assert await pair.answers() == []


async def test_no_page_lets_anything_in_or_its_address_out(database_url: str, pool: Pool, organisation: UUID) -> None:
    pair = await make_pair(database_url, organisation)
    services = await make_services(database_url, pool, NOWHERE)
    async with browser(services) as client:
        leaf = await opened(client, services, await pair.link("request", Role.MENTOR))
        unknown = Leaf(await client.get("/a/nothing"))
    for each in (leaf, unknown):
        headers, style = each.response.headers, each.soup.style
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "noindex" in headers["x-robots-tag"]
        assert headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"]
        for part in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"):
            assert part in policy
        assert style is not None
        assert f"'sha256-{b64encode(sha256(style.encode_contents()).digest()).decode()}'" in policy
        assert not each.soup.select("script, img, link, iframe, [style], [onclick]")
        assert "http" not in each.response.text.replace("http-equiv", "")


async def test_words_are_shown_as_they_were_written_and_never_as_markup(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, temporal)
    link = await pair.link("check_in", Role.MENTEE)
    await pair.value("UPDATE people SET given_name = '<i>Ben</i>{{ 7 * 7 }}' WHERE given_name = 'Ben'")
    async with working(services, pair), browser(services) as client:
        for words in NASTY:
            leaf = await pressed(client, services, link, met="no", note=words)
            assert leaf.response.status_code == 200
            assert not leaf.soup.select("script, img, b, i")
            quote = leaf.soup.select_one("blockquote")
            assert quote is not None
            assert quote.get_text() == words
            assert "49" not in leaf.text
    assert [one["words"]["note"] for one in await pair.answers()] == list(NASTY)


async def test_characters_that_no_database_can_keep_are_dropped_and_the_rest_is_kept(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, temporal)
    link = await pair.link("check_in", Role.MENTEE)
    path = f"/a/{services.links.token(link)}"
    async with working(services, pair), browser(services) as client:
        nonce = (await opened(client, services, link)).fields["nonce"]
        body = f"nonce={nonce}&met=yes&note=a%00b%ED%A0%80c%FF%0D%0Ad".encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        response = await client.post(path, content=body, headers=kind)
        many = await client.post(path, content=b"&".join(b"a%d=1" % at for at in range(500)), headers=kind)
    assert response.status_code == 200
    assert (await pair.answers())[0]["words"]["note"].startswith("ab")
    assert "\nd" in (await pair.answers())[0]["words"]["note"]
    assert many.status_code == 400


async def test_a_form_larger_than_any_of_ours_is_not_read(database_url: str, pool: Pool, organisation: UUID) -> None:
    pair = await make_pair(database_url, organisation)
    services = await make_services(database_url, pool, NOWHERE)
    link = await pair.link("request", Role.MENTOR)
    async with browser(services) as client:
        large = await pressed(client, services, link, choice="decline", reason="x" * BODY)
        wordy = await pressed(client, services, link, choice="decline", reason="x" * 3_500)
    assert large.response.status_code == 413
    assert wordy.response.status_code == 422
    assert "Shorten this to 3,000 characters. It has 3,500 now." in wordy.text
    assert wordy.fields["reason"] == "x" * 3_500
    assert await pair.answers() == []


async def test_a_mentor_who_was_passed_over_learns_nothing_more(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation)
    services = await make_services(database_url, pool, NOWHERE)
    link = await pair.link("request", Role.MENTOR)
    await pair.value(
        "INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone)"
        f" VALUES ('{uuid4()}', '{organisation}', 'dora', 'Dora', 'Example', 'dora@example.com', 'UTC')"
    )
    dora = await pair.value("SELECT id FROM people WHERE given_name = 'Dora'")
    await pair.keep(pair.state.with_(mentor=dora, requests=2))
    because = Reason(code=ReasonCode.SILENT_NEXT, days=14).model_dump_json()
    await pair.value(
        "INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason) "
        f"VALUES ('{pair.id}', '{organisation}', 'request/2', 'request', now(), '{because}')"
    )
    async with browser(services) as client:
        leaf = await opened(client, services, link)
        late = await pressed(client, services, link, choice="accept")
    for each in (leaf, late):
        assert each.response.status_code == 200
        assert "Your time to answer this request from Ana is over." in each.text
        assert "Dora" not in each.text
        assert "lead a small team" not in each.text
    assert await pair.answers() == []


@pytest.mark.parametrize("phase", [Phase.CLOSING, Phase.CLOSED])
async def test_a_late_reader_is_told_how_things_stand(
    database_url: str, pool: Pool, organisation: UUID, phase: Phase
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    closing = Closing(since=pair.now, outcome=Outcome.LEFT, was=Phase.ACTIVE, until=pair.now, by=Role.HR)
    await pair.keep(pair.state.with_(phase=phase, closing=closing))
    services = await make_services(database_url, pool, NOWHERE)
    async with browser(services) as client:
        leaf = await opened(client, services, await pair.link("request", Role.MENTOR))
    assert leaf.response.status_code == 200
    assert not leaf.soup.select("form")
    assert {"closing": "are saying goodbye", "closed": "has ended"}[phase] in leaf.text


async def test_a_link_opened_without_end_is_asked_to_wait(
    database_url: str, pool: Pool, organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "monotonic", lambda: 0.0)  # all within one minute
    pair = await make_pair(database_url, organisation)
    services = await make_services(database_url, pool, NOWHERE)
    link = await pair.link("request", Role.MENTOR)
    async with browser(services) as client:
        statuses = [(await opened(client, services, link)).response.status_code for _ in range(125)]
        other = await opened(client, services, await pair.link("request", Role.MENTOR, "request/2"))
    assert (statuses[0], statuses[-1], other.response.status_code) == (200, 429, 200)


def test_access_logs_never_hold_a_token() -> None:
    record = logging.LogRecord(
        "uvicorn.access", logging.INFO, "", 1, "%s %s", ("GET", "/a/c2VjcmV0LXRva2Vu?choice=accept"), None
    )
    assert HideTokens().filter(record)
    assert record.getMessage() == "GET /a/…?choice=accept"


async def test_the_running_app_masks_tokens_in_its_access_log(
    database_url: str, temporal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal)
    app = create_app(settings_for(database_url))
    async with app.router.lifespan_context(app):
        assert any(isinstance(one, HideTokens) for one in logging.getLogger("uvicorn.access").filters)


async def test_while_postgres_is_away_a_reader_is_asked_to_come_back(database_url: str, organisation: UUID) -> None:
    pair = await make_pair(database_url, organisation)
    pool = await open_pool(database_url, 2)
    services = await make_services(database_url, pool, NOWHERE)
    link = await pair.link("request", Role.MENTOR)
    await pool.close()
    async with browser(services) as client:
        leaf = await opened(client, services, link)
    assert leaf.response.status_code == 503
    assert "Please try again in a minute" in leaf.text
