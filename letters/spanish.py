"""Spanish "y" and "o" before a name: "e Inés", "e Hilda", "u Olga"."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from babel import Locale
from babel.lists import format_list
from markupsafe import Markup

INSTEAD = {"y": "e", "o": "u"}
# "y" stays before a diphthong ("y Ian", "y Hielo").
SOUNDS = {
    "y": re.compile(r"h?(?:[ií](?![aeouáéóú])|y(?![aeiouáéíóú]))", re.IGNORECASE),
    "o": re.compile(r"h?[oó]", re.IGNORECASE),
}
MARKS = re.compile(r"^(?:<[^>]*>|[\u2066-\u2069\s])*")  # what stands before a name and is not heard
BEFORE_A_NAME = re.compile(r"\b([yo]) (\{(\w+)})")
BEFORE_AN_EXPRESSION = re.compile(r"\b([yo]) \{\{ ([^{}]+?) }}")


def conjunction(word: str, name: object) -> str:
    """Return "y" or "o" as it is said before a name."""
    return INSTEAD[word] if SOUNDS[word].match(MARKS.sub("", str(name))) else word


def filled(pattern: str, known: Mapping[str, object]) -> str:
    """Return a Spanish pattern with its conjunctions as they are said before what will be filled in."""
    return BEFORE_A_NAME.sub(lambda found: f"{conjunction(found[1], known.get(found[3], ''))} {found[2]}", pattern)


def spoken(wording: str) -> str:
    """Return a Spanish template in which each conjunction before an expression goes by what that turns out to be."""
    return BEFORE_AN_EXPRESSION.sub(r'{{ (\2)|after("\1") }}', wording)


def after(name: str, word: str) -> str:
    """Return a name with the conjunction before it; a filter, for text that is escaped already as for plain text."""
    said = conjunction(word, name)
    return Markup("{} {}").format(said, name) if isinstance(name, Markup) else f"{said} {name}"


def listed(names: Sequence[str], locale: Locale, style: Literal["standard", "or"] = "standard") -> str:
    """Return names as a list in any language: "Ana e Inés", "Ana o Ben"."""
    together, last = format_list(list(names), style, locale=locale), names[-1] if names else ""
    word = "o" if style == "or" else "y"
    if locale.language != "es" or not together.endswith(f" {word} {last}"):
        return together
    return f"{together.removesuffix(f'{word} {last}')}{conjunction(word, last)} {last}"
