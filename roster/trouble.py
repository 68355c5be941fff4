"""Faults of a roster: in one line, or in the whole file."""

from dataclasses import dataclass


class UnusableError(Exception):
    """Nothing can be imported; the message says why and what to do."""


@dataclass(frozen=True)
class Fault:
    """Why one line is not imported; `line` counts from 1 as an editor does, `column` is a heading or empty."""

    line: int
    column: str
    says: str

    def __str__(self) -> str:
        """Return it as one line for a terminal."""
        return f"line {self.line}{', ' + shown(self.column) if self.column else ''}: {self.says}"


def shown(text: str, most: int = 40) -> str:
    """Return a cell for use in a sentence: short, and with control characters made harmless."""
    return repr(text if len(text) <= most else text[:most] + "…")
