"""Turn clauses into sentences: fill in names, begin with a capital letter, end with a full stop."""

import re
from collections.abc import Mapping

PLACES = re.compile(r"\{(mentee|mentor)\}")


def fill(text: str, names: Mapping[str, str]) -> str:
    """Return a text with names in place of {mentee} and {mentor}; a name is never read as a placeholder."""
    return PLACES.sub(lambda found: names[found[1]], text)


def capitalised(text: str) -> str:
    """Return a text with a capital first letter and the rest unchanged."""
    return text[:1].upper() + text[1:]


def whole(text: str) -> str:
    """Return a clause as a sentence; a clause that already has a full stop gets no second one."""
    text = text.strip()
    return text and capitalised(text) + ("" if text[-1] in ".?!…" else ".")
