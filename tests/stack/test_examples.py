"""The API as it is described, on a local stack that has just been started: examples, and calls of every kind."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from stack.sample import SAMPLE
from tests.patience import PATIENCE
from tests.stack.fuzz import fuzz
from tests.stack.test_up import Up, running, six_free_ports

WRITES = ("post", "put", "patch")


def calls(described: Any) -> list[tuple[str, str, Any]]:
    """Return every call that the description gives an example of, from top to bottom: method, address and body."""
    found: list[tuple[str, str, Any]] = []
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            parts = {one["name"]: one.get("example") for one in operation.get("parameters", ()) if one["in"] == "path"}
            assert all(parts.values()), operation["operationId"]
            bodies = [body for content in _contents(operation) for body in content["examples"].values()]
            assert bodies or method not in WRITES, operation["operationId"]
            address = path.format(**parts) + _query(operation)
            found += [(method, address, body["value"]) for body in bodies] or [(method, address, None)]
    return found


def _query(operation: Any) -> str:
    """Return the parameters that must be given, as they stand in an address."""
    needed = [one for one in operation.get("parameters", ()) if one["in"] == "query" and one.get("required")]
    return "?" + "&".join(f"{one['name']}={one['example']}" for one in needed) if needed else ""


def _contents(operation: Any) -> list[Any]:
    return list(operation.get("requestBody", {}).get("content", {}).values())[:1]  # a patch has two types, one example


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """Yield a stack that has just been started."""
    with running(tmp_path_factory.mktemp("described") / "state", six_free_ports()) as up:
        yield up


def test_every_example_succeeds_as_it_stands_from_top_to_bottom(up: Up) -> None:
    with client_of(up) as client:
        described = client.get("/openapi.json").raise_for_status().json()
        found = [(method, path, client.request(method, path, json=body)) for method, path, body in calls(described)]
    assert {f"{method} {path}": answer.text for method, path, answer in found if not answer.is_success} == {}
    assert {answer.status_code for method, path, answer in found} <= {200, 201, 202}
    assert len(found) >= 25


async def test_every_operation_answers_as_it_is_described_whatever_it_is_sent(up: Up, tmp_path: Path) -> None:
    failed, said = await fuzz(up.told["api"], up.told["api_key"], tmp_path)
    assert not failed, said
    [(selected, total)] = re.findall(r"Operations: +(\d+) selected / (\d+) total", said)
    [tested] = re.findall(r"Tested: (\d+)", said)
    assert selected == total == tested, said


def test_the_example_programme_can_be_made_beside_the_sample() -> None:
    example = json.loads(Path("examples/lantern/programme.json").read_text("utf-8"))
    assert example["name"] != SAMPLE["programme"]["name"]


def client_of(up: Up) -> httpx.Client:
    """Return an HR platform that knows the key of a stack."""
    headers = {"Authorization": f"Bearer {up.told['api_key']}"}
    return httpx.Client(base_url=up.told["api"], headers=headers, trust_env=False, timeout=PATIENCE)
