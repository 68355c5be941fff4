"""Names in placeholders, a capital in front, a stop behind."""

import pytest

from policy.sentences import fill, whole


def test_a_name_is_never_read_as_a_placeholder() -> None:
    assert fill("{mentee} asks {mentor}", {"mentee": "{mentor}", "mentor": "Ben"}) == "{mentor} asks Ben"


@pytest.mark.parametrize(
    ("clause", "sentence"),
    [
        ("they met", "They met."),
        ("Is it?", "Is it?"),
        ("éa", "Éa."),
        ("  ", ""),
        ("well…", "Well…"),
        ("it is NASA", "It is NASA."),
    ],
)
def test_a_clause_becomes_a_sentence(clause: str, sentence: str) -> None:
    assert whole(clause) == sentence
