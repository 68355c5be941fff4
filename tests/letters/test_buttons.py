"""A page calls its choices as the letter's buttons do."""

import pytest

from letters.buttons import NAMES, labels
from letters.voice import languages


@pytest.mark.parametrize("language", languages())
def test_a_request_is_answered_by_yes_or_no(language: str) -> None:
    assert set(labels("request", language)) == {"choice=accept", "choice=decline"}
    assert labels("request", language) == labels("request_reminder", language)


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_has_the_same_buttons_in_all_languages_and_plain_labels(name: str) -> None:
    for language in languages():
        assert set(labels(name, language)) == set(labels(name, "en"))
        assert not [label for label in labels(name, language).values() if "{" in label]


def test_what_is_no_letter_has_no_buttons() -> None:
    assert labels("nothing", "en") == labels("request", "tlh") == {}
