"""The foot of a letter says what is kept of its reader, and how to leave."""

import pytest

from letters.regional import forms
from letters.render import write
from letters.voice import languages
from schemas.letter import Letter
from schemas.names import Role
from tests.letters.samples import rich

LEAVE = {"en": "no longer wish to take part", "de": "nicht mehr mitmachen", "es": "ya no quieres participar"}
WHY = {
    "en": "because you and Ana both said that you would like to stay in touch after Leading Well at Acme. "
    "If something is not right, ",
    "de": "weil du und Ana nach Leading Well (Acme) in Verbindung bleiben möchtet. Wenn etwas nicht stimmt, ",
    "es": "porque tú y Ana queríais seguir en contacto después de Leading Well, de Acme. Si algo no va bien, ",
    "es-419": "porque tú y Ana querían seguir en contacto después de Leading Well, de Acme. Si algo no va bien, ",
}
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


@pytest.mark.parametrize(("language", "why"), WHY.items())
def test_a_reminder_to_stay_in_touch_comes_to_nobody_who_still_takes_part(language: str, why: str) -> None:
    """Half a year after the end it said that its reader takes part, and how to leave."""
    for letter in (rich("in_touch"), rich("in_touch", coordinator=None)):
        assert why in foot(letter, language)
        assert LEAVE[language[:2]] not in foot(letter, language)
