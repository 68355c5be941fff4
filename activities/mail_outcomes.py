"""What is written down about a letter after a try: what the relay said, or that nobody can know."""

from activities.smtp_replies import Handed
from schemas.names import MailState

# What people wait for is sent again, byte for byte, when its fate is unknown: receivers can drop the
# twin by its Message-ID. Of the rest, one too few is better than one too many.
WORTH_A_TWIN = frozenset(
    {
        *("request", "agreement", "agreed", "last_notice", "closing", "reopened", "farewell"),
        *("task", "no_mentor", "paused", "resumed"),
    }
)
DOUBT = "outcome unknown"  # how a reply begins, for good, once nobody knew whether the relay had the letter
TOO_LATE = Handed(MailState.EXPIRED, "its need had passed")
ENDED = Handed(MailState.UNKNOWN, "the worker ended before the relay's answer was written down")
STOPPED = Handed(MailState.UNKNOWN, "the worker was stopped before the relay answered")


def outcome(letter: str, before: str, handed: Handed) -> tuple[MailState, str]:
    """Return the state and the reply to keep, for a letter whose last reply was `before`.

    An unknown outcome is named, and leads to one twin for letters that people wait for.
    """
    if handed.state is not MailState.UNKNOWN:
        return handed.state, _in_full(before, handed.reply)
    twin = letter in WORTH_A_TWIN and not before.startswith(DOUBT)
    fate = "sent again unchanged" if twin else "not sent again"
    return MailState.DEFERRED if twin else MailState.UNKNOWN, _in_full(before, f"{DOUBT}, {fate}: {handed.reply}")


def _in_full(before: str, reply: str) -> str:
    """Keep in sight that a letter may have arrived before, whatever became of its twin."""
    return f"{before[:140]}; then: {reply}"[:300] if before.startswith(DOUBT) else reply[:300]
