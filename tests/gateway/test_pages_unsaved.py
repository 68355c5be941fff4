"""While Postgres saves nothing, a page still has what was written, and sends it again."""

import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib.resources import files

import pytest

from gateway.pages.unsaved import WRITTEN
from gateway.security.key_management import add_key
from schemas.names import Phase, Role
from store.pool import open_pool
from tests.gateway.goodbye_fixture import at, farewell
from tests.gateway.pair_fixture import Pair, PairIn, connected
from tests.gateway.reader import Leaf, browser
from tests.gateway.test_console import sign_in

ENDED = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
WORDS = "I dare to say <no> now.\nAnd yes."
SAID = {
    "closing/survey": {"worth": "5", "words": WORDS},
    "farewell/survey": {"words": WORDS, "would_mentor": "yes"},
    "closing": {"choice": "thank", "thanks": WORDS},
    "agreement": {"choice": "amend", "goals": WORDS},
    "check_in": {"met": "yes", "rating": "4", "note": WORDS, "next_step": "Ask <Jo>."},
}
PHASES = {"closing": Phase.CLOSING, "farewell": Phase.CLOSING, "agreement": Phase.AGREEING}


@asynccontextmanager
async def read_only(pair: Pair) -> AsyncIterator[None]:
    """Let the database take nothing, as a standby does."""
    async with connected(pair.url) as connection:
        name = await connection.fetchval("SELECT current_database()")
        await connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        await connection.execute(ENDED)
        try:
            yield
        finally:
            await connection.execute(f"ALTER DATABASE {name} RESET ALL")
            await connection.execute(ENDED)


@pytest.mark.parametrize("place", SAID)
async def test_what_was_written_stays_and_can_be_sent_again(
    pair_in: PairIn, place: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    kind, _, page = place.partition("/")
    pair, services = await pair_in(PHASES.get(kind, Phase.ACTIVE))
    path = await farewell(pair, services, kind=kind) + (f"/{page}" if page else "")
    gone = await open_pool(pair.url, 1)
    await gone.close()
    async with browser(services) as client, browser(replace(services, pool=gone)) as cut_off:
        fields = {**(await at(client, path)).fields, **SAID[place]}
        nothing = Leaf(await cut_off.post(path, data=fields, headers={"Accept-Language": "de"}))
        async with read_only(pair):
            away = Leaf(await client.post(path, data=fields, headers={"Accept-Language": "de"}))
        logged = caplog.text
        saved = Leaf(await client.post(path, data=away.fields))
    for leaf in (nothing, away):
        assert (leaf.response.status_code, leaf.response.headers["Retry-After"]) == (503, "30")
        assert leaf.fields == fields
        form = leaf.soup.select_one("form[method=post]")
        assert form
        assert form["action"] == path
        assert WORDS in [one.get_text() for one in leaf.soup.select("blockquote")]
    assert "Noch einmal abschicken" in nothing.text
    assert "may not be saved yet" in away.text
    assert saved.response.status_code == 200
    assert await pair.value("SELECT words FROM surveys" if page else "SELECT words::text FROM answers")
    assert "dare" not in logged


async def test_a_form_without_words_can_be_sent_again_as_well(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    path = await farewell(pair, services, Role.MENTOR, "request")
    async with browser(services) as client:
        fields = {**(await at(client, path)).fields, "choice": "accept"}
        async with read_only(pair):
            away = Leaf(await client.post(path, data=fields))
            looked = await client.head(path)
        assert away.response.status_code == 503
        assert "may not be saved yet" in away.text
        assert not away.soup.select("blockquote")
        assert looked.status_code == 200
        await client.post(path, data=away.fields)
    assert [one["said"] for one in await pair.answers()] == [{}]


async def test_why_an_operator_steps_in_stays_and_can_be_sent_again(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    key = await add_key(services.pool, pair.organisation, "tests")
    here = f"/console/mentorships/{pair.id}"
    async with browser(services) as client:
        await sign_in(client, key)
        fields = {"nonce": (await at(client, here)).fields["nonce"], "outcome": "completed", "reason": WORDS}
        async with read_only(pair):
            away = Leaf(await client.post(f"{here}/close", data=fields))
        assert away.response.status_code == 503
        assert "may not be saved yet" in away.text
        sent = await client.post(f"{here}/close", data=away.fields)
    assert sent.status_code == 303
    assert [one["words"]["reason"].split() for one in await pair.answers()] == [WORDS.split()]


async def test_a_key_for_the_console_is_never_written_into_a_page(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    key, gone = await add_key(services.pool, pair.organisation, "tests"), await open_pool(pair.url, 1)
    await gone.close()
    async with browser(replace(services, pool=gone)) as client:
        leaf = await sign_in(client, key)
    assert leaf.response.status_code == 503
    assert key not in leaf.response.text


def test_every_field_in_which_somebody_writes_is_shown() -> None:
    named = r"""fields\.(?:area|line)\("(\w+)"|<(?:textarea|input type="text")[^>]* name="(\w+)\""""
    found = set()
    for package in ("gateway.pages", "gateway.console"):
        for template in files(package).joinpath("templates").iterdir():
            found |= {name for names in re.findall(named, template.read_text("utf-8")) for name in names if name}
    assert found | {"private"} == set(WRITTEN)
