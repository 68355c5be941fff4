"""A search that finds its mentors, on a real stack: each is asked in turn, and then the coordinator."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from gateway.api.examples import PROGRAMME
from stack.sample import SAMPLE
from stack.sample_answers import press
from tests.patience import PATIENCE
from tests.stack.test_examples import client_of
from tests.stack.test_up import Up, eventually, running, six_free_ports

REQUEST = {"objective": "learn to lead a small team", "hours_a_month": 2}
ADDRESSES = {person["external_id"]: person["email"] for person in SAMPLE["people"]}


async def decline(up: Up, mentor: str) -> None:
    """Say no as a mentor who was asked."""
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as browser:
        await press(browser, up.told["inbox"], ADDRESSES[mentor], "decline", choice="decline")


def steps(client: httpx.Client, id: str) -> list[Any]:
    """Return the steps of a mentorship so far."""
    entries = client.get(f"/v1/mentorships/{id}/timeline").raise_for_status().json()["items"]
    return [one for one in entries if one["type"] == "step"]


def asked(client: httpx.Client, id: str) -> list[str]:
    """Return who was asked so far, in order."""
    shown = client.get(f"/v1/mentorships/{id}").raise_for_status().json()
    listed = {one["rank"]: one["external_id"] for one in shown["candidates"]}
    return [listed[int(one["step"].partition("/")[2])] for one in steps(client, id) if one["kind"] == "request"]


def test_each_next_mentor_is_found_when_the_one_before_says_no(tmp_path: Path) -> None:
    with running(tmp_path / "state", six_free_ports()) as up, client_of(up) as client:
        body = {"programme": str(PROGRAMME), "mentee": "ines", "propose": 2, "request": REQUEST}
        began = client.post("/v1/mentorships", json=body).raise_for_status().json()
        planned = [one["external_id"] for one in began["candidates"]]
        assert len(planned) == 2
        eventually(lambda: asked(client, began["id"]) == planned[:1], PATIENCE)
        client.patch(f"/v1/people/{planned[1]}", json={"capacity": 0}).raise_for_status()
        asyncio.run(decline(up, planned[0]))
        eventually(lambda: len(asked(client, began["id"])) == 2, PATIENCE)
        second = asked(client, began["id"])[1]
        assert second not in planned  # whoever was planned has no place any more
        asyncio.run(decline(up, second))
        eventually(lambda: steps(client, began["id"])[-1]["kind"] == "no_mentor", PATIENCE)
