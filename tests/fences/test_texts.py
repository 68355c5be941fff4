"""The files speak of Rapport only: no path of anybody's machine, no registry, no secret."""

import re

import pytest

from tests.fences.tree import files, name

FOREIGN = {
    "a path of one machine": re.compile(r"(?<![\w.}])/(?:work|root|home|opt|Users|mnt|tmp)/\w"),
    "a package registry": re.compile(
        r"pypi\.org|pythonhosted\.org|npmjs\.|crates\.io|proxy\.golang|repo1?\.maven", re.I
    ),
    "an index of packages": re.compile(r"--(?:extra-)?index-url[ =]|--find-links[ =]"),
    "a private key": re.compile(r"-----BEGIN (?:\w+ )?PRIVATE KEY"),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_no_file_mentions(what: str) -> None:
    found = [
        f"{name(path)}:{number}: {line.strip()[:120]}"
        for path in files()
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if FOREIGN[what].search(line)
    ]
    assert found == []


def test_every_text_file_ends_with_a_line_break_and_holds_no_windows_ones() -> None:
    for path in files():
        raw = path.read_bytes()
        if raw and b"\0" not in raw and path.suffix != ".csv":
            assert raw.endswith(b"\n"), name(path)
            assert b"\r\n" not in raw or path.suffix in {".eml", ".ics"}, name(path)
