"""The letters of a mentorship, compared with those of a mentorship without faults."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from chaos.pairs import Pair, live_all
from chaos.trial import Trial

Story = list[tuple[str, str, str]]


async def story(trial: Trial, pair: Pair) -> Story:
    """Return who got which letter for which step."""
    return [(row["role"], row["step"], row["letter"]) for row in await trial.records.letters(pair.id)]


async def in_peace(trial: Trial, programme: str) -> Story:
    """Run one mentorship to its end before any fault."""
    (pair,) = await trial.pairs(1)
    trial.found += await live_all([pair], programme)
    return await story(trial, pair)


@asynccontextmanager
async def living(
    trial: Trial, pairs: Sequence[Pair], programme: str, abandoned_after: float = 30
) -> AsyncIterator[None]:
    """Run pairs, with hours passing in seconds, while the block injects faults; then wait until they have ended."""
    async with trial.meanwhile(trial.records.hurry_on(abandoned_after)):
        lives = asyncio.create_task(live_all(pairs, programme))
        yield
        trial.found += await lives


async def compare(trial: Trial, pairs: Sequence[Pair], calm: Story, *, reminders: bool = True) -> None:
    """Expect the same letters for every pair; without `reminders`, one reminder more or less is accepted."""
    for pair in pairs:
        told = await story(trial, pair)
        missing, added = set(calm) - set(told), set(told) - set(calm)
        if not reminders:
            missing, added = ({one for one in some if "reminder" not in one[2]} for some in (missing, added))
        if missing or added or (reminders and len(told) != len(calm)):
            trial.found.append(f"{pair.id} got other letters: without {sorted(missing)}, with {sorted(added)}")


async def lived(trial: Trial, pairs: Sequence[Pair], calm: Story, *, reminders: bool = True, caught: int = 0) -> None:
    """Check ended mentorships: nothing lost, doubled or stuck, and the same letters as without faults."""
    await trial.records.an_hour_passes()
    left = await trial.records.drained()
    trial.expect(not left, f"{left} letters, answers or starts are still under way")
    await trial.inspect(pairs, caught=caught)
    await compare(trial, pairs, calm, reminders=reminders)
