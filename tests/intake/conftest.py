"""The same gateways as the tests of the gateway use."""

from tests.gateway.conftest import api, lonely, pair_in

__all__ = ["api", "lonely", "pair_in"]
