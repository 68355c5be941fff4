"""What stands in the way of `rapport renew` is said in a sentence, and not in a library's words."""

import pytest

from stack.ports import free_port
from tests.stack.command_line import rapport


def test_whoever_asks_for_stuck_runs_and_for_all_is_told_to_choose() -> None:
    """After a restore, no run is stuck: taking one of the two options for the other would leave all as they are."""
    environment = {"TEMPORAL_ADDRESS": "127.0.0.1:1", "DATABASE_URL": "postgresql://a@127.0.0.1/a"}
    for more in ((), ("--dry-run",)):
        done = rapport("renew", "--stuck", "--restored", *more, **environment)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "Pass either --stuck or --restored: after a restore, --restored restarts all runs.\n"


@pytest.mark.parametrize(
    ("database", "says", "code"),
    [
        ("postgresql://a@127.0.0.1:{port}/a", "cannot be reached", 1),
        ("nonsense", "DATABASE_URL cannot be used: write postgresql://", 2),
    ],
)
def test_a_database_that_cannot_be_used_is_named(database: str, says: str, code: int) -> None:
    done = rapport("renew", TEMPORAL_ADDRESS="127.0.0.1:1", DATABASE_URL=database.format(port=free_port()))
    assert done.returncode == code
    assert says in done.stderr
    assert "Errno" not in done.stderr
    assert "Error:" not in done.stderr


def test_a_temporal_that_is_away_is_named_with_its_address(database_url: str) -> None:
    done = rapport("renew", TEMPORAL_ADDRESS="127.0.0.1:1", DATABASE_URL=database_url)
    says = "Temporal at 127.0.0.1:1 cannot be reached: connection refused. Correct TEMPORAL_ADDRESS, or start it.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", says)
