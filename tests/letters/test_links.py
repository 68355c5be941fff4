"""A link can be made by us only, and anything else is nothing."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.links import Links

OLD, NEW = b"o" * 32, b"n" * 32
LINKS = Links("https://rapport.example.org", (NEW, OLD))
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@given(st.uuids())
def test_a_token_reads_back_as_its_id(id: UUID) -> None:
    token = LINKS.token(id)
    assert LINKS.read(token) == id
    assert len(token) == 43
    assert set(token) <= set(ALPHABET)


def test_no_single_changed_character_is_believed() -> None:
    """Every one of the 43 × 63 neighbours is refused, spare bits of the last character included."""
    token = LINKS.token(uuid4())
    for place, right in enumerate(token):
        for wrong in ALPHABET.replace(right, ""):
            assert LINKS.read(token[:place] + wrong + token[place + 1 :]) is None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_nothing_and_never_an_error(token: str) -> None:
    assert LINKS.read(token) is None


@pytest.mark.parametrize("wrap", ["{}=", "{}\n", " {}", "{}{}", "{}\x00", "ä{}", "%41{}"])
def test_a_token_has_one_spelling(wrap: str) -> None:
    token = LINKS.token(uuid4())
    assert LINKS.read(wrap.format(token, token)) is None
    assert LINKS.read(token[:-1] + "ä") is None
    assert LINKS.read(token[:-1] + "=") is None


def test_an_overlong_token_is_refused() -> None:
    assert LINKS.read("A" * 1_000_000) is None


def test_links_of_the_key_before_still_open_and_new_ones_use_the_newest() -> None:
    id = uuid4()
    assert LINKS.read(Links("https://x.example", (OLD,)).token(id)) == id
    assert LINKS.token(id) == Links("https://x.example", (NEW,)).token(id)


def test_links_of_a_retired_or_foreign_key_are_nothing() -> None:
    assert LINKS.read(Links("https://x.example", (b"x" * 32,)).token(uuid4())) is None


def test_the_address_is_the_page_of_the_token() -> None:
    id = uuid4()
    assert LINKS.address(id) == f"https://rapport.example.org/a/{LINKS.token(id)}"
    assert Links("https://rapport.example.org/", (NEW,)).address(id) == LINKS.address(id)


def test_keys_do_not_show_in_logs() -> None:
    assert "nnn" not in repr(LINKS)


def test_links_without_a_key_are_refused_at_once() -> None:
    for secrets in ((), (b"",)):
        with pytest.raises(ValueError, match="signing key"):
            Links("https://x.example", secrets)
