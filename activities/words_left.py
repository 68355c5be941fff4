"""What the two of a pair leave for each other and for themselves, and which letters pass it on."""

from typing import Any, Literal

from policy.active import LETTERS_WITH_NOTES
from policy.delivery import outdated_by
from policy.engagement import partner_of
from schemas.guides import Guide
from schemas.names import Role, StepKind

Kind = Literal["note", "thanks", "next_step"]
GUIDE = "guide_for_partner"
# Thanks are written for the farewell: if the end is taken back, they come with one of the letters after that.
LETTERS: dict[Kind, tuple[str, ...]] = {
    "note": LETTERS_WITH_NOTES,
    "thanks": tuple(kind for kind in LETTERS_WITH_NOTES if kind not in (StepKind.CLOSING, StepKind.REOPENED)),
    # A next step is quoted with the next question, or at the latest with the farewell.
    "next_step": tuple(
        kind for kind in LETTERS_WITH_NOTES if kind not in (StepKind.THANKS, StepKind.PAUSED, StepKind.REOPENED)
    ),
}
ALSO: dict[Kind, tuple[str, ...]] = {"next_step": (StepKind.THANKS,)}  # before the next question, which repeats it

# A guide goes with a letter that is sent anyway, while the two work together.
NO_GUIDE = (StepKind.LAST_NOTICE, StepKind.PAUSED, StepKind.CLOSING, StepKind.REOPENED, StepKind.FAREWELL)
WITH_GUIDE: tuple[str, ...] = tuple(kind for kind in LETTERS_WITH_NOTES if kind not in NO_GUIDE)
# Words wait in an earlier letter while it may still be sent, so a later one that does not replace it leaves them to it.
LEFT_WAITING = {later: sorted(set(LETTERS_WITH_NOTES) - outdated_by(later)) for later in LETTERS_WITH_NOTES}
PASSED_ON = {
    **{f"with_{kind}": letters for kind, letters in LETTERS.items()},
    "with_guide": WITH_GUIDE,
    "left_waiting": LEFT_WAITING,
}


def words_for(role: Role, letter: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return what a letter to one person quotes and names: all that they have not read yet, oldest first."""
    own = {"own_next_step": _unread(role, role, "next_step", letter, row)}
    return {**words_of_partner(role, letter, row), **own, "partner_guides": guides_for(role, letter, row)}


def words_of_partner(role: Role, letter: str, row: dict[str, Any]) -> dict[str, str]:
    """Return what a letter to one person passes on from the other."""
    return {f"partner_{kind}": _unread(role, partner_of(role), kind, letter, row) for kind in LETTERS}


def guides_for(role: Role, letter: str, row: dict[str, Any]) -> tuple[Guide, ...]:
    """Return the guides that the other one would like a person to see: each once, and none of a later release."""
    wanted = {"reader": role, "by": partner_of(role), "kind": GUIDE}
    left = [one["text"] for one in row["unread"] or () if letter in WITH_GUIDE and wanted.items() <= one.items()]
    return tuple(Guide(name) for name in dict.fromkeys(left) if name in set(Guide))


def has_waiting(by: Role, kind: Kind, row: dict[str, Any]) -> bool:
    """Whether somebody left words of a kind that the other one has not read yet."""
    wanted = {"reader": partner_of(by), "by": by, "kind": kind}
    return any(wanted.items() <= one.items() for one in row["unread"] or ())


def _unread(reader: Role, by: Role, kind: Kind, letter: str, row: dict[str, Any]) -> str:
    if letter not in (*LETTERS[kind], *ALSO.get(kind, ())):
        return ""
    wanted = {"reader": reader, "by": by, "kind": kind}
    return "\n\n".join(one["text"] for one in row["unread"] or () if wanted.items() <= one.items())
