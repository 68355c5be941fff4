"""What is installed is what was locked: every release pinned, every file of it known by its hash."""

import re

import pytest

from tests.fences.tree import PROJECT, ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt")
DECLARED = {
    "requirements.txt": PROJECT["project"]["dependencies"],
    "requirements-dev.txt": [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["local"],
        *PROJECT["dependency-groups"]["dev"],
    ],
}


def entries(lock: str) -> list[str]:
    """Return each requirement of a lock with its hashes on one line."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_has_hashes(lock: str) -> None:
    for entry in entries(lock):
        assert re.match(r"[a-z0-9][a-z0-9._-]*==[\w.!+-]+ ( ?; .+ )? +--hash=sha256:[0-9a-f]{64}", entry), entry[:80]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_declared_dependency_is_locked(lock: str) -> None:
    locked = {entry.split("==")[0] for entry in entries(lock)}
    declared = {re.split(r"[<>=!~;\[ ]", entry)[0].lower() for entry in DECLARED[lock]}
    assert declared - locked == set()


def test_tests_run_with_the_releases_that_production_runs() -> None:
    pins = [{entry.split(" --hash")[0].strip() for entry in entries(lock)} for lock in LOCKS]
    assert pins[0] <= pins[1]
