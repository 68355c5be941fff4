"""The sample programme, loaded once through the gateway's own HTTP API."""

import tomllib
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any

import httpx

from gateway.api.examples import MENTORSHIP, PROGRAMME
from gateway.security.key_management import organisation_id
from stack.child_process import StackError
from stack.known_ids import reserve_mentorship, reserve_programme
from store.pool import Pool, open_pool

ORGANISATION = "Lantern Trust"
SAMPLE: dict[str, Any] = tomllib.loads(files("stack").joinpath("sample.toml").read_text("utf-8"))


def _meetings(now: datetime) -> list[str]:
    """Propose two first meetings, at ten and at fifteen o'clock in UTC, a week or so from now."""
    morning = now.replace(hour=10, minute=0, second=0, microsecond=0)
    return [(morning + gap).isoformat() for gap in (timedelta(days=7), timedelta(days=9, hours=5))]


async def _call(client: httpx.AsyncClient, method: str, path: str, **options: Any) -> Any:
    reply = await client.request(method, path, **options)
    if reply.is_error:
        raise StackError(f"The sample could not be loaded: {method} {path} answered {reply.status_code}: {reply.text}")
    return reply.json()


async def _programme(client: httpx.AsyncClient, pool: Pool) -> str:
    """Return the id of the sample programme, making it and its people where they are missing."""
    wanted = SAMPLE["programme"]
    found = await _call(client, "GET", "/v1/programmes")
    for programme in found["items"]:
        if programme["id"] == str(PROGRAMME) or programme["name"] == wanted["name"]:
            return str(programme["id"])
    for person in SAMPLE["people"]:
        about = {name: value for name, value in person.items() if name != "external_id"}
        await _call(client, "PUT", f"/v1/people/{person['external_id']}", json=about)
    await reserve_programme(pool, organisation_id(ORGANISATION), PROGRAMME, "sample programme", wanted)
    return str(PROGRAMME)


async def _begin(client: httpx.AsyncClient, pool: Pool, programme: str) -> None:
    sample = SAMPLE["mentorship"]
    body = sample | {
        "programme": programme,
        "request": sample["request"] | {"meetings": _meetings(datetime.now(UTC))},
    }
    await reserve_mentorship(pool, organisation_id(ORGANISATION), MENTORSHIP, "sample", body)
    await _call(client, "POST", "/v1/mentorships", json=body, headers={"Idempotency-Key": "sample"})


async def load(api: str, key: str, database: str) -> None:
    """Make the sample programme with one request on its way, unless it is there; StackError when the API refuses."""
    headers = {"Authorization": f"Bearer {key}"}
    pool = await open_pool(database, 2)
    async with httpx.AsyncClient(base_url=api, headers=headers, timeout=30, trust_env=False) as client:
        programme = await _programme(client, pool)
        if not (await _call(client, "GET", "/v1/mentorships"))["items"]:
            await _begin(client, pool, programme)
    await pool.close()
