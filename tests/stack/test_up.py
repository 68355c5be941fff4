"""`rapport up`: one command starts everything, keeps everything, and leaves nothing behind."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from gateway.api.examples import MENTORSHIP
from stack.child_process import StackError
from stack.ports import PURPOSES, Ports, free_port, listening, require_free, side_by_side
from stack.up import FACES
from tests.patience import PATIENCE


def six_free_ports() -> Ports:
    while True:
        try:
            ports = side_by_side(free_port())
            require_free(ports)
        except StackError:
            continue
        return ports


def eventually(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit, "it did not come true in time"
        time.sleep(0.1)


def runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # it ended between the two questions
        return False


def command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:  # Postgres serves each session by a process that ends with it
        return []


class Up:
    """A running `rapport up`, its output so far, and every process it started."""

    def __init__(self, state: Path, ports: Ports) -> None:
        self.state, self.ports, self.output = state, ports, state.with_suffix(".out")
        command = (sys.executable, "-m", "rapport", "up", "--port", str(ports.gateway), "--state", str(state))
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        eventually(lambda: "Ctrl-C" in self.said or self.process.poll() is not None, 5 * PATIENCE)
        assert self.process.poll() is None, self.said
        self.all = psutil.Process(self.process.pid).children(recursive=True)

    @property
    def said(self) -> str:
        return self.output.read_text("utf-8")

    @property
    def told(self) -> dict[str, str]:
        return dict(json.loads((self.state / "local.json").read_text("utf-8")))

    def child(self, word: str) -> psutil.Process:
        return next(one for one in self.all if any(word in part for part in command(one)))

    def get(self, url: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.told['api_key']}"}
        return httpx.get(url, headers=headers, trust_env=False, timeout=PATIENCE, **options).raise_for_status().json()

    def phases(self) -> list[str]:
        return [one["phase"] for one in self.get(f"{self.told['api']}/v1/mentorships")["items"]]

    def left(self) -> list[psutil.Process]:
        return [one for one in self.all if runs(one)]


@contextmanager
def running(state: Path, ports: Ports) -> Iterator[Up]:
    up = Up(state, ports)
    try:
        yield up
    finally:
        up.process.send_signal(signal.SIGTERM)
        up.process.wait(5 * PATIENCE)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ports]:
    """Return the state folder of a stack that was started once, heard from, and stopped."""
    state, ports = tmp_path_factory.mktemp("up") / "state", six_free_ports()
    with running(state, ports) as up:
        eventually(lambda: up.get(f"{up.told['inbox']}/api/v1/search", params={"query": "to:ben"})["messages_count"])
        key = up.told["api_key"]
    assert up.process.returncode == 0, up.said
    eventually(lambda: not up.left())  # the kernel may take a moment to be done with a process that has ended
    assert not any(listening(getattr(ports, name)) for name in PURPOSES)
    assert (state / "local.json").stat().st_mode & 0o077 == 0
    assert key not in "".join(log.read_text("utf-8", "replace") for log in (state / "logs").iterdir())
    return state, ports


def test_one_command_starts_all_and_a_sample_letter_arrives_and_a_stop_leaves_no_process(
    stack: tuple[Path, Ports],
) -> None:
    assert stack


@pytest.fixture(scope="module")
def again(stack: tuple[Path, Ports]) -> Iterator[Up]:
    """Yield the same stack, started a second time."""
    with running(*stack) as up:
        yield up


def test_the_second_start_keeps_everything(stack: tuple[Path, Ports], again: Up) -> None:
    assert again.told["api_key"] == (stack[0] / "api_key").read_text("utf-8")
    assert sorted(again.phases()) == ["active", "agreeing", "seeking"]
    assert again.get(f"{again.told['inbox']}/api/v1/search", params={"query": "to:ben"})["messages_count"] == 1


def test_letters_in_three_languages_are_there_and_starting_over_begins_the_same_story_again(again: Up) -> None:
    inbox, api = again.told["inbox"], f"{again.told['api']}/v1/mentorships"
    before = {one["id"] for one in again.get(api)["items"]}
    again.get(f"{inbox}/api/v1/search", params={"query": "Hallo to:hannah"})["messages"][0]
    again.get(f"{inbox}/api/v1/search", params={"query": "Hola to:diego"})["messages"][0]
    done = httpx.post(f"{inbox}/start-over", timeout=2 * PATIENCE, trust_env=False, follow_redirects=True)
    assert "Everything was reset: one search and two pairs." in done.text
    assert sorted(again.phases()) == ["active", "agreeing", "seeking"]
    assert before & {one["id"] for one in again.get(api)["items"]} == {str(MENTORSHIP)}, (
        "that one is in the API's examples"
    )
    eventually(lambda: again.get(f"{inbox}/api/v1/search", params={"query": "to:ben"})["messages_count"] == 1)


def test_every_address_that_is_printed_opens_something(again: Up) -> None:
    for name in FACES:
        reply = httpx.get(
            again.told[name], headers={"Accept": "text/html"}, follow_redirects=True, trust_env=False, timeout=PATIENCE
        )
        assert (reply.status_code, reply.headers["content-type"].partition(";")[0]) == (200, "text/html"), name
        assert again.told[name] in again.said


def test_who_starts_another_one_is_told_who_is_in_the_way(stack: tuple[Path, Ports], again: Up) -> None:
    command = (sys.executable, "-m", "rapport", "up", "--port", str(again.ports.gateway), "--state", str(stack[0]))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Port {again.ports.gateway}, meant for the HTTP API and the console, is in use.")
    assert again.process.poll() is None


def test_one_folder_serves_one_stack(stack: tuple[Path, Ports], again: Up) -> None:
    ports = six_free_ports()
    command = (sys.executable, "-m", "rapport", "up", "--port", str(ports.gateway), "--state", str(stack[0]))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Another local stack runs in" in done.stderr


def test_a_part_that_dies_is_named_with_its_log_and_everything_stops(again: Up) -> None:
    again.child("stack.catcher").kill()
    assert again.process.wait(5 * PATIENCE) == 1
    assert "catcher stopped by itself" in again.said
    assert "catcher.log" in again.said
    eventually(lambda: not again.left())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a child that its parent died")
def test_even_a_killed_stack_leaves_no_process(stack: tuple[Path, Ports]) -> None:
    with running(stack[0], six_free_ports()) as up:
        up.process.kill()
        up.process.wait(PATIENCE)
        eventually(lambda: not up.left())
