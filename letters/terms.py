"""An agreement in its reader's language: what nobody has written themselves is ours to translate."""

from letters.voice import phrases
from schemas.request import Terms

OURS = ("channel", "boundaries", "confidentiality")


def worded(terms: Terms | None, language: str) -> Terms | None:
    """Return terms whose usual wording, where nobody has changed it, is that of the language."""
    usual = Terms()
    ours = {name: phrases(language)[name] for name in OURS if terms and getattr(terms, name) == getattr(usual, name)}
    return terms and terms.model_copy(update=ours)
