"""Clauses become sentences: names for placeholders, a capital in front, a stop behind."""

import re
from collections.abc import Mapping

PLACES = re.compile(r"\{(mentee|mentor)\}")


def fill(text: str, names: Mapping[str, str]) -> str:
    """Return a text with names in place of {mentee} and {mentor}; a name is never read as a placeholder."""
    return PLACES.sub(lambda found: names[found[1]], text)


def capitalised(text: str) -> str:
    """Begin with a capital and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def whole(text: str) -> str:
    """Return a clause as a sentence; one that ends already is not ended twice."""
    text = text.strip()
    return text and capitalised(text) + ("" if text[-1] in ".?!…" else ".")
