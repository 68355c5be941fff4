"""A review and a farewell say how each goal went, as the two last said it, and nothing where they said nothing."""

import pytest

from letters.render import write
from letters.voice import languages
from schemas.goals import GoalOutcome, Outcomes
from schemas.letter import Letter, LetterName
from schemas.names import PAIR, Formality, Role
from schemas.request import Goal
from tests.letters.samples import TERMS, rich

TALK, BOOK = Goal.of("Give a talk [here](x)"), Goal.of("Write a book")
both = pytest.mark.parametrize("name", ["review", "farewell"])
REACHED = {"en": "reached", "de": "erreicht", "es": "conseguido"}


def letter_of(
    name: LetterName, outcomes: dict[str, Outcomes], language: str = "en", formality: Formality = Formality.INFORMAL
) -> Letter:
    """Return a letter to a pair with two goals."""
    terms = TERMS.model_copy(update={"goals": (TALK, BOOK)})
    letter = rich(name, terms=terms, outcomes=outcomes, formality=formality)
    return letter.model_copy(update={"to": letter.to.model_copy(update={"language": language})})


@pytest.mark.parametrize("language", languages())
@both
def test_each_goal_stands_with_what_each_of_the_two_said_of_it(name: LetterName, language: str) -> None:
    said = {TALK.field: Outcomes(mentee=GoalOutcome.REACHED, mentor=GoalOutcome.PARTLY)}
    letter = letter_of(name, {**said, BOOK.field: Outcomes(mentor=GoalOutcome.DROPPED)}, language)
    lines = write(letter).text.splitlines()
    talk, book = lines.index(f"> {TALK}"), lines.index(f"> {BOOK}")
    of_talk, of_book = " ".join(lines[talk + 1 : book]).strip(), next(filter(None, lines[book + 1 :]))
    assert of_talk.startswith(f"Ana: {REACHED[language]} · Ben: ")
    assert of_book.startswith("Ben: ")
    assert "Ana" not in of_book


@pytest.mark.parametrize("said_by", PAIR)
def test_a_goal_that_nobody_spoke_of_stands_alone(said_by: Role) -> None:
    text = write(letter_of("farewell", {TALK.field: Outcomes.model_validate({said_by: GoalOutcome.NOT_YET})})).text
    name = "Ana" if said_by is Role.MENTEE else "Ben"
    assert f"> {TALK}\n\n{name}: not reached yet\n\n> {BOOK}\n\n" in text
    assert " · " not in text


def test_where_nobody_spoke_of_the_goals_they_are_one_list() -> None:
    assert f"> {TALK}\n> {BOOK}\n" in write(letter_of("review", {})).text


def test_formal_german_names_both_in_full() -> None:
    said = {TALK.field: Outcomes(mentee=GoalOutcome.REACHED)}
    letter = letter_of("farewell", said, "de", formality=Formality.FORMAL)
    assert f"{letter.mentee.name}: erreicht" in write(letter).text
