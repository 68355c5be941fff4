"""The skills that an organisation speaks of: thirty to a hundred and fifty names are enough for most."""

from schemas.value import Durable


class Skill(Durable):
    """One skill; whatever it is called, it is kept by its name."""

    name: str
    family: str = ""  # skills of one family are close to each other
    labels: dict[str, str] = {}  # what letters call it, by language; otherwise its name
    also: tuple[str, ...] = ()  # other names for it

    def label(self, language: str) -> str:
        """Return what letters in a language call it."""
        return self.labels.get(language) or self._alike.get(language, self.name)

    @property
    def _alike(self) -> dict[str, str]:
        """The labels by language alone: `de-AT` and `DE` are German."""
        return {tag.replace("_", "-").partition("-")[0].lower(): label for tag, label in self.labels.items()}


class Vocabulary(Durable):
    """All skills of an organisation."""

    skills: tuple[Skill, ...] = ()

    @property
    def families(self) -> dict[str, str]:
        """The family of each skill, by its name."""
        return {skill.name: skill.family for skill in self.skills}

    def labels(self, language: str) -> dict[str, str]:
        """Return what letters in a language call each skill, by its name."""
        return {skill.name: skill.label(language) for skill in self.skills}
