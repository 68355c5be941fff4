"""A pair that the programme puts on hold, and lets go on."""

from uuid import UUID

from schemas.names import PAIR, Choice, Role
from tests.policy.stories import Story, under_way


def held(story: Story) -> UUID:
    """Put it on hold; return by which answer."""
    story.hears(Role.HR, "hold")
    return UUID(int=story.said)


def lifted(story: Story, hold: UUID, choice: Choice = Choice.CONTINUE, missed: tuple[Role, ...] = ()) -> None:
    """Lift a hold; `missed` are those whose last letter it kept back."""
    story.hears(Role.HR, "lift", hold=hold, choice=choice, missed=missed)


def met(story: Story) -> Story:
    """Carry a pair on to its first check-in, which both answer."""
    under_way(story)
    step = story.goes_on_until("check_in")
    for role in PAIR:
        story.hears(role, "check_in", step.key, met="yes")
    return story
