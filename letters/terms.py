"""Show the default texts of an agreement in the reader's language.

Terms are stored with the English defaults, because a pair may read in two languages.
"""

import tomllib
from functools import cache
from importlib.resources import files

from letters.voice import DEFAULT
from schemas.request import Terms


@cache
def defaults(language: str) -> dict[str, str]:
    """Return the default texts in one language, by field."""
    return tomllib.loads(files("letters").joinpath("default_terms", f"{language}.toml").read_text("utf-8"))


def shown(terms: Terms, language: str) -> Terms:
    """Return terms for display: with default texts in the reader's language."""
    return _translated(terms, defaults(DEFAULT), defaults(language))


def kept(terms: Terms, language: str) -> Terms:
    """Return terms for storage: a default text that the reader did not change becomes the English default again."""
    return _translated(terms, defaults(language), defaults(DEFAULT))


def _translated(terms: Terms, before: dict[str, str], after: dict[str, str]) -> Terms:
    same = {name: after[name] for name, text in before.items() if getattr(terms, name) == text}
    return terms.model_copy(update=same)
