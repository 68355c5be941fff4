"""The processes of one scenario, by name; all are stopped when it ends, however it ends."""

import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from stack.child_process import Child, Recipe, start, until


@dataclass
class Processes:
    """Running processes. Start them in the main thread: they end with the thread that started them."""

    logs: Path
    children: dict[str, Child] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)  # the length of each log when the process was last started

    def start(self, name: str, recipe: Recipe) -> None:
        """Run a program."""
        self.before[name] = len(self.said(name)) if self.log(name).exists() else 0
        self.children[name] = start(recipe, self.log(name))

    def await_ready(self, name: str, ready: Callable[[], bool]) -> None:
        """Wait until a program is ready; raises StackError if it ends first."""
        until(ready, self.children[name])

    def log(self, name: str) -> Path:
        """Return the log file of a process."""
        return self.logs / f"{name}.log"

    def said(self, name: str) -> str:
        """Return everything that a process has logged so far."""
        return self.log(name).read_text("utf-8", "replace")

    def said_since_start(self, name: str) -> str:
        """Return what a process has logged since it was last started."""
        return self.said(name)[self.before[name] :]

    def alive(self, name: str) -> bool:
        """Whether a process runs."""
        return name in self.children and self.children[name].alive

    def pid(self, name: str) -> int:
        """Return the process's id."""
        return self.children[name].process.pid

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """Kill a process, and wait until it has ended."""
        child = self.children[name]
        if child.alive:
            child.process.send_signal(how)
            child.process.wait(30)

    def ask_to_end(self, *names: str) -> None:
        """Send SIGTERM, or the signal for a clean shutdown, and do not wait."""
        for name in names:
            if self.alive(name):
                self.children[name].process.send_signal(self.children[name].recipe.goodbye)

    def stop(self, *names: str, grace: float = 45) -> float:
        """Ask processes to end, kill those that have not ended after `grace` seconds, and return how long it took."""
        began = monotonic()
        self.ask_to_end(*names)
        for name in names:
            self.children[name].stop(max(0.1, grace - (monotonic() - began)))
        return monotonic() - began

    def end_all(self) -> None:
        """End all processes that still run, servers last."""
        for name, child in reversed(self.children.items()):
            self.kill(name, signal.SIGQUIT if child.recipe.name == "Postgres" else signal.SIGKILL)
