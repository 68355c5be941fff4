"""The command line: `python -m bench --help`."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench import cpu, decisions, histories, letters, mails, memory, presses, shortlists, starts
from bench.results import Row, keep, show

RECORD = Path(__file__).with_name("results.json")
console = Console()


class Section(StrEnum):
    """What can be measured."""

    STARTS = "starts"
    PRESSES = "presses"
    HISTORIES = "histories"
    CPU = "cpu"
    MEMORY = "memory"
    MAILS = "mails"
    LETTERS = "letters"
    SHORTLISTS = "shortlists"
    DECISIONS = "decisions"


MEASURES: dict[Section, Callable[[bool], Awaitable[list[Row]]]] = {
    Section.STARTS: starts.measure,
    Section.PRESSES: presses.measure,
    Section.HISTORIES: histories.measure,
    Section.CPU: cpu.measure,
    Section.MEMORY: memory.measure,
    Section.MAILS: mails.measure,
    Section.LETTERS: letters.measure,
    Section.SHORTLISTS: shortlists.measure,
    Section.DECISIONS: decisions.measure,
}


def main(
    sections: Annotated[list[Section] | None, typer.Argument(help="What to measure; all if none is named.")] = None,
    quick: Annotated[bool, typer.Option(help="Small runs, to check that everything works.")] = False,
    json: Annotated[
        Path | None, typer.Option(help="Where to write the record; a full run writes bench/results.json by default.")
    ] = None,
) -> None:
    """Measure Rapport and plain Temporal in the same run, on servers of its own.

    Ratios can be compared across machines, seconds cannot. Run nothing else meanwhile.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # however it ends, servers and folders are removed first
    wanted = sections or list(Section)
    rows: list[Row] = []
    for section in wanted:
        with console.status(f"measuring {section} …"):
            rows += asyncio.run(_measured(section, quick))
        console.print(f"[dim]Measuring {section}[/dim]")
    if file := json or (None if quick or len(wanted) < len(Section) else RECORD):
        keep(rows, file, quick=quick)
    show(rows, console)


async def _measured(section: Section, quick: bool) -> list[Row]:
    return await MEASURES[section](quick)


if __name__ == "__main__":
    typer.run(main)
