"""CPU and memory of processes, with all their children."""

import asyncio
from dataclasses import dataclass, field
from time import monotonic

import psutil

from stack.child_process import Child

Spent = dict[str, float]  # CPU seconds by name


@dataclass(frozen=True)
class Reading:
    """What was spent so far, and when it was read."""

    at: float
    spent: Spent


@dataclass
class Meter:
    """Processes by name, each counted with its whole tree."""

    children: dict[str, Child]
    idle: Spent = field(default_factory=dict)  # seconds a second

    def read(self) -> Reading:
        """Return user and system time spent so far."""
        return Reading(monotonic(), {name: _cpu(child) for name, child in self.children.items()})

    async def rest(self, seconds: float) -> None:
        """Measure what the processes spend when they are idle."""
        before = self.read()
        await asyncio.sleep(seconds)
        spent = self.spent(before, self.read())
        self.idle = {name: used / seconds for name, used in spent.items()}

    def spent(self, before: Reading, after: Reading) -> Spent:
        """Return what was spent between two readings, minus the cost of idling."""
        took = after.at - before.at
        return {name: after.spent[name] - before.spent[name] - took * self.idle.get(name, 0.0) for name in before.spent}


def resident(child: Child) -> float:
    """Return the resident memory of a process in KiB."""
    return float(psutil.Process(child.process.pid).memory_info().rss) / 1024


def _cpu(child: Child) -> float:
    """Count running processes with their ended children: a backend that has ended counts in its parent."""
    root = psutil.Process(child.process.pid)
    total = 0.0
    for one in (root, *root.children(recursive=True)):
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total
