"""Spanish says "e" before a name that begins as "Inés" does, and "u" before one that begins as "Olga" does."""

import pytest

from gateway.pages.speech import Name, speech_of
from letters.reasoning import because
from letters.render import write
from letters.spanish import conjunction
from letters.voice import voice_of
from schemas.names import PAIR, Role
from schemas.people import Person
from schemas.reason import Reason, ReasonCode
from tests.letters.samples import ANA, BEN, NOW, rich


def named(person: Person, name: str) -> Person:
    """Return a person of a name, who reads Spanish."""
    return person.model_copy(update={"given_name": name, "language": "es"})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        *((name, "e") for name in ("Inés", "Iker", "Hilda", "Íñigo", "Yvonne", "Isabel", "iván")),
        *((name, "y") for name in ("Olga", "Ana", "Ian", "Yolanda", "Hiedra", "Hugo", "Jorge")),
    ],
)
def test_and_sounds_as_it_does_before_the_name(name: str, said: str) -> None:
    assert conjunction("y", name) == said


@pytest.mark.parametrize(("name", "said"), [("Olga", "u"), ("Óscar", "u"), ("Hortensia", "u"), ("Inés", "o")])
def test_or_sounds_as_it_does_before_the_name(name: str, said: str) -> None:
    assert conjunction("o", name) == said


@pytest.mark.parametrize(("name", "said"), [("Inés", "tú e Inés"), ("Hilda", "tú e Hilda"), ("Olga", "tú y Olga")])
def test_letters_say_it_in_both_parts_and_leave_what_people_wrote(name: str, said: str) -> None:
    mentee, mentor = named(ANA, name), named(BEN, "Ben")
    theirs = {"to": mentor, "mentor": mentor, "mentee": mentee, "partner_note": "Ana y Inés"}
    written = write(rich("check_in", Role.MENTOR, **theirs))
    for part in (written.text, written.html):
        assert f"visto {said}" in part
        assert "Ana y Inés" in part, "these are somebody's own words"


def test_lists_of_names_and_pages_say_it_too() -> None:
    voice = voice_of("es", "UTC")
    silent = Reason(code=ReasonCode.AGREEMENT_UNANSWERED, who=PAIR)
    assert because(silent, voice, {Role.MENTEE: "Olga", Role.MENTOR: "Iker"}, NOW).startswith("Olga e Iker aún no")
    say = speech_of("es-MX")
    assert str(say.either([Name("Iker"), Name("Olga")])) == "<bdi>Iker</bdi> u <bdi>Olga</bdi>"
    assert str(say.list([Name("Ana"), Name("Inés")])) == "<bdi>Ana</bdi> e <bdi>Inés</bdi>"
    assert "tú e <bdi>Iker</bdi>" in say("agreement.heading", partner=Name("Iker"))
    assert "you and <bdi>Iker</bdi>" in speech_of("en")("agreement.heading", partner=Name("Iker"))


def test_the_question_about_the_rhythm_calls_nobody_silent_who_may_have_answered_each_time() -> None:
    letter = rich("rhythm")
    text = write(letter.model_copy(update={"to": letter.to.model_copy(update={"language": "es"})})).text
    assert "no sabemos" not in text
    assert "últimamente ha habido poco movimiento" in text
