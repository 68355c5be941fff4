"""Every reason for a pair has its sentence for each reader, in every language and form of address."""

import re

import pytest

from letters.fitting import CONFIDED, LABELLED, fitting, sentences
from letters.voice import languages, voice_of
from schemas.fit import FitCode, FitReason
from schemas.names import Formality, Role
from schemas.traits import Principle, Style

NAMES = {Role.MENTEE: "Ana", Role.MENTOR: "Ben"}
FOR = list(FitCode)[: list(FitCode).index(FitCode.SKILLS_MISSING)]
READERS = [
    (role, code)
    for role, codes in ((Role.MENTEE, FOR), (Role.MENTOR, FOR), (Role.COORDINATOR, FitCode))
    for code in codes
    if role is Role.MENTEE or code not in CONFIDED
]
TO_A_FRIEND = re.compile(r"\b(?:du|dir|dich|dein\w*|euch|euer|ihr)\b", re.IGNORECASE)


def said(role: Role, code: FitCode, language: str, formality: Formality = Formality.INFORMAL, count: int = 2) -> str:
    """Return one sentence."""
    names = {FitCode.VALUES: tuple(Principle)[:2], FitCode.STYLE: tuple(Style)[:2]}.get(code, ("sql", "budgeting"))
    reason = FitReason(code=code, names=tuple(map(str, names)), count=count)
    (sentence,) = sentences([reason], role, voice_of(language, "UTC", formality), NAMES, {"sql": "SQL"})
    return sentence


@pytest.mark.parametrize("language", [*languages(), "es-MX"])
@pytest.mark.parametrize("formality", Formality)
def test_every_reason_is_one_sentence_for_each_of_its_readers(language: str, formality: Formality) -> None:
    for role, code in READERS:
        for count in (1, 2):
            sentence = said(role, code, language, formality, count)
            assert re.fullmatch(r"[A-ZÁ][^{}]*\.", sentence), sentence
            assert "_" not in sentence


def test_formal_german_says_sie() -> None:
    for role, code in READERS:
        sentence = said(role, code, "de", Formality.FORMAL)
        assert not TO_A_FRIEND.search(sentence), sentence


@pytest.mark.parametrize("language", languages())
def test_values_and_styles_are_called_by_words_of_the_language(language: str) -> None:
    for code, kind in ((FitCode.VALUES, Principle), (FitCode.STYLE, Style)):
        assert code in LABELLED
        for one in kind:
            reason = FitReason(code=code, names=(one.value,))
            (sentence,) = sentences([reason], Role.MENTEE, voice_of(language, "UTC"), NAMES, {})
            assert language == "en" or one.value not in sentence.split()


def test_a_letter_gives_the_three_weightiest_reasons() -> None:
    reasons = [FitReason(code=code, names=("sql",)) for code in FOR[:5]]
    text = fitting(reasons, Role.MENTEE, voice_of("en", "UTC"), NAMES, {})
    assert text.startswith("Ben offers what you put first: sql. Ben offers something you are looking for: sql. ")
    assert text.count(".") == 3


def test_of_an_experience_only_the_mentee_reads_because_it_says_what_the_mentee_went_through() -> None:
    reasons = [FitReason(code=FitCode.EXPERIENCE, names=("sql",)), FitReason(code=FitCode.LEVEL)]
    voice = voice_of("en", "UTC")
    assert [len(sentences(reasons, role, voice, NAMES, {})) for role in (Role.MENTEE, Role.MENTOR)] == [2, 1]
    assert sentences(reasons, Role.COORDINATOR, voice, NAMES, {}) == [
        "Ben likes to work with people at the level of Ana."
    ]
    assert "first-hand" not in fitting(reasons, Role.MENTOR, voice, NAMES, {})


def test_spanish_joins_names_as_they_sound() -> None:
    reason = FitReason(code=FitCode.SKILLS, names=("sql", "idiomas"))
    (sentence,) = sentences([reason], Role.MENTEE, voice_of("es", "UTC"), NAMES, {})
    assert sentence == "Ben ofrece algo que buscas: sql e idiomas."
