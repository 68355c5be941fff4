"""CPU and memory of processes, with all their children."""

from dataclasses import dataclass

import psutil

from stack.child import Child


@dataclass(frozen=True)
class Meter:
    """Processes by name, each counted with its whole tree."""

    children: dict[str, Child]

    def cpu(self) -> dict[str, float]:
        """Return user and system seconds spent so far, by name."""
        return {name: _cpu(child) for name, child in self.children.items()}


def since(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """Return what was spent between two readings."""
    return {name: after[name] - before[name] for name in before}


def resident(child: Child) -> float:
    """Return the resident memory of a process in KiB."""
    return float(psutil.Process(child.process.pid).memory_info().rss) / 1024


def _cpu(child: Child) -> float:
    """Count the living with what they inherited: a backend that ended counts in its parent."""
    root = psutil.Process(child.process.pid)
    total = 0.0
    for one in (root, *root.children(recursive=True)):
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total
