"""The folder with everything of the local stack: data, logs, mail, keys and its description."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stack.child_process import StackError


@dataclass(frozen=True)
class StateFolder:
    """A state folder; deleting it removes all data of the local stack."""

    path: Path

    @property
    def description(self) -> Path:
        """The file with the addresses of all parts."""
        return self.path / "local.json"

    def log(self, name: str) -> Path:
        """Return the path of a part's log."""
        return self.path / "logs" / f"{name}.log"

    def recall(self, name: str) -> str:
        """Return a saved secret, or an empty text."""
        file = self.path / name
        return file.read_text("utf-8") if file.exists() else ""

    def keep(self, name: str, value: str) -> None:
        """Write a file that only its owner can read."""
        partial = self.path / f"{name}.part"
        partial.unlink(missing_ok=True)
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(value)
        partial.replace(self.path / name)

    def signing_key(self) -> str:
        """Return the key that signs links; it is created at the first start."""
        if not self.recall("signing_key"):
            self.keep("signing_key", secrets.token_urlsafe(32))
        return self.recall("signing_key")

    def describe(self, told: dict[str, str]) -> None:
        """Write the description; it holds the API key."""
        self.keep(self.description.name, json.dumps(told, indent=2) + "\n")

    def told(self, key: str) -> str:
        """Return one line of the description; raises StackError if no stack was ever started here."""
        if not self.description.exists():
            raise StackError(f"No local stack is described in {self.description}. Start one: make run (or rapport up)")
        return str(json.loads(self.description.read_text("utf-8"))[key])


@contextmanager
def occupied(state_folder: StateFolder) -> Iterator[None]:
    """Lock the folder for one stack; raises StackError if another stack uses it."""
    state_folder.path.mkdir(parents=True, exist_ok=True)
    with (state_folder.path / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StackError(
                f"Another local stack runs in {state_folder.path}. Stop it, or use another folder for this one: "
                "rapport up --state OTHER"
            ) from error
        yield
