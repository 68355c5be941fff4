"""Turn records into people: each cell into its field, each fault into a sentence that says what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from roster.mapping import Columns, Field, plain
from roster.reading import Record, Sheet
from roster.row import ZONES, Person, person_of, told_by
from roster.trouble import Fault, UnusableError, shown

LONGEST_CELL = 20_000  # characters; the fields have lower limits of their own
_NOT_A_FIELD = {"profile", "ignore"}
_CHOICE = {"role", "mentee", "mentor"}


@dataclass(frozen=True)
class Entry:
    """One person, their record in the file, and the fields that it contains."""

    person: Person
    record: Record
    told: frozenset[str]
    headings: dict[str, str]  # of the columns that hold the fields

    def changes(self) -> dict[str, Any]:
        """Return what to change for a person who already exists."""
        return self.person.changes(self.told)


@dataclass(frozen=True)
class Broken:
    """One record that is not imported, and why."""

    record: Record
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Roster:
    """Everybody who can be imported, and every record that cannot, in the order of the file."""

    headings: tuple[str, ...]
    entries: tuple[Entry, ...]
    broken: tuple[Broken, ...]


@dataclass(frozen=True)
class Layout:
    """Which column of one file maps to which field."""

    headings: tuple[str, ...]
    fields: tuple[Field, ...]
    defaults: dict[str, str]

    def heading(self, field: str) -> str:
        """Return the heading of the column that holds a field; empty if none does."""
        return next((head for head, held in zip(self.headings, self.fields, strict=True) if held == field), "")

    def entry(self, record: Record) -> Entry | Broken:
        """Return the person in a record, or everything that is wrong with it."""
        if faults := tuple(self._unfit(record)):
            return Broken(record, faults)
        cells = list(zip(self.headings, self.fields, record.cells, strict=True))
        told = {str(held): cell.strip() for _, held, cell in cells if held not in _NOT_A_FIELD and cell.strip()}
        profile = {head: cell for head, held, cell in cells if held == "profile" and cell.strip()}
        made = person_of({**self.defaults, **told}, profile)
        if isinstance(made, Person):
            role = {field: cell for field, cell in self.defaults.items() if field == "role"}  # set by the user
            return Entry(made, record, told_by({**role, **told}, profile), self._held())
        return Broken(record, tuple(Fault(record.line, self.heading(field) or field, says) for field, says in made))

    def _held(self) -> dict[str, str]:
        return {str(held): head for head, held in zip(self.headings, self.fields, strict=True)}

    def _unfit(self, record: Record) -> Iterator[Fault]:
        for head, cell in zip(self.headings, record.cells, strict=True):
            if len(cell) > LONGEST_CELL:
                yield Fault(record.line, head, f"has {len(cell)} characters: keep it to {LONGEST_CELL}")
            elif odd := next((letter for letter in cell if letter < " " and letter not in "\t\r\n"), ""):
                yield Fault(record.line, head, f"holds the character U+{ord(odd):04X}, which is not text: remove it")


def roster(sheet: Sheet, columns: Columns) -> Roster:
    """Read every record; raises UnusableError if the columns cannot describe a person at all."""
    layout = _layout(sheet.headings, columns)
    entries: dict[str, Entry] = {}
    broken = [Broken(record, (fault,)) for record, fault in sheet.torn]
    for record in sheet.records:
        made = layout.entry(record)
        if isinstance(made, Entry):
            first = entries.setdefault(made.person.key, made)
            made = made if first is made else _twice(layout, made, first)
        if isinstance(made, Broken):
            broken.append(made)
    return Roster(sheet.headings, tuple(entries.values()), tuple(sorted(broken, key=lambda one: one.record.line)))


def _twice(layout: Layout, second: Entry, first: Entry) -> Broken:
    heading = layout.heading("external_id" if second.person.external_id else "email")
    says = f"{shown(first.person.key)} is already on line {first.record.line}: keep one of the two"
    return Broken(second.record, (Fault(second.record.line, heading, says),))


def _layout(headings: tuple[str, ...], columns: Columns) -> Layout:
    fields = tuple(map(columns.field, headings))
    listed = ", ".join(map(shown, headings))
    there = {plain(heading) for heading in headings}
    if missing := sorted(written for heading, written in columns.asked.items() if heading not in there):
        raise UnusableError(f"--map names {', '.join(map(shown, missing))}, which the file does not have: {listed}.")
    for field in sorted(set(fields) - _NOT_A_FIELD):
        heads = [shown(head) for head, held in zip(headings, fields, strict=True) if held == field]
        if len(heads) > 1:
            raise UnusableError(
                f"{' and '.join(heads)} both mean {field}: pass --map 'HEADING=profile' for one of them."
            )
    for field in ("email", "given_name"):
        if field not in fields:
            raise UnusableError(f"No column holds the {field}: pass --map 'HEADING={field}' with one of {listed}.")
    if "role" not in columns.defaults and not _CHOICE & set(fields):
        raise UnusableError("No column says who is a mentor. Pass --role mentee, --role mentor or --role both.")
    if (zone := columns.defaults.get("time_zone", "UTC")) not in ZONES:
        raise UnusableError(f"--time-zone {shown(zone)} is not a time zone: use an IANA name such as Europe/London.")
    return Layout(headings, fields, {str(field): told for field, told in columns.defaults.items()})
