"""The six ports of the local stack, in a row."""

import socket
from dataclasses import dataclass
from itertools import cycle
from random import SystemRandom

from stack.child_process import StackError

HOST = "127.0.0.1"
# Below the ports from which systems make outgoing connections: none of those can take a free port before it is used.
_SHUFFLED = cycle(SystemRandom().sample(range(12000, 32000), 20000))


@dataclass(frozen=True)
class Ports:
    """Where each part of the stack listens, on the loopback interface only."""

    gateway: int
    inbox: int
    smtp: int
    temporal: int
    temporal_ui: int
    postgres: int


PURPOSES = {
    "gateway": "the HTTP API and the console",
    "inbox": "the inbox",
    "smtp": "the mail catcher",
    "temporal": "Temporal",
    "temporal_ui": "the Temporal UI",
    "postgres": "Postgres",
}


def side_by_side(first: int) -> Ports:
    """Return the six ports from `first` on; raises StackError outside 1024…65530."""
    if not 1024 <= first <= 65530:
        raise StackError(f"Port {first} cannot be used; choose one from 1024 to 65530, e.g. make run PORT=9000")
    return Ports(*range(first, first + 6))


def free_port() -> int:
    """Return a port that is not in use, another one each time."""
    return next(port for port in _SHUFFLED if not _taken(port))


def listening(port: int) -> bool:
    """Whether a port accepts connections."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def require_free(ports: Ports) -> None:
    """Raise StackError for the first port that another program uses."""
    for name, purpose in PURPOSES.items():
        port = getattr(ports, name)
        if _taken(port):
            first = ports.gateway
            raise StackError(
                f"Port {port}, meant for {purpose}, is in use. Stop what listens there, or choose six other ports "
                f"in a row ({first}–{first + 5} by now): make run PORT=9000, or rapport up --port 9000"
            )
