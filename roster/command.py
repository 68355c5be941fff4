"""`rapport import`: imports a roster line by line, and reports every line that cannot be imported."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import Progress

from roster.mapping import extended, named, names
from roster.people import Broken, Roster, roster
from roster.reading import LARGEST_FILE, sheet
from roster.report import counted, listed, write_broken
from roster.sending import Loaded, load
from roster.trouble import UnusableError

LOCAL = Path(".rapport/local.json")  # written by `rapport up`
SOME_BROKEN, UNUSABLE = 1, 2
Part = Literal["mentee", "mentor", "both", "neither"]


def import_roster(
    file: Annotated[Path, typer.Argument(metavar="ROSTER.csv", exists=True, dir_okay=False, readable=True)],
    mapping: Annotated[str, typer.Option(help=f"A shipped mapping of headings: {', '.join(names())}.")] = "rapport",
    map: Annotated[
        list[str] | None, typer.Option(metavar="'HEADING=FIELD'", help="Map one more column; may be repeated.")
    ] = None,
    role: Annotated[Part | None, typer.Option(help="The role of people whose line does not say it.")] = None,
    time_zone: Annotated[str | None, typer.Option(help="The IANA time zone of new people whose line has none.")] = None,
    language: Annotated[str | None, typer.Option(help="The language tag of new people whose line has none.")] = None,
    api: Annotated[str | None, typer.Option(envvar="RAPPORT_API", help="The address of the gateway.")] = None,
    key: Annotated[str | None, typer.Option(envvar="RAPPORT_API_KEY", help="The API key of the organisation.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every line, but import nothing.")] = False,
    errors: Annotated[Path | None, typer.Option(metavar="FILE.csv", help="Write invalid lines to this file.")] = None,
) -> None:
    """Import people from a CSV file through the HTTP API.

    Importing the same file twice changes nothing. Columns that are not mapped go into the person's profile.
    Without --api and --key, people are imported into the stack that `rapport up` runs here.

    Exit codes: 0 all imported, 1 some lines are invalid (the others are imported), 2 nothing could be imported.
    """
    out, err = (Console(highlight=False, soft_wrap=True, stderr=stderr) for stderr in (False, True))
    try:
        _keep(file, errors)
        columns = extended(named(mapping), map or (), {"role": role, "time_zone": time_zone, "language": language})
        taken = sheet(_content(file), columns.columns)
        if taken.notice:
            err.print(taken.notice, markup=False)
        people = roster(taken, columns)
        told = Loaded() if dry_run else _loaded(people, *_where(api, key), err)
        broken = [*people.broken, *told.broken]
        _tell(people, broken, errors, err)
    except UnusableError as error:
        err.print(str(error), markup=False)
        raise typer.Exit(UNUSABLE) from error
    loaded = len(people.entries) + len(people.broken) - len(broken)
    out.print(counted(loaded, told.fresh, len(broken), dry_run), markup=False)
    raise typer.Exit(0 if not broken else SOME_BROKEN if loaded else UNUSABLE)


def _tell(people: Roster, broken: list[Broken], errors: Path | None, err: Console) -> None:
    """Say what is wrong with each broken line, and write these lines to a file if there is to be one."""
    for line in listed(broken):
        err.print(line, markup=False)
    if errors and broken:
        write_broken(errors, people.headings, broken)


def _keep(file: Path, errors: Path | None) -> None:
    """Raise UnusableError if the invalid lines would replace the roster."""
    if errors and errors.exists() and errors.samefile(file):
        raise UnusableError("--errors names the roster itself. Choose another file.")


def _content(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(LARGEST_FILE + 1)


def _where(api: str | None, key: str | None) -> tuple[str, str]:
    """Return the address and the key; the local key is used for the local stack only."""
    local = json.loads(LOCAL.read_text("utf-8")) if LOCAL.is_file() else {}
    address = api or local.get("api")
    found = key or (local.get("api_key") if address == local.get("api") else None)
    if not address or not found:
        raise UnusableError(
            "Pass --api and --key (or set RAPPORT_API and RAPPORT_API_KEY), or start `rapport up` here."
        )
    return address, found.strip()


def _loaded(people: Roster, api: str, key: str, err: Console) -> Loaded:
    with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("Loading", total=len(people.entries))
        return asyncio.run(load(people.entries, api, key, lambda: progress.advance(task)))
