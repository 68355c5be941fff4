"""The foot of a letter says what is kept of its reader, and how to leave."""

import pytest

from letters.regional import forms
from letters.render import write
from letters.voice import languages
from schemas.letter import Letter
from schemas.names import Role
from tests.letters.samples import rich

LEAVE = {"en": "no longer wish to take part", "de": "nicht mehr mitmachen", "es": "ya no quieres participar"}
KEPT = {
    "en": "name, address, language, time zone, job title, profile and any details for matching",
    "de": "Name, Adresse, Sprache, Zeitzone, Stelle, Profil und gegebenenfalls Angaben für die Vermittlung",
    "es": "nombre, dirección, idioma, zona horaria, puesto, perfil y, si los hay, datos para el emparejamiento",
}


def foot(letter: Letter, language: str) -> str:
    reader = letter.to.model_copy(update={"language": language})
    text = write(letter.model_copy(update={"to": reader})).text
    return " ".join(text.rpartition("---")[2].split())


@pytest.mark.parametrize("language", [*languages(), *(form for form in forms() if form[:2] in LEAVE)])
def test_a_reader_learns_what_is_kept_of_them_and_how_to_leave(language: str) -> None:
    for letter in (rich("check_in"), rich("check_in", coordinator=None)):
        assert LEAVE[language[:2]] in foot(letter, language)
        assert KEPT[language[:2]] in foot(letter, language)
    assert LEAVE[language[:2]] not in foot(rich("task", Role.COORDINATOR), language)
