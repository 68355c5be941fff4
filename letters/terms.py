"""An agreement in its reader's language: what nobody has written themselves is ours to translate.

Terms are kept as the schema has them, whoever reads them: a pair may read in two languages.
"""

from collections.abc import Mapping

from letters.voice import phrases
from schemas.request import Terms

OURS = ("channel", "boundaries", "confidentiality")


def usual(language: str) -> dict[str, str]:
    """Return the usual wording of one language, by field."""
    return {name: phrases(language)[name] for name in OURS}


def worded(terms: Terms | None, language: str) -> Terms | None:
    """Return terms whose usual wording, where nobody has changed it, is that of the language."""
    return terms and _translated(terms, _kept_as(), usual(language))


def unworded(terms: Terms, language: str) -> Terms:
    """Return terms as they are kept: what a reader left as they were shown it is the usual wording again."""
    return _translated(terms, usual(language), _kept_as())


def _kept_as() -> dict[str, str]:
    return {name: getattr(Terms(), name) for name in OURS}


def _translated(terms: Terms, before: Mapping[str, str], after: Mapping[str, str]) -> Terms:
    return terms.model_copy(update={name: after[name] for name in OURS if getattr(terms, name) == before[name]})
