"""Runs `rapport …` in a process that is forked from one with all modules read: that saves most of its time."""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired

from tests.patience import PATIENCE

PLAIN = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}


def rapport(*arguments: str, **environment: str) -> CompletedProcess[str]:
    """Run a command in an environment that says only this."""
    return run(arguments, PLAIN | environment)


def run(arguments: tuple[str, ...], environment: Mapping[str, str]) -> CompletedProcess[str]:
    """Run a command, and return what it printed and its exit code."""
    with tempfile.TemporaryDirectory() as folder:
        output, errors = Path(folder) / "output", Path(folder) / "errors"
        process = started(arguments, environment, output, errors)
        process.join(2 * PATIENCE)
        if process.exitcode is None:
            process.kill()
            raise TimeoutExpired(arguments, 2 * PATIENCE)
        return CompletedProcess(arguments, process.exitcode, output.read_text("utf-8"), errors.read_text("utf-8"))


def started(
    arguments: tuple[str, ...], environment: Mapping[str, str], output: Path, errors: Path
) -> ForkServerProcess:
    """Start a command, and return the process."""
    process = _prepared().Process(target=_command, args=(arguments, dict(environment), output, errors))
    process.start()
    return process


@cache
def _prepared() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["rapport", "worker", "gateway.app"])
    return context


def _command(arguments: tuple[str, ...], environment: dict[str, str], output: Path, errors: Path) -> None:
    for stream, path in ((1, output), (2, errors)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), stream)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["rapport", *arguments]
    from rapport import app  # not above: it is read in the process that prepares

    app()
