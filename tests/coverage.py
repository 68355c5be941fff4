"""Lists what part of the service's code no test runs: `pytest -p tests.coverage`, across all processes of pytest-xdist.

Slipcover changes the compiled code itself, which costs next to nothing; coverage.py needs a trace function, with which
the tests took a third longer on Python 3.11. Slipcover's own command does not get along with
`--import-mode=importlib`, so this plug-in starts it. Programs that tests start as child processes are not looked into.
"""

import json
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest
from slipcover import FileMatcher, Slipcover, merge_coverage, print_coverage
from slipcover.importer import SlipcoverMetaPathFinder

SERVICE = "activities gateway intake letters pairing policy roster schemas stack store workflows".split()  # noqa: SIM905
FOLDERS = [str(Path(__file__).parents[1] / package) for package in SERVICE]
WITHOUT = ["*/__init__.py"]  # a docstring or a list

Coverage = dict[str, Any]  # as slipcover writes it in JSON


class ServiceFinder(SlipcoverMetaPathFinder):  # type: ignore[misc]  # slipcover ships no types
    """Instruments the service's own modules, and leaves every other module to the finders after it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] not in SERVICE:
            return None
        return cast(ModuleSpec | None, super().find_spec(fullname, path, target))


class Process:
    """What one process of pytest has seen, and in the controlling process what all workers have."""

    def __init__(self, slipcover: Slipcover) -> None:
        self.slipcover = slipcover
        self.workers: list[Coverage] = []

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        output: dict[str, object] | None = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["coverage"] = json.dumps(self.slipcover.get_coverage())

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        if "coverage" in getattr(node, "workeroutput", {}):  # a worker that crashed has left none
            self.workers.append(json.loads(node.workeroutput["coverage"]))

    def pytest_terminal_summary(self) -> None:
        coverage = self.slipcover.get_coverage()
        for worker in self.workers:
            merge_coverage(coverage, worker)
        print_coverage(coverage, skip_covered=True, missing_width=60)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Process(_SLIPCOVER), "coverage of the service")


# At import: the modules that conftest.py imports are to be seen, too.
_SLIPCOVER = Slipcover(source=FOLDERS, omit=WITHOUT, exclude_also=["raise AssertionError", "@overload"])
sys.meta_path.insert(0, ServiceFinder(_SLIPCOVER, FileMatcher(sources=FOLDERS, omit=WITHOUT)))
