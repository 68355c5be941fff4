"""Taking a file apart: nothing that is whole is lost, and nothing torn goes unsaid."""

import csv
from contextlib import suppress
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roster.reading import DELIMITERS, LARGEST_FILE, sheet
from roster.trouble import UnusableError

HEAD = ("email", "first name", "note")
KNOWN = set(HEAD)
cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
rows = st.lists(st.tuples(cells, cells, cells).filter(lambda row: any(cell.strip() for cell in row)), max_size=8)
delimiters = st.sampled_from(DELIMITERS)


def written(records: list[tuple[str, ...]], delimiter: str, **style: object) -> str:
    """Return a file as Python's own csv module writes it."""
    out = StringIO(newline="")
    csv.writer(out, delimiter=delimiter, **style).writerows([HEAD, *records])  # type: ignore[arg-type]
    return out.getvalue()


@given(rows, delimiters, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.sampled_from(["\n", "\r\n"]))
def test_what_a_spreadsheet_writes_is_read_back_cell_for_cell(
    records: list[tuple[str, ...]], delimiter: str, encoding: str, ending: str
) -> None:
    raw = written(records, delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL).encode(encoding)
    taken = sheet(raw, KNOWN)
    assert taken.headings == HEAD
    assert [record.cells for record in taken.records] == records
    assert not taken.torn


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_at_all_are_read_or_refused(raw: bytes) -> None:
    with suppress(UnusableError):
        sheet(raw, KNOWN)


TORN = ("one", "one,two", "one,two,three,four", 'one,two,"three', '"one,two,three', 'a"b,"c,d', '"a"b,"c')
WHOLE = ("a@x.example,Ana,hello", 'b@x.example,"Ben, the second",', '"c@x.example","C","""so"" they say"')


@given(st.lists(st.sampled_from(TORN + WHOLE), max_size=10))
def test_every_whole_line_among_torn_ones_is_still_read(lines: list[str]) -> None:
    taken = sheet("\n".join([",".join(HEAD), *lines]).encode(), KNOWN)
    assert [record.line for record in taken.records] == [at for at, line in enumerate(lines, 2) if line in WHOLE]
    assert [record.line for record, _ in taken.torn] == [at for at, line in enumerate(lines, 2) if line in TORN]


def test_a_quotation_mark_nobody_closed_costs_one_line() -> None:
    taken = sheet(b'email,first name,note\na@x.example,Ana,"oops\nb@x.example,Ben,fine\n', KNOWN)
    assert [record.line for record in taken.records] == [3]
    [(record, fault)] = taken.torn
    assert (record.line, fault.says.split(":")[0]) == (2, "a quotation mark is opened and not closed")


def test_a_cell_may_hold_line_breaks_and_lines_are_counted_as_an_editor_does() -> None:
    taken = sheet(b'email,first name,note\na@x.example,Ana,"one\ntwo\nthree"\nb@x.example,Ben\n', KNOWN)
    assert taken.records[0].cells[2] == "one\ntwo\nthree"
    assert [fault.line for _, fault in taken.torn] == [5]


def test_a_line_with_too_few_or_too_many_cells_is_named_and_the_rest_is_read() -> None:
    taken = sheet(b"email,first name,note\na,b\na,b,c,d\na,b,c,,\nx,y,z\n", KNOWN)
    assert [record.cells for record in taken.records] == [("a", "b", "c"), ("x", "y", "z")]
    assert [str(fault).split(":")[0] for _, fault in taken.torn] == ["line 2", "line 3"]
    assert "has 2 cells where the headings are 3" in taken.torn[0][1].says


def test_excel_may_name_the_delimiter_in_a_line_of_its_own() -> None:
    assert sheet(b"sep=;\nemail;note\na;1,5\n", KNOWN).records[0].cells == ("a", "1,5")


def test_a_file_that_is_not_utf_8_is_read_as_windows_1252_and_says_so() -> None:
    taken = sheet("email,first name,note\na@x.example,Zoë,€\n".encode("cp1252"), KNOWN)
    assert taken.records[0].cells[1:] == ("Zoë", "€")
    assert "Windows-1252" in taken.notice


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "The file is empty"),
        (b"\n \n", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b",,\na,b,c", "Put the headings"),
        (b"a,b,a\n", "appears twice"),
        (b"sep=;", "Put the headings"),
        (b'"email,note\n', "not closed"),
        (b"\x81\x8d\n", "neither UTF-8 nor Windows-1252"),
        (b"\xff\xfea", "says it is utf-16"),
        (b"x" * (LARGEST_FILE + 1), "larger than 64 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(raw: bytes, says: str) -> None:
    with pytest.raises(UnusableError, match=says):
        sheet(raw, KNOWN)
