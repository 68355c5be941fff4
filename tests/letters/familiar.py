"""Finds what only somebody who says "du" would write: so that no such word is left where German is formal."""

import re

PRONOUNS = re.compile(r"\b(?:du|dich|dir|dein\w*|euch|euer|eure\w*)\b", re.IGNORECASE)
PLURAL = re.compile(r"\bihr\b|\bIhr (?=[a-zäöü]\w*t\b)")  # "ihr habt", also where a sentence begins
OF_DU = re.compile(r"\b\w+st\b")
NOT_OF_DU = {"erst", "fast", "fest", "ist", "liest", "lässt", "meist", "nächst", "passt", "selbst", "sonst", "zuerst"}
OF_TWO = re.compile(r"\b(?:habt|seid|könnt|wollt|möchtet|müsst|dürft|sollt|seht|gebt|lest|trefft|lernt|macht ihr)\b")
ASKED = re.compile(
    r"\b(?:antworte|beende|beginne|bleib|drück|entscheide|erfrage|ergänze|erzähl|finde|frag|gib|hör|kürze|lass|leite|"
    r"melde|mach|nenne|nimm|öffne|ruf|sag|schick|schließ|schreib|sprich|stimm|versuch|wähle|ändere)\b",
    re.IGNORECASE,
)


def familiar(text: str) -> set[str]:
    """Return the words of a German text that say "du" or "ihr" to its reader."""
    text = re.sub(r"\{\w+}|[Ii]n Kürze", "", text)
    found = {word for pattern in (PRONOUNS, PLURAL, OF_TWO, ASKED) for word in pattern.findall(text)}
    return found | ({word for word in OF_DU.findall(text) if word.islower()} - NOT_OF_DU)
