"""A letter is written once, in plain marks, and both parts follow."""

import pytest
from jinja2 import Template

from letters.source import read


def pieces(name: str) -> str:
    """Return the wording of a piece."""
    return {"inner": "inside"}[name]


def test_both_parts_come_from_one_wording() -> None:
    source = read(
        "Subject: Hello\nPreview: There\n\n# Head\nOne\ntwo\n\n- a\n- b\n+ inner\n[Yes](choice=yes)\n[No]()", pieces
    )
    assert (source.subject, source.preview) == ("Hello", "There")
    assert source.text.startswith(
        "Head\nOne two\n\n- a\n- b\n\ninside\n\nYes:\n{{ link }}?choice=yes\n\nNo:\n{{ link }}\n\n"
    )
    assert "<h2>Head</h2>\n<p>One two</p>\n<ul><li>a</li><li>b</li></ul>\n<p>inside</p>" in source.html
    assert 'href="{{ link }}?choice=yes"' in source.html


@pytest.mark.parametrize("wording", ["Hello\n\nWorld", "Subject: Hello\n\nWorld", "Subject: Hello\n\nPreview: There"])
def test_a_letter_without_a_subject_and_a_preview_is_refused(wording: str) -> None:
    with pytest.raises(ValueError, match="starts with Subject: and Preview:"):
        read(wording, pieces)


def test_a_broken_button_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\[label\]\(query\)"):
        read("Subject: x\nPreview: y\n\n[Yes](https://elsewhere.example)", pieces)


def test_a_paragraph_may_begin_with_a_condition() -> None:
    source = read(
        "Subject: x\nPreview: y\n\n{% if a %}It is so. {% endif %}Yes.\n\n{% if b %}\nAlone.\n{% endif %}", pieces
    )
    text, html = (Template(each) for each in (source.text, source.html))
    assert text.render(a=True, b=True) == "It is so. Yes.\n\nAlone.\n\n"
    assert html.render(a=False, b=True) == "<p>Yes.</p>\n<p>Alone.</p>\n"
    assert html.render(a=True, b=False) == "<p>It is so. Yes.</p>\n"


def test_a_paragraph_that_turns_out_empty_is_left_out() -> None:
    source = read("Subject: x\nPreview: y\n\n{% if a %}It is so.{% endif %} {% if b %}Or not.{% endif %}", pieces)
    assert Template(source.text).render(a=False, b=False) == ""
    assert Template(source.html).render(a=False, b=True) == "<p>Or not.</p>\n"
