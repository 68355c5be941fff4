"""A mentorship that has taken its first step, and a given pair that has begun, for what comes later."""

from tests.journeys.local_programme import LocalProgramme, Reader


async def to_first(local: LocalProgramme, id: str) -> None:
    """Let time pass until the first step has happened; in its readers' working hours it happens at once."""
    await local.settled(id)
    if not await local.steps(id):
        await local.to_next(id)


async def goes_on_to_check_in(local: LocalProgramme, id: str, *both: Reader) -> None:
    """Let both agree, and carry the pair on until they are asked how it is going."""
    await to_first(local, id)
    for reader in both:
        await reader.press(reader.new()[-1], choice="agree")
    await local.settled(id)
    while "check_in" not in await local.steps(id):
        await local.to_next(id)
