"""A letter is written once, in plain marks, and both parts follow."""

import pytest

from letters.source import read


def pieces(name: str) -> str:
    """Return the wording of a piece."""
    return {"inner": "inside"}[name]


def test_both_parts_come_from_one_wording() -> None:
    source = read("Subject: Hello\n\n# Head\nOne\ntwo\n\n- a\n- b\n+ inner\n[Yes](choice=yes)\n[No]()", pieces)
    assert source.subject == "Hello"
    assert source.text.startswith(
        "Head\nOne two\n\n- a\n- b\n\ninside\n\nYes:\n{{ link }}?choice=yes\n\nNo:\n{{ link }}\n\n"
    )
    assert "<h2>Head</h2>\n<p>One two</p>\n<ul><li>a</li><li>b</li></ul>\n<p>inside</p>" in source.html
    assert 'href="{{ link }}?choice=yes"' in source.html


def test_a_letter_without_a_subject_is_refused() -> None:
    with pytest.raises(ValueError, match="starts with 'Subject:'"):
        read("Hello\n\nWorld", pieces)


def test_a_broken_button_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\[label\]\(query\)"):
        read("Subject: x\n\n[Yes](https://elsewhere.example)", pieces)
