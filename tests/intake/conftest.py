"""The same gateways as the tests of the gateway use."""

from tests.gateway.conftest import api, lonely

__all__ = ["api", "lonely"]
