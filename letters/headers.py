"""Header lines: folded at spaces, encoded only where RFC 2047 allows it.

This is our own code because the standard library's policies turn long words of structured headers into encoded
words, which breaks threading and links (CPython issue 85725), and spend most of their time on refolding.
"""

import re
from email.charset import Charset
from email.header import Header

LINE = 76  # RFC 2047 §2; RFC 5322 §2.1.1 allows 78
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
UTF8 = Charset("utf-8")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def structured(name: str, value: str) -> str:
    """Return a header line whose value is tokens and is never encoded.

    Raises ValueError for control characters (a line break would start another header) and for non-ASCII text.
    """
    _refuse_controls(name, value)
    if not value.isascii():
        raise ValueError(f"{name} takes ASCII only")
    return _folded(f"{name}: {value}")


def unstructured(name: str, value: str) -> str:
    """Return a header line of free text, in encoded words if not plain ASCII; raises ValueError for controls."""
    _refuse_controls(name, value)
    if _is_plain(value):
        return _folded(f"{name}: {value}")
    return f"{name}: {_encoded(value, len(name) + 2)}"


def mailbox(name: str, display: str, address: str) -> str:
    """Return a header line of one mailbox with an ASCII address; raises ValueError for controls in the display name."""
    _refuse_controls(name, display)
    if not display:
        return f"{name}: {address}"
    return with_address(f"{name}: {_phrase(display, len(name) + 2)}", address)


def with_address(line: str, address: str) -> str:
    """Return a header line that has a display name, completed by an ASCII address."""
    last = line.rpartition("\n")[2]
    space = " " if len(last) + len(address) + 3 <= LINE else "\r\n "
    return f"{line}{space}<{address}>"


def nobody(name: str, display: str) -> str:
    """Return a header line of one named recipient without an address: an empty group (RFC 5322 §3.4)."""
    _refuse_controls(name, display)
    return f"{name}: {_phrase(display or 'undisclosed', len(name) + 2)}:;"


def one_line(text: str) -> str:
    """Return text without line breaks and other control characters, for use in a header."""
    return " ".join(CONTROLS.sub(" ", text).split())


def _refuse_controls(name: str, value: str) -> None:
    if CONTROLS.search(value):
        raise ValueError(f"{name} must not hold line breaks or other control characters")


def _is_plain(value: str) -> bool:
    """Whether a value needs no encoding: ASCII that does not look encoded, in words that fit on a line."""
    return value.isascii() and "=?" not in value and value == " ".join(value.split()) and _longest(value) <= LINE - 12


def _longest(value: str) -> int:
    return max(map(len, value.split(" ")))


def _phrase(display: str, taken: int) -> str:
    if not _is_plain(display) or len(display) > LINE - taken:
        return _encoded(display, taken)
    if ATOMS.fullmatch(display):
        return display
    escaped = display.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _encoded(value: str, taken: int) -> str:
    return Header(value, UTF8, maxlinelen=LINE, header_name="x" * max(taken - 2, 1)).encode(linesep="\r\n")


def _folded(line: str) -> str:
    """Break a line before spaces (RFC 5322 §2.2.3), so that unfolding restores it."""
    if len(line) <= LINE:
        return line
    lines, rest = [], line
    while len(rest) > LINE and (at := _break(rest)) > 0:
        lines.append(rest[:at])
        rest = rest[at:]
    return "\r\n".join([*lines, rest])


def _break(rest: str) -> int:
    """Return where to break: at the last space that fits, else at the next one; never before the value begins."""
    begun = max(rest.find(": ") + 2 if not rest.startswith(" ") else 1, 1)
    at = rest.rfind(" ", begun, LINE + 1)
    return at if at > 0 else rest.find(" ", begun)
