"""Ports: who is in the way is said before anything is started."""

import socket

import pytest

from stack.child_process import StackError
from stack.ports import HOST, Ports, free_port, require_free, side_by_side


def test_a_port_in_use_is_named_with_its_purpose_and_a_way_out() -> None:
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(StackError, match="in use") as caught:
            require_free(Ports(free_port(), port, *(free_port() for _ in range(4))))
    says = str(caught.value)
    assert f"Port {port}, meant for the inbox, is in use." in says
    assert "make run PORT=9000" in says
    assert "\n" not in says


@pytest.mark.parametrize("first", [0, 80, 65531, 70000])
def test_ports_that_cannot_be_used_are_refused(first: int) -> None:
    with pytest.raises(StackError, match="choose one from 1024 to 65530"):
        side_by_side(first)


def test_a_free_port_is_a_new_one_each_time_and_none_that_an_outgoing_connection_could_take() -> None:
    """Otherwise a client that waits for a server could be given the server's port before the server is."""
    ports = [free_port() for _ in range(50)]
    assert len(set(ports)) == 50
    assert max(ports) < 32768
