"""A scenario, and how it is run to a verdict."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic

from chaos.setup import bring_up
from chaos.temporary_service import service
from chaos.trial import Say, Trial, trial

TURNS = 3


@dataclass(frozen=True)
class Scenario:
    """One kind of fault."""

    name: str
    run: Callable[[Trial], Awaitable[None]]
    seconds: float  # more than it needs on a busy machine; after that it counts as hanging
    size: int = 4  # pairs that take part
    usual: bool = True  # if not, it is tried only when named
    turn: int = 0  # which of three usual runs tries it; 0: each of them
    budget: int = 2000
    servers: bool = True  # whether all servers are up before it starts
    small_disk: bool = False

    def is_usual(self, seed: int) -> bool:
        """Whether a run with this seed that names no scenario tries it."""
        return self.usual and self.turn in (0, (seed - 1) % TURNS + 1)

    @property
    def tries(self) -> str:
        """Return what it does, in a sentence."""
        return (self.run.__doc__ or "").splitlines()[0]


@dataclass(frozen=True)
class Verdict:
    """How a scenario ended."""

    name: str
    seconds: float
    found: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether nothing was found."""
        return not self.found

    def __str__(self) -> str:
        """Return a line, and one more for each finding."""
        says = "good" if self.good else f"found {len(self.found)}:"
        return "\n    - ".join((f"{self.name} ({self.seconds:.0f} s): {says}", *self.found))


async def play(scenario: Scenario, seed: int, size: int, seconds: float, say: Say) -> Verdict:
    """Run a scenario on a service of its own; it fails if it takes too long or raises an error."""
    began = monotonic()
    found: list[str] = []
    try:
        with service(scenario.budget, small_disk=scenario.small_disk) as one:
            async with asyncio.timeout(seconds):
                key = await bring_up(one) if scenario.servers else ""
                current = await trial(one, key, seed, size, say)
                found = current.found
                await scenario.run(current)
    except TimeoutError as error:
        late = monotonic() - began >= seconds
        found.append(f"stopped: it took longer than {seconds:.0f} s" if late else f"stopped: {error}")
    except Exception as error:
        found.append(f"broke off: {error!r}")
    return Verdict(scenario.name, monotonic() - began, tuple(found))
