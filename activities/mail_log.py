"""The log's lines on letters: what became of each, and now and then that the relay refuses all of us."""

import logging
import time
from dataclasses import dataclass
from uuid import UUID

from activities.smtp_replies import Handed
from schemas.names import MailState

log = logging.getLogger(__name__)

QUIET = 60.0  # seconds in which a refusal of ours is not said again: it comes with every letter


@dataclass
class MailLog:
    """Says what became of tries, by the letter's id; never an address, never a word of a letter."""

    said_at: float = float("-inf")

    def note(self, id: UUID, handed: Handed) -> None:
        """Log one try; where the relay refuses us, also what to look at."""
        level = logging.INFO if handed.state is MailState.ACCEPTED else logging.WARNING
        log.log(level, "letter %s is %s: %s", id, handed.state, handed.reply)
        if handed.refuses_us and time.monotonic() - self.said_at > QUIET:
            self.said_at = time.monotonic()
            log.error(
                "the relay refuses our letters, which wait and are tried again: %s. Check whether it takes mail"
                " from this machine and from RAPPORT_MAIL_FROM, and the login in SMTP_URL",
                handed.reply,
            )
