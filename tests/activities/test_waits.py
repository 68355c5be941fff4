"""How long things are waited for, and what follows from it."""

from activities import transport
from activities.outbox import ABANDONED_AFTER


def test_a_letter_counts_as_abandoned_only_when_no_try_can_still_be_under_way() -> None:
    longest_try = 3 * transport.CONNECT_SECONDS + 2 * transport.ENVELOPE_SECONDS + transport.DATA_SECONDS
    assert transport.PLACE_SECONDS + longest_try + transport.DOT_SECONDS < ABANDONED_AFTER
