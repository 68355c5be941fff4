"""The examples, from a fresh database to a request under way: by the commands and the addresses a user has."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx
import pytest

from stack.ports import free_port
from tests.patience import PATIENCE
from tests.stack.command_line import run, started

ROOT = Path(__file__).parents[2]
LANTERN = ROOT / "examples" / "lantern"


@dataclass(frozen=True)
class Rapport:
    """A running gateway, and the environment in which its user types commands."""

    environment: dict[str, str]
    url: str

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run `rapport …`."""
        return run(tuple(map(str, arguments)), self.environment)


def _environment(database_url: str, port: int) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": database_url,
        "SMTP_URL": "smtp://127.0.0.1:1",
        "TEMPORAL_ADDRESS": "127.0.0.1:1",  # away: what is asked is noted
        "RAPPORT_BASE_URL": f"http://127.0.0.1:{port}",
        "RAPPORT_MAIL_FROM": "Lantern <mentoring@lantern.example>",
        "RAPPORT_MAIL_DOMAIN": "lantern.example",
        "RAPPORT_SECRETS": "x" * 40,
        "PYTHONPATH": str(ROOT),
    }


@pytest.fixture
def rapport(database_url: str, tmp_path: Path) -> Iterator[Rapport]:
    """Yield a gateway that runs as a process of its own."""
    port = free_port()
    environment = _environment(database_url, port)
    child = started(("gateway", "--port", str(port)), environment, tmp_path / "output", tmp_path / "errors")
    try:
        _until_alive(f"http://127.0.0.1:{port}/healthz", child)
        yield Rapport(environment, f"http://127.0.0.1:{port}")
    finally:
        child.terminate()
        child.join()


def _until_alive(url: str, child: BaseProcess) -> None:
    deadline = time.monotonic() + PATIENCE
    while child.is_alive() and time.monotonic() < deadline:
        try:
            if httpx.get(url, timeout=PATIENCE).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError("the gateway did not come up")


def test_lantern_comes_alive_as_examples_readme_says(rapport: Rapport) -> None:
    key = rapport.run("key", "new", "Lantern").stdout.strip()
    where = ("--api", rapport.url, "--key", key)
    for new in (" (42 new)", ""):  # the second time changes nothing
        done = rapport.run("import", LANTERN / "people.csv", *where)
        assert (done.returncode, done.stdout) == (0, f"42 people now as in the file{new}.\n"), done.stderr
    with httpx.Client(base_url=rapport.url, headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE) as client:
        people = client.get("/v1/people", params={"limit": 200}).json()["items"]
        assert len(people) == 42
        programme = client.post("/v1/programmes", json=json.loads((LANTERN / "programme.json").read_text("utf-8")))
        assert programme.status_code == 201, programme.text
        body = json.loads((LANTERN / "request.json").read_text("utf-8")) | {"programme": programme.json()["id"]}
        asked = client.post("/v1/mentorships", json=body, headers={"Idempotency-Key": "lantern-1"})
        assert asked.status_code == 202, asked.text
        assert [one["external_id"] for one in asked.json()["candidates"]] == ["L-024", "L-019", "L-006"]


def test_the_civil_service_rosters_load_into_the_real_gateway(rapport: Rapport) -> None:
    where = ("--api", rapport.url, "--key", rapport.run("key", "new", "Civil service").stdout.strip())
    for role in ("mentor", "mentee"):
        file = ROOT / "examples" / "mentor-match" / f"large-{role}s.csv"
        done = rapport.run("import", file, "--mapping", "civil-service", "--role", role, *where)
        assert (done.returncode, done.stdout) == (0, "500 people now as in the file (500 new).\n"), done.stderr


def test_a_roster_goes_to_the_organisation_of_its_key_only(rapport: Rapport) -> None:
    ours, theirs = (rapport.run("key", "new", name).stdout.strip() for name in ("Ours", "Theirs"))
    assert rapport.run("import", LANTERN / "people.csv", "--api", rapport.url, "--key", ours).returncode == 0
    reply = httpx.get(f"{rapport.url}/v1/people", headers={"Authorization": f"Bearer {theirs}"}, timeout=PATIENCE)
    assert reply.json()["items"] == []


def test_an_import_revives_nobody_and_resets_nothing_that_it_does_not_tell(rapport: Rapport, tmp_path: Path) -> None:
    key = rapport.run("key", "new", "Lantern").stdout.strip()
    before = {"email": "ana@example.org", "given_name": "Ana", "time_zone": "Europe/Madrid", "active": False}
    more = {"capacity": 4, "language": "es", "about": "Loves lenses", "mentor": True, "profile": {"site": "Jena"}}
    file = tmp_path / "roster.csv"
    file.write_text("external id,email,first name,role,team\nana,ana@example.org,Ana,both,Optics\n", "utf-8")
    with httpx.Client(base_url=rapport.url, headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE) as client:
        client.put("/v1/people/ana", json=before | more)
        done = rapport.run("import", file, "--time-zone", "UTC", "--api", rapport.url, "--key", key)
        after = client.get("/v1/people/ana").json()
    assert done.returncode == 0, done.stderr
    kept = {name: after[name] for name in before | more}
    assert kept == before | more | {"profile": {"site": "Jena", "team": "Optics"}}


def test_after_a_corrected_address_the_corrected_file_is_about_the_same_person(
    rapport: Rapport, tmp_path: Path
) -> None:
    key = rapport.run("key", "new", "Lantern").stdout.strip()
    file, where = tmp_path / "roster.csv", ("--api", rapport.url, "--key", key)
    head, line = "email,first name,role,time zone\n", "{email},Ben,mentor,UTC\n"
    file.write_text(head + line.format(email="ben@example.org"), "utf-8")
    assert rapport.run("import", file, *where).stdout == "1 person now as in the file (1 new).\n"
    with httpx.Client(base_url=rapport.url, headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE) as client:
        assert client.patch("/v1/people/ben@example.org", json={"email": "ben.lund@example.org"}).is_success
        file.write_text(head + line.format(email="ben.lund@example.org"), "utf-8")
        assert rapport.run("import", file, *where).stdout == "1 person now as in the file.\n"
        people = client.get("/v1/people").json()["items"]
    assert [(one["external_id"], one["email"]) for one in people] == [("ben@example.org", "ben.lund@example.org")]
