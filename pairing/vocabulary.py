"""Names of skills as people write them, and the one name by which each is kept."""

from difflib import get_close_matches

from schemas.vocabulary import Vocabulary


class Names:
    """Every way to write the skills of a vocabulary; upper and lower case make no difference."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._kept: dict[str, str] = {}
        for skill in vocabulary.skills:
            for name in (skill.name, *skill.labels.values(), *skill.also):
                self._kept.setdefault(name.casefold(), skill.name)

    def kept(self, written: str) -> str | None:
        """Return the name by which a skill is kept; None if it is not known."""
        return self._kept.get(written.casefold())

    def close_to(self, written: str) -> str | None:
        """Return the name of a skill that is written much like this; None if there is none."""
        close = get_close_matches(written.casefold(), self._kept, n=1)
        return self._kept[close[0]] if close else None
