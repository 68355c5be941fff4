"""Gateways whose clocks differ by minutes take each other's pages and sessions, but nothing old or hours ahead."""

import time

import pytest
from itsdangerous import BadData

from gateway.security.csrf import LIFE, field_for, proved
from tests.gateway.pair_fixture import settings_for

NOBODYS = "postgresql://nobody@127.0.0.1:1/none"


@pytest.mark.parametrize(
    ("ahead", "taken"), [(0, True), (2, True), (240, True), (3600, False), (60 - LIFE, True), (-60 - LIFE, False)]
)
def test_a_page_that_another_gateway_showed(ahead: int, taken: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, real = settings_for(NOBODYS), time.time
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(time, "time", lambda: real() + ahead)
        field = field_for(settings, "a link")
    if taken:
        assert proved(settings, "press", field) == ["a link"]
        return
    with pytest.raises(BadData):
        proved(settings, "press", field)


def test_what_was_signed_for_another_purpose_proves_nothing() -> None:
    settings = settings_for(NOBODYS)
    with pytest.raises(BadData):
        proved(settings, "console", field_for(settings, "a link"))
