"""A letter that is sent from another address than it was written for is the letter as it would be written now."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.message import compose, sent_by
from letters.render import write
from schemas.letter import Letter
from tests.letters.samples import BEN, EVA, envelope, rich

WRONG, RIGHT = "Mentoring <mentoring@choas.example>", "Mentoring <mentoring@chaos.example>"
LONG = f"{'a-long-name.' * 4}end@{'and-a-long-domain.' * 8}example"
NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=160)
SAMPLE = rich("check_in")


def written(sender: str, letter: Letter = SAMPLE) -> bytes:
    """Return the bytes of a letter from this sender."""
    return compose(letter, write(letter), envelope(sender=sender))


@pytest.mark.parametrize("coordinator", [EVA, BEN, None], ids=["another", "the reader", "nobody"])
@pytest.mark.parametrize("sender", [RIGHT, LONG, "x@y.example", "Mentoring <post@bücher.example>"])
def test_a_corrected_sender_is_written_as_if_it_had_been_right_at_once(sender: str, coordinator: object) -> None:
    """Also in Reply-To, if replies go to the sender."""
    letter = SAMPLE.model_copy(update={"coordinator": coordinator})
    assert sent_by(written(WRONG, letter), sender) == written(sender, letter)


@settings(max_examples=300, deadline=None)
@given(NAMES, NAMES)
def test_whatever_the_programme_is_called(programme: str, organisation: str) -> None:
    names = {"programme": programme, "organisation": organisation, "coordinator": None}
    letter = SAMPLE.model_copy(update=names)
    for old, new in ((WRONG, RIGHT), (WRONG, LONG), (LONG, RIGHT)):
        assert sent_by(written(old, letter), new) == written(new, letter)


@pytest.mark.parametrize("sender", [RIGHT, RIGHT.partition("<")[2].rstrip(">")])
def test_the_same_address_changes_nothing(sender: str) -> None:
    assert sent_by(written(RIGHT), sender) == written(RIGHT)


def test_bytes_that_are_no_letter_of_ours_stay_as_they_are() -> None:
    assert sent_by(b"Subject: hello\r\n\r\nFrom: me <a@b.example>\r\n", RIGHT).startswith(
        b"Subject: hello\r\n\r\nFrom: me"
    )
