"""Names of skills as people write them, and the one name by which each is kept."""

from collections.abc import Sequence
from difflib import get_close_matches
from functools import lru_cache

from schemas.texts import folded
from schemas.vocabulary import Vocabulary


@lru_cache(maxsize=100)
def names_of(vocabulary: str) -> "Names":
    """Return the names of a vocabulary as JSON; the same text gives the same object."""
    return Names(Vocabulary.model_validate_json(vocabulary))


class Names:
    """Every way to write the skills of a vocabulary; upper and lower case make no difference."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._kept = {folded(skill.name): skill.name for skill in vocabulary.skills}
        for skill in vocabulary.skills:
            for name in (*skill.labels.values(), *skill.also):
                self._kept.setdefault(folded(name), skill.name)

    def kept(self, written: str) -> str | None:
        """Return the name by which a skill is kept; None if it is not known."""
        return self._kept.get(folded(written))

    def renamed(self, written: Sequence[str]) -> tuple[str, ...]:
        """Return the present names of skills that were kept before the list was changed; what is unknown stays."""
        return tuple(dict.fromkeys(self.kept(name) or name for name in written))

    def close_to(self, written: str) -> str | None:
        """Return the name of a skill that is written much like this; None if there is none."""
        close = get_close_matches(folded(written), self._kept, n=1)
        return self._kept[close[0]] if close else None
