"""What is installed is what was locked: every release pinned, every file of it known by its hash."""

import re
from importlib.metadata import distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.fences.tree import PROJECT, ROOT

EXTRAS = re.compile(r"\[.*?\]")
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
        pin = EXTRAS.sub("", entry)
        assert re.match(r"[a-z0-9][a-z0-9._-]*==[\w.!+-]+ ( ?; .+ )? +--hash=sha256:[0-9a-f]{64}", pin), entry[:80]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_declared_dependency_is_locked(lock: str) -> None:
    locked = {re.split(r"[=\[]", entry)[0] for entry in entries(lock)}
    declared = {re.split(r"[<>=!~;\[ ]", entry)[0].lower() for entry in DECLARED[lock]}
    assert declared - locked == set()


def test_tests_run_with_the_releases_that_production_runs() -> None:
    pins = [{EXTRAS.sub("", entry.split(" --hash")[0].strip()) for entry in entries(lock)} for lock in LOCKS]
    assert pins[0] <= pins[1]


def test_extras_are_pinned_with_what_they_belong_to() -> None:
    """Else pip takes the newest release that has the extra, finds no hash for it and installs nothing."""
    locked = {canonicalize_name(EXTRAS.sub("", entry).split("==")[0]): entry for entry in entries(LOCKS[1])}
    wanted = [
        Requirement(each)
        for one in distributions()
        for each in one.requires or ()
        if canonicalize_name(one.name) in locked
    ]
    for each in wanted:
        if each.extras and (each.marker is None or each.marker.evaluate({"extra": ""})):
            entry = locked[canonicalize_name(each.name)]
            assert each.extras <= set(entry.split("==")[0].partition("[")[2].rstrip("]").split(",")), entry[:40]
