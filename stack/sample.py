"""The sample programme, loaded once through the gateway's HTTP API and the buttons in letters."""

import tomllib
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

import httpx

from gateway.api.examples import MENTORSHIP, PROGRAMME, SKILLS
from gateway.security.key_management import organisation_id
from stack.child_process import StackError
from stack.known_ids import reserve_mentorship, reserve_programme
from stack.sample_months import live
from store.pool import Pool, open_pool

ORGANISATION = "Lantern Trust"
PARTS = ("api", "api_key", "inbox", "database", "temporal")  # of the stack's description: the arguments of `load`
SAMPLE: dict[str, Any] = tomllib.loads(files("stack").joinpath("sample.toml").read_text("utf-8"))


def _meetings(now: datetime) -> list[str]:
    """Return two proposed first meetings, at 10:00 and 15:00 UTC, about a week from now."""
    morning = now.replace(hour=10, minute=0, second=0, microsecond=0)
    return [(morning + gap).isoformat() for gap in (timedelta(days=7), timedelta(days=9, hours=5))]


async def _call(client: httpx.AsyncClient, method: str, path: str, **options: Any) -> Any:
    reply = await client.request(method, path, **options)
    if reply.is_error:
        raise StackError(f"The sample could not be loaded: {method} {path} answered {reply.status_code}: {reply.text}")
    return reply.json()


async def _programme(client: httpx.AsyncClient, pool: Pool) -> str:
    """Return the id of the sample programme; create it and its people if they are missing."""
    wanted = SAMPLE["programme"]
    found = await _call(client, "GET", "/v1/programmes")
    for programme in found["items"]:
        if programme["id"] == str(PROGRAMME) or programme["name"] == wanted["name"]:
            return str(programme["id"])
    await _call(client, "PUT", "/v1/skills", json={"skills": SKILLS})
    for person in SAMPLE["people"]:
        about = {name: value for name, value in person.items() if name not in ("external_id", "traits")}
        await _call(client, "PUT", f"/v1/people/{person['external_id']}", json=about)
        await _call(client, "PUT", f"/v1/people/{person['external_id']}/traits", json=person.get("traits", {}))
    await reserve_programme(pool, organisation_id(ORGANISATION), PROGRAMME, "sample programme", wanted)
    return str(PROGRAMME)


def _body(programme: str, sample: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in sample.items() if name != "months"} | {"programme": programme}


async def _begin(client: httpx.AsyncClient, body: dict[str, Any]) -> UUID:
    begun = await _call(client, "POST", "/v1/mentorships", json=body, headers={"Idempotency-Key": _key(body)})
    return UUID(begun["id"])


async def _search(client: httpx.AsyncClient, pool: Pool, programme: str) -> None:
    search = SAMPLE["mentorship"]
    asked = search["request"] | {"meetings": _meetings(datetime.now(UTC))}
    body = _body(programme, search | {"request": asked})
    await reserve_mentorship(pool, organisation_id(ORGANISATION), MENTORSHIP, _key(body), body)
    await _begin(client, body)


def _key(body: dict[str, Any]) -> str:
    return f"sample-{body['mentee']}"


async def load(api: str, key: str, inbox: str, database: str, temporal: str) -> None:
    """Load the sample: a search and two pairs. If it exists, change nothing; raises StackError on failure."""
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        await open_pool(database, 2) as pool,
        httpx.AsyncClient(base_url=api, headers=headers, timeout=30, trust_env=False) as client,
    ):
        programme = await _programme(client, pool)
        if (await _call(client, "GET", "/v1/mentorships"))["items"]:
            return
        for pair in SAMPLE["pairs"]:
            begun = await _begin(client, _body(programme, pair))
            await live(temporal, inbox, begun, pair.get("months", []), _addresses(pair))
        await _search(client, pool, programme)


def _addresses(pair: dict[str, Any]) -> dict[str, str]:
    """Return the address of each of a pair, by role."""
    known = {person["external_id"]: person["email"] for person in SAMPLE["people"]}
    return {role: known[pair[role]] for role in ("mentee", "mentor")}
