"""The processes of one scenario, by name; all are gone at its end, whatever the end."""

import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from stack.child_process import Child, Recipe, start, until


@dataclass
class Processes:
    """What runs. They must be started in the main thread: they end with the thread that started them."""

    logs: Path
    children: dict[str, Child] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)  # how much each had written when it was started last

    def start(self, name: str, recipe: Recipe) -> None:
        """Run a program."""
        self.before[name] = len(self.said(name)) if self.log(name).exists() else 0
        self.children[name] = start(recipe, self.log(name))

    def await_ready(self, name: str, ready: Callable[[], bool]) -> None:
        """Wait until a program is ready; StackError when it ends before."""
        until(ready, self.children[name])

    def log(self, name: str) -> Path:
        """Return where a process writes."""
        return self.logs / f"{name}.log"

    def said(self, name: str) -> str:
        """Return all that a process wrote so far."""
        return self.log(name).read_text("utf-8", "replace")

    def said_since_start(self, name: str) -> str:
        """Return what a process wrote since it was started last."""
        return self.said(name)[self.before[name] :]

    def alive(self, name: str) -> bool:
        """Whether a process runs."""
        return name in self.children and self.children[name].alive

    def pid(self, name: str) -> int:
        """Return the process's id."""
        return self.children[name].process.pid

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """End a process without asking, and wait until it is gone."""
        child = self.children[name]
        if child.alive:
            child.process.send_signal(how)
            child.process.wait(30)

    def ask_to_end(self, *names: str) -> None:
        """Send SIGTERM (or what ends it well) and wait for nothing."""
        for name in names:
            if self.alive(name):
                self.children[name].process.send_signal(self.children[name].recipe.goodbye)

    def stop(self, *names: str, grace: float = 45) -> float:
        """Ask processes to end, end those that do not within `grace` seconds, and return how long it took."""
        began = monotonic()
        self.ask_to_end(*names)
        for name in names:
            self.children[name].stop(max(0.1, grace - (monotonic() - began)))
        return monotonic() - began

    def end_all(self) -> None:
        """End whatever still runs, servers last."""
        for name, child in reversed(self.children.items()):
            self.kill(name, signal.SIGQUIT if child.recipe.name == "Postgres" else signal.SIGKILL)
