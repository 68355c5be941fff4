"""Names for use in our sentences: on one line, limited in length, without links and changes of text direction.

People choose their names freely, and our sentences show names without marking them as their words.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from uuid import UUID

from schemas.names import Formality
from schemas.people import Person
from schemas.texts import TURNS_TEXT

NAME = 100  # characters of a whole name in a sentence
GIVEN = 40
TITLE = 120
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
LINK = re.compile(r"(?<=[^\W_])\.(?=[^\W_]{2,})|:(?=//)")  # mail programs make links of these; initials are kept
ISOLATED = "\u2068{}\u2069"  # Unicode isolates: the text keeps its own direction and does not affect the rest
RIGHT_TO_LEFT = ("R", "AL")
ZERO_WIDTH_JOINER = "\u200d"


@dataclass(frozen=True)
class Named:
    """A person in the templates of letters; `name` and the other texts are safe to use in our sentences."""

    id: UUID
    email: str
    name: str
    given_name: str  # the short name in sentences: in formal address, also the full name
    job_title: str
    about: str
    whole: str = field(repr=False)  # the name before it was shortened or isolated

    @classmethod
    def of(cls, person: Person, formality: Formality = Formality.INFORMAL) -> "Named":
        """Return a person with names that are safe in any sentence."""
        given, whole = plain(person.given_name), plain(person.name)
        name, formal = isolated(shortened(whole, NAME)), formality is Formality.FORMAL
        return cls(
            id=person.id,
            email=person.email,
            name=name,
            given_name=name if formal else isolated(shortened(given or whole, GIVEN)),
            job_title=isolated(shortened(plain(person.job_title), TITLE)),
            about=person.about,
            whole=whole,
        )

    def called(self, room: int, beside: "Named | None" = None) -> str:
        """Return the longest form of the name that fits: the full name, the given name, or the start of it.

        Beside a name that does not fit in full, this one is the given name as well, or the two would seem to share a
        surname.
        """
        given = plain(TURNS_TEXT.sub("", self.given_name))
        is_whole = beside is None or len(isolated(beside.whole)) <= room
        room -= len(isolated(self.whole)) - len(self.whole)
        forms = (*((self.whole,) if is_whole else ()), given, shortened(given, room))
        return isolated(next(form for form in forms if len(form) <= max(room, 1)))


def plain(text: str) -> str:
    """Return somebody's words as one line, without links and changes of text direction."""
    return LINK.sub(lambda found: found[0] + " ", " ".join(CONTROLS.sub(" ", TURNS_TEXT.sub("", text)).split()))


def shortened(text: str, room: int) -> str:
    """Return a text that fits, cut between two characters as readers see them (grapheme clusters)."""
    if len(text) <= room:
        return text
    end = max(room - 1, 0)
    while end and _joins(text, end):
        end -= 1
    return text[:end].rstrip() + "…"


def isolated(text: str) -> str:
    """Return a text that, if it is right-to-left, does not affect the text around it."""
    return ISOLATED.format(text) if any(unicodedata.bidirectional(one) in RIGHT_TO_LEFT for one in {*text}) else text


def _joins(text: str, at: int) -> bool:
    """Whether a character belongs to the previous one: a mark, a part of an emoji, the second half of a flag."""
    one, before = text[at], text[at - 1]
    if unicodedata.combining(one) or unicodedata.category(one) in ("Mn", "Mc", "Me", "Cf") or _is_tone(one):
        return True
    if before == ZERO_WIDTH_JOINER:
        return True
    flags = len(text[:at]) - len(text[:at].rstrip(FLAG_LETTERS))
    return one in FLAG_LETTERS and flags % 2 == 1


def _is_tone(one: str) -> bool:
    return "\U0001f3fb" <= one <= "\U0001f3ff"


FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
