"""How long things are waited for, and what follows from it."""

from activities import smtp
from activities import smtp_transaction as waits
from activities.outbox import ABANDONED_AFTER


def test_a_letter_counts_as_abandoned_only_when_no_try_can_still_be_under_way() -> None:
    longest_try = 3 * waits.CONNECT_SECONDS + smtp.OPENING_SECONDS + 2 * waits.ENVELOPE_SECONDS + waits.DATA_SECONDS
    assert smtp.PLACE_SECONDS + longest_try + waits.DOT_SECONDS < ABANDONED_AFTER
