"""What the two of a pair leave for each other, and which letters pass it on."""

from typing import Any, Literal

from policy.active import LETTERS_WITH_NOTES
from policy.engagement import partner_of
from schemas.names import Role, StepKind

Kind = Literal["note", "thanks"]
# Thanks are written for the farewell: if the end is taken back, they come with one of the letters after that.
LETTERS: dict[Kind, tuple[str, ...]] = {
    "note": LETTERS_WITH_NOTES,
    "thanks": tuple(kind for kind in LETTERS_WITH_NOTES if kind not in (StepKind.CLOSING, StepKind.REOPENED)),
}


def words_for(role: Role, letter: str, row: dict[str, Any]) -> dict[str, str]:
    """Return what a letter to one person passes on: all that they have not read yet, oldest first."""
    return {f"partner_{kind}": _unread("\n\n", role, kind, row) for kind, those in LETTERS.items() if letter in those}


def _unread(between: str, reader: Role, kind: Kind, row: dict[str, Any]) -> str:
    wanted = {"reader": reader, "by": partner_of(reader), "kind": kind}
    return between.join(one["text"] for one in row["unread"] or () if wanted.items() <= one.items())
