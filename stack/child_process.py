"""One program of the local stack, as a child process with its own log file."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

EXIT_WITH_PARENT = Path(__file__).with_name("exit_with_parent.py")


class StackError(Exception):
    """The local stack cannot continue; the message says what to do."""


@dataclass(frozen=True)
class Recipe:
    """How to run a program. `environment` replaces the parent's; `goodbye` is the signal for a clean shutdown."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    goodbye: signal.Signals = signal.SIGTERM
    user: str = ""


@dataclass(frozen=True)
class Child:
    """A running program; on Linux it ends when the thread that started it ends."""

    recipe: Recipe
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def alive(self) -> bool:
        """Whether the program is still running."""
        return self.process.poll() is None

    def stop(self, grace: float = 40) -> None:
        """Ask the program to end; after `grace` seconds, kill it."""
        if self.alive:
            self.process.send_signal(self.recipe.goodbye)
        try:
            self.process.wait(grace)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def exit_message(self) -> str:
        """Return a sentence that says that the program ended, and where its log is."""
        return f"{self.recipe.name} stopped by itself (exit code {self.process.poll()}). Its log: {self.log}"


def start(recipe: Recipe, log: Path) -> Child:
    """Start a program in a new session, so that Ctrl-C in the terminal reaches only its parent."""
    log.parent.mkdir(parents=True, exist_ok=True)
    tied = (sys.executable, "-IS", str(EXIT_WITH_PARENT), str(os.getpid()), recipe.goodbye.name, recipe.user)
    with log.open("ab") as output:
        process = subprocess.Popen(
            (*tied, *recipe.command),
            env=dict(recipe.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Child(recipe, process, log)


def until(ready: Callable[[], bool], child: Child, seconds: float = 60) -> None:
    """Wait until `ready`; raises StackError if the program ends before, or takes longer than `seconds`."""
    limit = time.monotonic() + seconds
    while not ready():
        if not child.alive:
            raise StackError(child.exit_message())
        if time.monotonic() > limit:
            raise StackError(f"{child.recipe.name} was not ready after {seconds:.0f} s. Its log: {child.log}")
        time.sleep(0.05)
