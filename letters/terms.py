"""Show the default texts of an agreement in the reader's language.

Terms are stored with the English defaults, because a pair may read in two languages.
"""

from functools import cache

from letters.voice import DEFAULT
from letters.wording import LETTERS, catalogue
from schemas.request import Terms


@cache
def defaults(form: str) -> dict[str, str]:
    """Return the default texts in one form of a language, by field."""
    return catalogue(LETTERS.joinpath("default_terms"), form)


def shown(terms: Terms, form: str) -> Terms:
    """Return terms for display: with default texts in the reader's form of a language."""
    return _translated(terms, defaults(DEFAULT), defaults(form))


def kept(terms: Terms, form: str) -> Terms:
    """Return terms for storage: a default text that the reader did not change becomes the English default again."""
    return _translated(terms, defaults(form), defaults(DEFAULT))


def _translated(terms: Terms, before: dict[str, str], after: dict[str, str]) -> Terms:
    same = {name: after[name] for name, text in before.items() if getattr(terms, name) == text}
    return terms.model_copy(update=same)
