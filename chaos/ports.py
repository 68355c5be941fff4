"""Free ports below the system's ephemeral range, so that a server that was killed finds its port free again."""

import random

from stack.ports import listening

FIRST, LAST = 12000, 30000


def free_ports(count: int) -> tuple[int, ...]:
    """Return so many different ports on which nothing listens."""
    chosen: set[int] = set()
    dice = random.SystemRandom()  # not the scenario's own: two runs with the same seed may run in parallel
    while len(chosen) < count:
        port = dice.randrange(FIRST, LAST)
        if not listening(port):
            chosen.add(port)
    return tuple(chosen)
