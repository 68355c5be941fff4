"""What is in the repository: as git would see it, or as it lies there when this is no checkout."""

import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
WHEEL: list[str] = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]


@cache
def files(suffix: str = "") -> tuple[Path, ...]:
    """Return every file that is tracked or could be, of one suffix or all."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    found = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(sorted(path for path in found if path.is_file() and path.name.endswith(suffix)))


def name(path: Path) -> str:
    """Return a file's name within the repository."""
    return path.relative_to(ROOT).as_posix()
