"""A pair that the programme puts on hold, and lets go on."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from schemas.names import PAIR, Choice, Role
from schemas.step_key import StepKey
from tests.policy.stories import Story, under_way


def held(story: Story) -> UUID:
    """Put it on hold; return by which answer."""
    story.hears(Role.HR, "hold")
    return UUID(int=story.said)


def lifted(
    story: Story, hold: UUID, choice: Choice = Choice.CONTINUE, kept_back: Mapping[Role, tuple[str, ...]] | None = None
) -> None:
    """Lift a hold; `kept_back` are the letters that it kept from each."""
    steps = {role: tuple(StepKey(step) for step in theirs) for role, theirs in (kept_back or {}).items()}
    story.hears(Role.HR, "lift", hold=hold, choice=choice, kept_back=steps)


def in_a_break(story: Story, days: int = 20) -> Story:
    """Carry a story on into a break that HR asked for, of which letters are written."""
    story.hears(Role.HR, "pause", until=story.now + timedelta(days=days))
    story.takes("paused")
    return story


def met(story: Story) -> Story:
    """Carry a pair on to its first check-in, which both answer."""
    under_way(story)
    step = story.goes_on_until("check_in")
    for role in PAIR:
        story.hears(role, "check_in", step.key, met="yes")
    return story
