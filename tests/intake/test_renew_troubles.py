"""What stands in the way of `rapport renew` is said in a sentence, and not in a library's words."""

import subprocess
import sys

import pytest

from stack.ports import free_port


@pytest.mark.parametrize(
    ("database", "says", "code"),
    [
        ("postgresql://a@127.0.0.1:{port}/a", "cannot be reached", 1),
        ("nonsense", "DATABASE_URL cannot be used: write postgresql://", 2),
    ],
)
def test_a_database_that_cannot_be_used_is_named(database: str, says: str, code: int) -> None:
    environment = {
        "PATH": "/usr/bin:/bin",
        "TEMPORAL_ADDRESS": "127.0.0.1:1",
        "DATABASE_URL": database.format(port=free_port()),
    }
    command = (sys.executable, "-m", "rapport", "renew")
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == code
    assert says in done.stderr
    assert "Errno" not in done.stderr
    assert "Error:" not in done.stderr
