"""The open connections and the settings that every request and every sweep uses."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from temporalio.client import Client
from temporalio.envconfig import ClientConfig

from intake.condition import Condition
from letters.links import Links
from settings import Settings
from store.pool import Pool
from workflows.converter import CONVERTER


@dataclass(frozen=True)
class Services:
    """The open connections and the settings; the client connects at its first call, and reconnects after an outage."""

    settings: Settings
    pool: Pool
    client: Client
    links: Links
    owners: dict[UUID, UUID] = field(default_factory=dict, repr=False, compare=False)  # the organisation of each link
    telling: dict[UUID, asyncio.Task[Any]] = field(
        default_factory=dict, repr=False, compare=False
    )  # by answer, while it is sent
    condition: Condition = field(default_factory=Condition, repr=False, compare=False)

    async def temporal(self) -> Client:
        """Return the client; only its first call shows whether Temporal is reachable."""
        return self.client


async def connect_temporal(lazy: bool = True) -> Client:
    """Return a client that has not connected yet, so that the gateway can start while Temporal is down."""
    config = ClientConfig.load_client_connect_config()
    config.setdefault("target_host", "localhost:7233")
    return await Client.connect(**config, data_converter=CONVERTER, lazy=lazy)


def links_of(settings: Settings) -> Links:
    """Return the maker and reader of action links for these settings."""
    return Links(settings.base_url, tuple(secret.get_secret_value().encode() for secret in settings.secrets))
