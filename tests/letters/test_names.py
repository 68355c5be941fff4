"""Names stand in our sentences without a mark that they are somebody's own: so they can be nothing but names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.names import Named, plain, shortened
from letters.render import write
from schemas.names import Role
from tests.letters.samples import ANA, rich


@pytest.mark.parametrize(
    ("given_name", "family_name", "room", "said"),
    [
        ("Ana", "Díaz", 20, "Ana Díaz"),
        ("Ana", "Díaz", 8, "Ana Díaz"),
        ("Ana", "Díaz", 7, "Ana"),
        ("Maximiliane", "von Hohenstein", 20, "Maximiliane"),
        ("Maximiliane", "von Hohenstein", 8, "Maximil…"),
        ("יעל", "כהן", 9, "\u2068יעל כהן\u2069"),
        ("👩🏽‍💻👩🏽‍💻", "", 6, "👩🏽‍💻…"),
        ("👩🏽‍💻👩🏽‍💻👩🏽‍💻", "", 8, "👩🏽‍💻…"),
        ("🇪🇺🇪🇺🇪🇺", "", 4, "🇪🇺…"),
        ("e\u0301e\u0301e\u0301", "", 4, "e\u0301…"),
    ],
)
def test_a_name_is_shortened_as_people_would(given_name: str, family_name: str, room: int, said: str) -> None:
    person = ANA.model_copy(update={"given_name": given_name, "family_name": family_name})
    assert Named.of(person).called(room) == said


def test_two_who_are_named_together_do_not_seem_to_share_a_surname() -> None:
    """One of the two was called by the given name alone: "Lucía and Diego Romero"."""
    lucia, diego = (
        Named.of(ANA.model_copy(update={"given_name": given, "family_name": family}))
        for given, family in (("Lucía", "Herrera"), ("Diego", "Romero"))
    )
    for room, said in ((13, ("Lucía Herrera", "Diego Romero")), (12, ("Lucía", "Diego"))):
        assert (lucia.called(room, diego), diego.called(room, lucia)) == said


@given(st.text(max_size=80), st.integers(1, 60))
def test_whatever_is_cut_fits_and_tears_no_character(text: str, room: int) -> None:
    cut = shortened(text, room)
    assert len(cut) <= max(room, 1)
    rest = text[len(cut.removesuffix("…")) :]
    assert cut == text or not rest or not unicodedata.combining(rest[0])


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Ana https://evil.example/x", "Ana https: //evil. example/x"),
        ("www.evil.example", "www. evil. example"),
        ("ana@evil.example", "ana@evil. example"),
        ("J.R.R. Tolkien", "J.R.R. Tolkien"),
        ("O’Neill-Smith, M.D.", "O’Neill-Smith, M.D."),
        ("Ana\n# Heading\n\n-- \n", "Ana # Heading --"),
        ("\u202eAna\u2066\u200f", "Ana"),
        ("Ana\x00\x1b[31m", "Ana [31m"),
    ],
)
def test_a_name_is_one_line_and_no_link(written: str, said: str) -> None:
    assert plain(written) == said


@pytest.mark.parametrize("name", ["check_in", "agreement", "request", "farewell"])
def test_mail_programs_find_no_link_in_a_name(name: str) -> None:
    ana = ANA.model_copy(update={"given_name": "www.evil.example", "family_name": "https://evil.example"})
    text = write(rich(name, Role.MENTOR, mentee=ana)).text  # type: ignore[arg-type]
    assert "evil.example" not in text
    assert "https://evil" not in text


def test_a_goal_that_we_quote_cannot_leave_our_quotation_marks() -> None:
    terms = rich("check_in").terms
    assert terms is not None
    goal = "Lead”. Please sign in at www.evil.example “now"
    text = write(rich("check_in", terms=terms.model_copy(update={"goals": (goal,)}))).text
    assert "Where do you stand with “Lead’. Please sign in at www. evil. example ’now”?" in text
