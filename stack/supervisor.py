"""The running components of the local stack, started together and stopped in order."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from stack.child_process import Child, StackError, start, until
from stack.components import ORDER, Component
from stack.state_folder import StateFolder

Say = Callable[[str], None]


class Supervisor:
    """The processes that this stack started, and no others."""

    def __init__(self, state_folder: StateFolder, say: Say) -> None:
        self._state_folder = state_folder
        self._say = say
        self._children: list[Child] = []

    async def bring_up(self, component: Component) -> None:
        """Start a component and return when it is ready. Call it in the main thread: children end with their thread."""
        child = start(component.recipe, self._state_folder.log(component.recipe.name.lower()))
        self._children.append(child)
        await asyncio.to_thread(until, component.ready, child)
        self._say(f"{component.recipe.name} is up")

    async def watch(self) -> None:
        """Never return; raise StackError as soon as a component stops by itself."""
        while True:
            for child in self._children:
                if not child.alive:
                    raise StackError(child.exit_message())
            await asyncio.sleep(0.2)

    async def stop_all(self) -> None:
        """Stop all components, each before the ones it depends on."""
        order = sorted(self._children, key=lambda child: ORDER.index(child.recipe.name), reverse=True)
        for child in order:
            if child.alive:
                await asyncio.to_thread(child.stop)
                self._say(f"{child.recipe.name} has stopped")


@asynccontextmanager
async def supervised(state_folder: StateFolder, say: Say) -> AsyncIterator[Supervisor]:
    """Yield an empty supervisor, and always stop all its components at the end."""
    supervisor = Supervisor(state_folder, say)
    try:
        yield supervisor
    finally:
        await asyncio.shield(supervisor.stop_all())
