"""What the relay says to everybody alike is about us: a fence for refusals whose words are not known to us."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from activities.smtp_replies import Handed
from schemas.names import MailState

SEVERAL = 3  # different readers; the letters of one step, which are alike, go to two
KIND = re.compile(r"5\d\d( 5\.\d{1,3}\.\d{1,3})?")


@dataclass
class RefusedAlike:
    """The readers whose letters the relay refused, by the kind of its reply, since it last took a letter."""

    _has_taken: bool = False
    _readers: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))

    def judge(self, reader: UUID, before: str, handed: Handed) -> Handed:
        """Return what a reply means, given the last ones; `before` is the relay's last reply about the same letter.

        A letter that waits because everybody was refused still waits after a restart, until the relay takes another.
        """
        if handed.state is MailState.ACCEPTED:
            self._has_taken = True
            self._readers.clear()
        if not handed.unexplained:
            return handed
        kind = kind_of(handed.reply)
        self._readers[kind].add(reader)
        waits = not self._has_taken and kind_of(before) == kind
        if not waits and len(self._readers[kind]) < SEVERAL:
            return handed
        return replace(handed, state=MailState.DEFERRED, refuses_us=True, unexplained=False)

    def learn(self, kind: str, readers: Iterable[UUID]) -> None:
        """Note whom the relay refused letters from other workers, or before this one was restarted."""
        self._readers[kind] |= set(readers)


def kind_of(reply: str) -> str:
    """Return the codes with which a refusal begins; empty if it begins with none."""
    found = KIND.match(reply)
    return found[0] if found else ""
