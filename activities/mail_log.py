"""Log lines about letters: the result of each, and from time to time that the relay refuses all our mail."""

import logging
import time
from dataclasses import dataclass
from uuid import UUID

from activities.smtp_replies import UNLIKE_THE_URL, Handed
from schemas.names import MailState

log = logging.getLogger(__name__)

QUIET = 60.0  # seconds until this warning is logged again: every letter gets the same refusal


@dataclass
class MailLog:
    """Logs the result of each attempt by the letter's id; never an address, never any text of a letter."""

    said_at: float = float("-inf")

    def note(self, id: UUID, handed: Handed) -> None:
        """Log one attempt; if the relay refuses us, also what to check."""
        level = logging.INFO if handed.state is MailState.ACCEPTED else logging.WARNING
        log.log(level, "letter %s is %s: %s", id, handed.state, handed.reply)
        if handed.refuses_us and time.monotonic() - self.said_at > QUIET:
            self.said_at = time.monotonic()
            log.error(
                "the relay refuses our letters; they wait and are retried: %s. %s",
                handed.reply.rstrip("."),
                _advice(handed),
            )


def _advice(handed: Handed) -> str:
    if handed.reply.startswith(UNLIKE_THE_URL):
        return "Check the relay's certificate, and the scheme, port, login and ?starttls= in SMTP_URL"
    return "Check whether it takes mail from this machine and from RAPPORT_MAIL_FROM, and the login in SMTP_URL"
