"""Imports point one way, and the contracts that say so would notice if they did not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fences.tree import ROOT, files, name


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on a checkout."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)


def test_every_import_contract_is_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("policy", "import time", "Policy and shapes decide without clock, chance or I/O BROKEN"),
        ("schemas", "import policy.durations", "Imports point one way BROKEN"),
        ("workflows", "import store.pool", "Workflows reach the world through activities only BROKEN"),
        ("activities", "import fastapi", "Only the gateway speaks HTTP to the world BROKEN"),
        ("intake", "import gateway.app", "Imports point one way BROKEN"),
        ("gateway/http", "import gateway.pages.routes", "The wings of the gateway import one way BROKEN"),
    ],
)
def test_a_contract_that_is_broken_is_noticed(tmp_path: Path, module: str, line: str, contract: str) -> None:
    for path in (*files(".py"), ROOT / "pyproject.toml"):
        target = tmp_path / name(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    (tmp_path / module / "trespass.py").write_text(f"{line}\n")
    done = lint(tmp_path)
    assert (done.returncode, contract in done.stdout) == (1, True), done.stdout
