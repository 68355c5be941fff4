"""What can be wrong with a roster: with one line of it, or with all of it."""

from dataclasses import dataclass


class UnusableError(Exception):
    """Nothing can be loaded; the message says why and what to do."""


@dataclass(frozen=True)
class Fault:
    """Why one line is not loaded; `line` counts from 1 as an editor does, `column` is a heading or empty."""

    line: int
    column: str
    says: str

    def __str__(self) -> str:
        """Return it as one line for a terminal."""
        return f"line {self.line}{', ' + shown(self.column) if self.column else ''}: {self.says}"


def shown(text: str, most: int = 40) -> str:
    """Return a cell as it may stand in a sentence: short, and with no control character left alive."""
    return repr(text if len(text) <= most else text[:most] + "…")
