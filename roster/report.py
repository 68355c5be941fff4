"""The result of an import in words, and a file of the broken lines to correct."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from roster.mapping import VERDICT
from roster.people import Broken
from roster.trouble import UnusableError


def listed(broken: Iterable[Broken]) -> list[str]:
    """Return one sentence per fault, in the order of the file."""
    ordered = sorted(broken, key=lambda one: one.record.line)
    return [str(fault) for one in ordered for fault in one.faults]


def counted(loaded: int, fresh: int, broken: int, dry: bool) -> str:
    """Return the last sentence of the output; who is new is told, for a new address may look like a new person."""
    people = f"{loaded} {'person' if loaded == 1 else 'people'}"
    new = f" ({fresh} new)" if fresh else ""
    start = f"{people} would be imported" if dry else f"{people} now as in the file{new}"
    return f"{start}, {broken} broken line{'' if broken == 1 else 's'} left out." if broken else f"{start}."


def write_broken(path: Path, headings: Sequence[str], broken: Iterable[Broken]) -> None:
    """Write the broken lines unchanged, with an extra column that says what is wrong with each.

    The corrected file can be imported as it is: that column is ignored. Raises UnusableError if it cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:  # the BOM tells Excel that this is UTF-8
            writer = csv.writer(file)
            writer.writerow([*(head for head in headings if head != VERDICT), VERDICT])
            writer.writerows(_row(one, headings) for one in sorted(broken, key=lambda one: one.record.line))
    except OSError as error:
        raise UnusableError(f"The broken lines could not be written to {path}: {error.strerror}.") from error


def _row(one: Broken, headings: Sequence[str]) -> list[str]:
    old = headings.index(VERDICT) if VERDICT in headings else len(one.record.cells)
    cells = [cell.rstrip("\r\n") for index, cell in enumerate(one.record.cells) if index != old]
    says = "; ".join(f"{fault.column}: {fault.says}" if fault.column else fault.says for fault in one.faults)
    return [*cells, *[""] * (len(headings) - (VERDICT in headings) - len(cells)), says]
