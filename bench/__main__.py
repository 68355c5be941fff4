"""The command line: `python -m bench --help`."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench import cpu, histories, letters, mails, memory, presses, starts
from bench.results import Row, keep, show

RECORD = Path(__file__).with_name("results.json")
SECTIONS: dict[str, Callable[[bool], Awaitable[list[Row]]]] = {
    "starts": starts.measure,
    "presses": presses.measure,
    "histories": histories.measure,
    "cpu": cpu.measure,
    "memory": memory.measure,
    "mails": mails.measure,
    "letters": letters.measure,
}
Section = StrEnum("Section", list(SECTIONS))
console = Console()


def main(
    sections: Annotated[list[Section] | None, typer.Argument(help="Which; all if none is named.")] = None,
    quick: Annotated[bool, typer.Option(help="Small runs, to see that everything works.")] = False,
    json: Annotated[
        Path | None, typer.Option(help="Where the record goes; a full run writes bench/results.json by itself.")
    ] = None,
) -> None:
    """Measure Rapport beside the bare engine, both in the same run, on servers that are started for it and stopped after it.

    Ratios travel between machines, seconds do not: let nothing else run.
    """
    wanted = [str(section) for section in sections or SECTIONS]
    rows: list[Row] = []
    for section in wanted:
        with console.status(f"measuring {section} …"):
            rows += asyncio.run(_measured(section, quick))
        console.print(f"[dim]{section} is measured[/dim]")
    show(rows, console)
    if file := json or (None if quick or len(wanted) < len(SECTIONS) else RECORD):
        keep(rows, file, quick=quick)


async def _measured(section: str, quick: bool) -> list[Row]:
    return await SECTIONS[section](quick)


if __name__ == "__main__":
    typer.run(main)
