"""The command line: `python -m chaos --help`."""

import asyncio
import os
import signal
import sys
from time import monotonic
from typing import Annotated

import typer
from rich.console import Console

from chaos.listing import SCENARIOS
from chaos.scenario import Scenario, Verdict, play

LEAST = 10.0  # seconds; with less time left, no scenario is started
console = Console(highlight=False, soft_wrap=True, markup=False)


def main(
    names: Annotated[list[str] | None, typer.Argument(help="Scenarios or families; else the usual ones.")] = None,
    seed: Annotated[
        int, typer.Option(help="Sets the random moments, and which of the long scenarios are run by default.")
    ] = 1,
    size: Annotated[
        int | None, typer.Option(help="How many pairs take part. By default each scenario has its own number.")
    ] = None,
    minutes: Annotated[float, typer.Option(help="When to stop, even if scenarios are left.")] = 20,
    show: Annotated[bool, typer.Option("--list", help="List all scenarios and run none.")] = False,
) -> None:
    """Break the parts of a complete Rapport, one scenario after the other, and check the results.

    Exit codes: 0 all good, 1 something was found or not tried, 2 usage error.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # however it ends, servers and folders are removed first
    if show:
        _list()
        return
    wanted = (
        [one for name in names for one in _named(name)] if names else [one for one in SCENARIOS if one.is_usual(seed)]
    )
    verdicts = _play_all(wanted, seed, size, monotonic() + minutes * 60)
    _sum_up(verdicts)
    sys.stdout.flush()
    os._exit(not all(verdict.good for verdict in verdicts))  # threads of Temporal's core may abort a Python shutdown


def _named(name: str) -> list[Scenario]:
    """Return the scenario with a name, or all of a family: `release` means `release:mixed` and all others like it."""
    found = [one for one in SCENARIOS if one.name == name or one.name.startswith(f"{name}:")]
    if not found:
        raise typer.BadParameter(f"no such scenario: {name}; see --list")
    return found


def _play_all(wanted: list[Scenario], seed: int, size: int | None, end: float) -> list[Verdict]:
    verdicts = []
    for one in wanted:
        seconds = min(one.seconds, end - monotonic())
        if seconds < LEAST:
            verdicts.append(Verdict(one.name, 0, ("not tried: no time was left",)))
        else:
            console.print(f"{one.name}: {one.tries}", style="dim")
            verdicts.append(asyncio.run(play(one, seed, size or one.size, seconds, _say)))
        console.print(str(verdicts[-1]))
    return verdicts


def _say(fact: str) -> None:
    console.print(f"    {fact}", style="dim")


def _list() -> None:
    for one in SCENARIOS:
        console.print(f"{one.name}, at most {one.seconds:.0f} s{_part_of(one)}: {one.tries}")


def _part_of(one: Scenario) -> str:
    if not one.usual:
        return " (only when named)"
    return f" (seed {one.turn}, and every third after it)" if one.turn else ""


def _sum_up(verdicts: list[Verdict]) -> None:
    bad = [verdict.name for verdict in verdicts if not verdict.good]
    took = sum(verdict.seconds for verdict in verdicts)
    says = f"bad: {', '.join(bad)}" if bad else "all good"
    console.print(f"{len(verdicts)} scenarios in {took:.0f} s; {says}")


if __name__ == "__main__":
    typer.run(main)
