"""Whether the service can serve, as its own paths answer it."""

from typing import Literal

from schemas.value import Value


class Alive(Value):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Check(Value):
    """One thing that the gateway needs: whether it is ok, and if not, what is wrong."""

    name: Literal[
        "postgres", "writable", "migrations", "signing_key", "temporal", "namespace", "search_attributes", "workers"
    ]
    ok: bool
    says: str


class Ready(Value):
    """What the gateway needs, and whether each part is ok."""

    status: Literal["ready", "not ready"]
    postgres: bool
    temporal: bool
    checks: tuple[Check, ...]
