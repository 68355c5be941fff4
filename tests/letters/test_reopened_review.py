"""The letter that it goes on names what is asked next: how it is going, or a look back."""

import pytest

from letters.render import write
from schemas.messages import Step
from schemas.names import PAIR, Formality, StepKind
from schemas.step_key import StepKey
from tests.letters.samples import NOW, PEOPLE, rich

LOOKS_BACK = {"en": "to look back", "de": "um einen Rückblick", "es": "qué conviene cambiar"}
USUAL = {"en": "how it is going.", "de": "wie es läuft.", "es": "cómo va."}


def told(language: str, formality: Formality, kind: StepKind) -> str:
    """Return what the letter says if a question of this kind comes next."""
    following = Step(key=StepKey.of(kind, 3), due=NOW, to=PAIR, reason=rich("reopened").reason)
    letter = rich("reopened", following=following, formality=formality)
    reader = PEOPLE[letter.role].model_copy(update={"language": language})
    return " ".join(write(letter.model_copy(update={"to": reader})).text.split())


@pytest.mark.parametrize("formality", Formality)
@pytest.mark.parametrize("language", LOOKS_BACK)
def test_a_review_is_named_as_the_letter_and_the_page_after_it_name_it(language: str, formality: Formality) -> None:
    review, check_in = (told(language, formality, kind) for kind in (StepKind.REVIEW, StepKind.CHECK_IN))
    assert LOOKS_BACK[language] in review
    assert USUAL[language] not in review
    assert USUAL[language] in check_in
    assert LOOKS_BACK[language] not in check_in
