"""What is recorded about a letter after an attempt: the relay's reply, or that the outcome is unknown."""

from activities.smtp_replies import Handed
from schemas.names import MailState

# Letters that people wait for are sent once more, byte for byte, if their outcome is unknown: receivers can drop
# the duplicate by its Message-ID. For all others, one letter too few is better than one too many.
SENT_TWICE_IN_DOUBT = frozenset(
    {
        *("request", "agreement", "agreed", "last_notice", "closing", "reopened", "farewell"),
        *("task", "no_mentor", "paused", "resumed", "concern"),
    }
)
DOUBT = "outcome unknown"  # every later reply starts with this, once it was unknown whether the relay has the letter
AGAIN, NOT_AGAIN, TRIED_AGAIN = "sent again unchanged", "not sent again", "; then: "
TOO_LATE = Handed(MailState.EXPIRED, "no longer needed")
ENDED = Handed(MailState.UNKNOWN, "the worker ended before the relay's reply was recorded")
STOPPED = Handed(MailState.UNKNOWN, "the worker was stopped before the relay answered")


def outcome(letter: str, before: str, handed: Handed) -> tuple[MailState, str]:
    """Return the state and the reply to keep, for a letter whose last reply was `before`.

    The reply names an unknown outcome. Letters that people wait for are then sent once more; one that is no longer
    needed by then may have arrived all the same.
    """
    if handed is TOO_LATE and before.startswith(DOUBT):
        return MailState.UNKNOWN, before if TRIED_AGAIN in before else before.replace(AGAIN, NOT_AGAIN)
    if handed.state is not MailState.UNKNOWN:
        return handed.state, _in_full(before, handed.reply)
    again = letter in SENT_TWICE_IN_DOUBT and not before.startswith(DOUBT)
    then = AGAIN if again else NOT_AGAIN
    return MailState.DEFERRED if again else MailState.UNKNOWN, _in_full(before, f"{DOUBT}, {then}: {handed.reply}")


def _in_full(before: str, reply: str) -> str:
    """Keep the note that a letter may have arrived before, whatever the result of its duplicate."""
    return f"{before[:140]}{TRIED_AGAIN}{reply}"[:300] if before.startswith(DOUBT) else reply[:300]
