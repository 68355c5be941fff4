"""Put the reasons for a pair into sentences, for one reader in their language."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from letters.reasoning import Names
from letters.spanish import filled, listed
from letters.voice import Voice
from letters.wording import LETTERS, catalogue
from schemas.fit import FitCode, FitReason
from schemas.names import Role

MOST = 3  # sentences in a letter
CONFIDED = (FitCode.EXPERIENCE,)  # only the mentee reads of it
LABELLED = {FitCode.VALUES: "values", FitCode.STYLE: "style"}
Labels = Mapping[str, str]  # what each skill is called in the reader's language


def fitting(reasons: Sequence[FitReason], role: Role, voice: Voice, names: Names, labels: Labels) -> str:
    """Return the weightiest reasons as one text for the reader in this role."""
    return " ".join(sentences(_for(role, reasons)[:MOST], role, voice, names, labels))


def sentences(reasons: Sequence[FitReason], role: Role, voice: Voice, names: Names, labels: Labels) -> list[str]:
    """Return one sentence for each reason that the reader in this role may know."""
    return [_sentence(reason, role, voice, names, labels) for reason in _for(role, reasons)]


def _for(role: Role, reasons: Sequence[FitReason]) -> list[FitReason]:
    return [reason for reason in reasons if role is Role.MENTEE or reason.code not in CONFIDED]


def _sentence(reason: FitReason, role: Role, voice: Voice, names: Names, labels: Labels) -> str:
    texts = _texts(voice.form)
    pattern = texts[role.value][reason.code]
    if isinstance(pattern, dict):
        pattern = pattern[str(voice.locale.plural_form(reason.count or 0))]
    kind = LABELLED.get(reason.code)
    called = texts[kind] if kind else labels
    known = {
        **{one.value: name for one, name in names.items()},
        "list": listed([called.get(name, name) for name in reason.names], voice.locale) if reason.names else "",
        "count": voice.number(reason.count or 0),
    }
    return (filled(pattern, known) if voice.language == "es" else str(pattern)).format(**known)


@cache
def _texts(form: str) -> dict[str, Any]:
    return catalogue(LETTERS.joinpath("fit"), form)
