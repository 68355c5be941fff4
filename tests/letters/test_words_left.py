"""What one of a pair left for the other stands in every letter that can be the next one, under its own heading."""

import pytest

from activities.words_left import LETTERS
from letters.render import write
from policy.active import LETTERS_WITH_NOTES
from schemas.letter import LetterName
from tests.letters.samples import BEN, LANGUAGES, minimal


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LETTERS_WITH_NOTES)
def test_every_letter_to_two_who_have_begun_passes_words_on_and_tells_note_and_thanks_apart(
    name: LetterName, language: str
) -> None:
    to = BEN.model_copy(update={"language": language})
    without, note, thanks = (
        write(minimal(name).model_copy(update={"to": to, **words})).text.splitlines()
        for words in ({}, {"partner_note": "Xyz"}, {"partner_thanks": "Xyz"})
    )
    assert "> Xyz" not in without
    for lines in (note, thanks):
        assert lines.count("> Xyz") == 1
    if name != "thanks":
        assert note[note.index("> Xyz") - 1] != thanks[thanks.index("> Xyz") - 1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LETTERS["next_step"])
def test_every_question_quotes_the_next_step_of_either_and_says_whose_it_is(name: LetterName, language: str) -> None:
    to = BEN.model_copy(update={"language": language})
    own, of_the_other = (
        write(minimal(name).model_copy(update={"to": to, **words})).text.splitlines()
        for words in ({"own_next_step": "Xyz"}, {"partner_next_step": "Xyz"})
    )
    assert own[own.index("> Xyz") - 1] != of_the_other[of_the_other.index("> Xyz") - 1]
    assert "Ana" in of_the_other[of_the_other.index("> Xyz") - 1]


@pytest.mark.parametrize(
    ("language", "note", "step"),
    [
        ("en", "left you a note", "Ana Díaz's next step"),
        ("de", "ein paar Worte dagelassen", "Ana Díaz: der nächste Schritt"),
        ("es", "te ha dejado unas palabras", "Ana Díaz: su próximo paso"),
    ],
)
def test_a_next_step_alone_is_not_announced_as_a_note(language: str, note: str, step: str) -> None:
    to = BEN.model_copy(update={"language": language})
    letter = minimal("thanks").model_copy(update={"to": to, "partner_next_step": "Xyz"})
    assert write(letter).subject == step
    assert note in write(letter.model_copy(update={"partner_note": "Abc"})).subject
