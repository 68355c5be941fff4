"""The running parts of the local stack, started together and stopped in order."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from stack.child import Child, StackError, start, until
from stack.parts import ORDER, Part
from stack.place import Place

Say = Callable[[str], None]


class Crew:
    """Every process this stack started, and no other."""

    def __init__(self, place: Place, say: Say) -> None:
        self._place = place
        self._say = say
        self._children: list[Child] = []

    async def bring_up(self, part: Part) -> None:
        """Start a part and return when it is ready. Must run in the main thread: children end with their thread."""
        child = start(part.recipe, self._place.log(part.recipe.name.lower()))
        self._children.append(child)
        await asyncio.to_thread(until, part.ready, child)
        self._say(f"{part.recipe.name} is up")

    async def watch(self) -> None:
        """Return never; StackError as soon as a part stops by itself."""
        while True:
            for child in self._children:
                if not child.alive:
                    raise StackError(child.epitaph())
            await asyncio.sleep(0.2)

    async def dismiss(self) -> None:
        """Stop all parts, those that need others first."""
        order = sorted(self._children, key=lambda child: ORDER.index(child.recipe.name), reverse=True)
        for child in order:
            if child.alive:
                await asyncio.to_thread(child.stop)
                self._say(f"{child.recipe.name} has stopped")


@asynccontextmanager
async def crew_of(place: Place, say: Say) -> AsyncIterator[Crew]:
    """Yield an empty crew, and dismiss it at the end, whatever the end."""
    crew = Crew(place, say)
    try:
        yield crew
    finally:
        await asyncio.shield(crew.dismiss())
