"""First meetings that the mentee proposed are offered while they are still to come."""

from datetime import timedelta

import pytest

from letters.render import write
from tests.letters.samples import LANGUAGES, NOW, REQUEST, rich


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mentor_who_is_asked_later_is_not_offered_meetings_that_have_passed(language: str) -> None:
    past, ahead = NOW - timedelta(days=10), NOW + timedelta(days=20)
    letter = rich("request")
    reader = letter.to.model_copy(update={"language": language})

    def text(*meetings: object) -> str:
        request = REQUEST.model_copy(update={"meetings": meetings})
        return write(letter.model_copy(update={"request": request, "to": reader})).text

    assert text(past) == text()
    assert text(past, ahead) == text(ahead) != text()
