"""Read a CSV file as records with line numbers, in any usual encoding and delimiter; a bad line affects no other.

The standard csv module parses each record; only finding where a record begins is our own code, so that an
unclosed quotation mark costs one line and not the rest of the file.
"""

import csv
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO

from roster.mapping import plain
from roster.trouble import Fault, UnusableError, shown

DELIMITERS = ",;\t|"
LARGEST_FILE = 64 * 1024 * 1024  # bytes; half of it is enough for a hundred thousand people
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Record:
    """One line of the file, or several if a cell contains line breaks; `line` is the first one, counted from 1."""

    line: int
    cells: tuple[str, ...]


Torn = tuple[Record, Fault]


@dataclass(frozen=True)
class Sheet:
    """A parsed file: every record that is not empty is in `records` or, with its fault, in `torn`."""

    headings: tuple[str, ...]
    records: tuple[Record, ...]
    torn: tuple[Torn, ...] = ()
    notice: str = ""


def sheet(raw: bytes, known: Iterable[str]) -> Sheet:
    """Parse a file; `known` lists headings, in the spelling of `plain`, that help to detect its delimiter.

    Raises UnusableError for a file that is empty, too large, or in an encoding that cannot be detected.
    """
    text, notice = _decoded(raw)
    csv.field_size_limit(LARGEST_FILE)  # roster/people.py checks the length of each cell
    lines = list(StringIO(text, newline=""))
    start = next((number for number, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise UnusableError("The file is empty. Put the headings in the first line.")
    told = lines[start].strip().lower()
    if told.startswith("sep=") and len(told) == 5:  # Excel's own way to specify the delimiter
        start, delimiter = start + 1, told[-1]
    else:
        delimiter = _delimiter(lines[start], set(known))
    headings, used = _headings(lines, start, delimiter)
    records, torn = _taken_apart(lines, start + used, delimiter, len(headings))
    return Sheet(headings, tuple(records), tuple(torn), notice)


def _headings(lines: list[str], start: int, delimiter: str) -> tuple[tuple[str, ...], int]:
    reader = csv.reader((lines[index] for index in range(start, len(lines))), delimiter=delimiter, strict=True)
    try:
        cells = [cell.strip() for cell in next(reader, [])]
    except csv.Error as error:
        raise UnusableError("A quotation mark in the first line is not closed.") from error
    while cells and not cells[-1]:
        cells.pop()
    if not cells:
        raise UnusableError("The first line is empty. Put the headings there.")
    named = [cell or f"column {number}" for number, cell in enumerate(cells, 1)]
    if twice := next((cell for cell in named if named.count(cell) > 1), None):
        raise UnusableError(f"The heading {shown(twice)} appears twice. Rename one of the two.")
    return tuple(named), reader.line_num


def _decoded(raw: bytes) -> tuple[str, str]:
    if len(raw) > LARGEST_FILE:
        raise UnusableError(f"The file is larger than {LARGEST_FILE // 2**20} MB. Split it and import the parts.")
    encoding = next((name for bom, name in BOMS if raw.startswith(bom)), "utf-8")
    try:
        return raw.decode(encoding), ""
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise UnusableError(f"The file says it is {encoding} and is not. Save it as UTF-8.") from error
    try:
        return raw.decode("cp1252"), "The file is not UTF-8, so it was read as Windows-1252: check the accents."
    except UnicodeDecodeError as error:
        raise UnusableError("The file is neither UTF-8 nor Windows-1252. Save it as UTF-8.") from error


def _delimiter(head: str, known: set[str]) -> str:
    def worth(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([head], delimiter=delimiter), [])
        return sum(plain(cell) in known for cell in cells), len(cells)

    return max(DELIMITERS, key=worth)


def _taken_apart(lines: list[str], start: int, delimiter: str, width: int) -> tuple[list[Record], list[Torn]]:
    whole: list[Record] = []
    torn: list[Torn] = []
    while start < len(lines):
        cells, used, fault = _record(lines, start, delimiter, width)
        if fault:
            torn.append((Record(start + 1, tuple(cells)), Fault(start + 1, "", fault)))
        elif any(cell.strip() for cell in cells):
            whole.append(Record(start + 1, tuple(cells[:width])))
        start += used
    return whole, torn


def _record(lines: list[str], start: int, delimiter: str, width: int) -> tuple[list[str], int, str]:
    """Return the record that begins at `start`, how many lines it takes up, and what is wrong with it.

    A record that does not fit is cut to its first line, so that the next line is read by itself.
    """
    reader = csv.reader((lines[index] for index in range(start, len(lines))), delimiter=delimiter, strict=True)
    with suppress(csv.Error):
        cells = next(reader, [])
        if _fits(cells, width):
            return cells, reader.line_num, ""
    cells = next(csv.reader([lines[start].rstrip("\r\n") + "\n"], delimiter=delimiter), [])
    if reader.line_num > 1 or (cells and cells[-1].endswith("\n")):
        return cells, 1, "a quotation mark is opened and not closed: close it, or double it to keep it"
    return cells, 1, "" if _fits(cells, width) else _misfit(len(cells), width)


def _fits(cells: list[str], width: int) -> bool:
    """Whether each heading has its cell; extra empty cells and empty lines are accepted."""
    rest = cells[width:] if len(cells) >= width else cells
    return not any(cell.strip() for cell in rest)


def _misfit(cells: int, width: int) -> str:
    advice = "put a cell that holds the delimiter in quotation marks, and keep empty cells"
    return f"has {cells} cell{'s' * (cells != 1)} where the headings are {width}: {advice}"
