"""What a scenario is, and how one is run to a verdict."""

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
    """A kind of trouble."""

    name: str
    run: Callable[[Trial], Awaitable[None]]
    seconds: float  # longer than it takes on a busy machine; after them it hangs
    size: int = 4  # pairs that take part
    usual: bool = True  # else it is tried only when named
    turn: int = 0  # of three usual runs, the one that tries it; 0: each does
    budget: int = 2000
    servers: bool = True  # all are up before it begins
    small_disk: bool = False

    def is_usual(self, seed: int) -> bool:
        """Whether a run with this seed that names no scenario tries it."""
        return self.usual and self.turn in (0, (seed - 1) % TURNS + 1)

    @property
    def tries(self) -> str:
        """Say what it does."""
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
        """Say it in a line, and each finding in one more."""
        says = "good" if self.good else f"found {len(self.found)}:"
        return "\n    - ".join((f"{self.name} ({self.seconds:.0f} s): {says}", *self.found))


async def play(scenario: Scenario, seed: int, size: int, seconds: float, say: Say) -> Verdict:
    """Run a scenario on a service of its own; one that takes too long, or breaks, is bad."""
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
