"""Chromium without a window, steered over two pipes by the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/"""

import base64
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from stack.child_process import StackError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Chromium reads commands from descriptor 3 and writes to 4; this program moves our pipes there and becomes Chromium.
TO_3_AND_4 = (
    "import fcntl, os, sys\n"
    "pipes = [fcntl.fcntl(int(one), fcntl.F_DUPFD, 10) for one in sys.argv[1:3]]\n"
    "for place, pipe in zip((3, 4), pipes): os.dup2(pipe, place)\n"
    "os.execv(sys.argv[3], sys.argv[3:])"
)
OPTIONS = ("--headless=new", "--remote-debugging-pipe", "--hide-scrollbars", "--force-color-profile=srgb", "--lang=en")


def program() -> str:
    """Return where the browser is; StackError, which says what to do, where there is none."""
    wanted = os.environ.get("CHROMIUM")
    found = wanted or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise StackError("Pictures need Chromium or Chrome. Install one, or set CHROMIUM to its path.")
    return found


class Tab:
    """One page that is open."""

    def __init__(self, commands: IO[bytes], answers: IO[bytes]) -> None:
        self._commands, self._answers = commands, answers
        self._ids, self._session = itertools.count(1), ""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.enable")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give one command and return its result; StackError where Chromium refuses or is gone."""
        id = next(self._ids)
        command = {"id": id, "method": method, "params": parameters} | (
            {"sessionId": self._session} if self._session else {}
        )
        self._commands.write(json.dumps(command).encode() + b"\0")
        self._commands.flush()
        said = self._until(lambda one: one.get("id") == id)
        if "error" in said:
            raise StackError(f"Chromium refused {method}: {said['error']['message']}")
        return dict(said["result"])

    def _until(self, wanted: Any) -> dict[str, Any]:
        while True:
            said = self._message()
            if wanted(said):
                return said

    def _message(self) -> dict[str, Any]:
        read = bytearray()
        while (one := self._answers.read(1)) != b"\0":
            if not one:
                raise StackError("Chromium has ended.")
            read += one
        return dict(json.loads(read))

    def size(self, width: int, height: int) -> None:
        """Make the page so large, in CSS pixels."""
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )

    def open(self, url: str) -> None:
        """Open an address, and wait until the page and all in it are there."""
        self.ask("Page.navigate", url=url)
        self._until(lambda one: one.get("method") == "Page.loadEventFired")

    def run(self, script: str) -> Any:
        """Run a script in the page and return what it comes to; StackError where it throws."""
        said = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in said:
            raise StackError(f"A script failed in the page: {said['exceptionDetails']['exception']['description']}")
        return said["result"].get("value")

    def press(self, script: str) -> None:
        """Run a script that leads to another page, and wait until that is there."""
        self.run(f"setTimeout(() => {{ {script} }})")
        self._until(lambda one: one.get("method") == "Page.loadEventFired")

    def picture(self, file: Path) -> None:
        """Keep what the page shows as a PNG."""
        file.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"]))


@contextmanager
def browsing() -> Iterator[Tab]:
    """Start the browser with a fresh profile, yield its one tab, and end it."""
    (command_end, commands), (answers, answer_end) = os.pipe(), os.pipe()
    with tempfile.TemporaryDirectory(prefix="rapport-chromium-", ignore_cleanup_errors=True) as profile:
        options = (*OPTIONS, f"--user-data-dir={profile}", *(("--no-sandbox",) if os.geteuid() == 0 else ()))
        moved = (sys.executable, "-c", TO_3_AND_4, str(command_end), str(answer_end))
        process = subprocess.Popen(
            (*moved, program(), *options), pass_fds=(command_end, answer_end), stderr=subprocess.DEVNULL
        )
        os.close(command_end)
        os.close(answer_end)
        with os.fdopen(commands, "wb") as out, os.fdopen(answers, "rb") as into:
            try:
                yield Tab(out, into)
            finally:
                _end(process, out)


def _end(process: subprocess.Popen[bytes], commands: IO[bytes]) -> None:
    """Have the browser end by itself, so that none of its processes writes into its profile any more."""
    with suppress(OSError, subprocess.TimeoutExpired):
        commands.write(b'{"id": 0, "method": "Browser.close"}\0')
        commands.flush()
        process.wait(10)
    if process.poll() is None:
        process.kill()
        process.wait()
