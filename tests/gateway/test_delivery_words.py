"""The timeline says what became of a letter, and why nobody knows it, without a relay's own words."""

import pytest

from activities.mail_outcomes import DOUBT, ENDED, STOPPED
from gateway.api.step_sentences import RESTORED, delivery
from schemas.names import MailState
from tests.fences.tree import ROOT


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (f"{DOUBT}, not sent again: Connection lost", "Sent, but the line broke before the relay confirmed it."),
        ("restored from a backup", "Perhaps sent: restored from a backup."),
        (f"{DOUBT}, not sent again: {ENDED.reply}", f"Perhaps sent: {ENDED.reply}."),
        (f"{DOUBT}, not sent again: {STOPPED.reply}", f"Perhaps sent: {STOPPED.reply}."),
    ],
)
def test_of_a_letter_whose_outcome_is_unknown_it_says_why_nobody_knows(reply: str, says: str) -> None:
    assert delivery(MailState.UNKNOWN, reply) == says


def test_a_relays_own_words_are_not_shown() -> None:
    assert delivery(MailState.REJECTED, "550 5.7.1 rude words") == "The mail relay refused it."


def test_the_manual_marks_letters_with_the_words_that_the_timeline_knows() -> None:
    assert f"reply = '{RESTORED}'" in (ROOT / "docs" / "how-to" / "run-in-production.md").read_text("utf-8")
