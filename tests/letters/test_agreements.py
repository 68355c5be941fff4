"""What a letter says of the agreement: how long it is for, and every term that the partner changed."""

import re
from datetime import timedelta

import pytest

from letters.render import write
from schemas.letter import Letter
from schemas.names import Role
from schemas.request import Goal, Terms
from tests.letters.samples import LANGUAGES, NOW, TERMS, rich

BEGUN = {
    "en": "365 days from the day you begin",
    "de": "365 Tage ab dem gemeinsamen Beginn",
    "es": "365 días desde el comienzo",
}
OTHER = {
    "goals": (Goal.of("Rest well"),),
    "focus": "rest",
    "cadence_days": 42,
    "channel": "by phone",
    "minutes": 25,
    "boundaries": "no calls after six",
    "confidentiality": "nothing leaves the room",
    "giving": "time",
    "ends": NOW + timedelta(days=200),
}


def read(letter: Letter, language: str) -> str:
    """Return the text of a letter in a language."""
    return write(letter.model_copy(update={"to": letter.to.model_copy(update={"language": language})})).text


def changed(**terms: object) -> Letter:
    """Return the letter to somebody whose partner has changed these terms."""
    return rich(
        "agreement", terms_before=TERMS, terms=TERMS.model_copy(update=terms), ends=terms.get("ends"), duration_days=365
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OTHER)
def test_each_term_that_the_partner_changed_is_in_the_list_of_changes(language: str, name: str) -> None:
    text = read(changed(**{name: OTHER[name]}), language)
    assert text.count(" → ") == 1, text
    assert set(OTHER) | {"no_fault"} == set(Terms.model_fields)


@pytest.mark.parametrize("language", BEGUN)
def test_another_end_is_shown_beside_what_was_before(language: str) -> None:
    says = read(changed(ends=OTHER["ends"]), language)
    (line,) = [line for line in says.splitlines() if " → " in line]
    assert BEGUN[language] in line
    assert "2027" in line


@pytest.mark.parametrize("name", ["agreement", "agreement_reminder"])
@pytest.mark.parametrize("language", BEGUN)
def test_an_agreement_without_a_day_says_how_long_it_is_for(language: str, name: str) -> None:
    letter = rich(name, ends=None, nth=1, duration_days=365)  # type: ignore[arg-type]
    assert BEGUN[language] in read(letter, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mentor_of_a_short_time_together_is_not_told_to_ask_about_a_year(language: str) -> None:
    assert not re.search(r"\b(?:year|Jahr|año)\b", read(rich("agreed"), language))


SAYS_YES = {
    "en": "Ben Okoro would like to be your mentor, with the changes below.",
    "de": "Ben Okoro möchte dich gern begleiten, mit den Änderungen hier unten.",
    "es": "Ben Okoro quiere acompañar tu mentoría, con los cambios que siguen.",
}


BROUGHT = {
    "en": ("has brought you together with Ana Díaz", "Ana Díaz has changed this draft already"),
    "de": ("hat dich mit Ana Díaz", "Ana Díaz hat den Entwurf schon geändert"),
    "es": ("te ha puesto en contacto con Ana Díaz", "Ana Díaz ya ha cambiado este borrador"),
}


def with_changes(language: str, **known: object) -> str:
    """Return the first agreement letter of a mentee whose mentor has said yes to another rhythm, on one line."""
    terms = {"terms_before": TERMS, "terms": TERMS.model_copy(update={"cadence_days": 42})}
    words = {"proposed": True, "for_mentee": "Mornings suit me best.", "answer_by": None}
    letter = rich("agreement", Role.MENTEE, **{**terms, **words, **known})
    return " ".join(read(letter, language).split())


@pytest.mark.parametrize("language", SAYS_YES)
def test_a_yes_with_changes_says_so_with_the_changes_and_the_mentors_own_words(language: str) -> None:
    text = with_changes(language)
    assert SAYS_YES[language] in text
    assert text.count(" → ") == 1
    assert "> Mornings suit me best." in text


def test_a_yes_with_changes_names_what_the_page_offers_besides() -> None:
    assert "say that you would rather ask another mentor." in with_changes("en")
    assert "say that you would rather not begin." in with_changes("en", last_candidate=True)


@pytest.mark.parametrize("language", BROUGHT)
def test_whose_first_letter_is_a_changed_agreement_is_introduced_and_reads_what_was_changed(language: str) -> None:
    terms = {"terms_before": TERMS, "terms": TERMS.model_copy(update={"cadence_days": 42}), "terms_version": 2}
    letter = rich("agreement", Role.MENTOR, given=True, introduced_late=True, **terms)
    written = write(letter.model_copy(update={"to": letter.to.model_copy(update={"language": language})}))
    text = " ".join(written.text.split())
    brought, changed_it = BROUGHT[language]
    assert text.index(brought) < text.index(changed_it) < text.index(" → ")
    assert letter.mentee.email in text
    assert text.count(" → ") == 1
    assert written.subject.endswith("?")
