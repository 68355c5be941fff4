"""Which guide fits what a mentee says gets in the way, and which others lie close to it."""

from schemas.guides import Concern, Guide
from schemas.names import Choice

ENDING = (Choice.CLOSE, Choice.REMATCH)
FITTING = {
    Concern.ADVICE: Guide.ADVICE,
    Concern.TIME: Guide.RHYTHM,
    Concern.TALKING: Guide.TALKING,
    Concern.FIT: Guide.FIT,
}
BESIDE = {
    Guide.FIRST_MEETING: (Guide.GOALS, Guide.BOUNDARIES),
    Guide.GOALS: (Guide.DIRECTION, Guide.RHYTHM),
    Guide.RHYTHM: (Guide.GOALS, Guide.FIT),
    Guide.ADVICE: (Guide.DIRECTION, Guide.FEEDBACK),
    Guide.TALKING: (Guide.DISTANCE, Guide.ONE_SIDED),
    Guide.FIT: (Guide.FEEDBACK, Guide.ENDING),
    Guide.ONE_SIDED: (Guide.FEEDBACK, Guide.TALKING),
    Guide.FEEDBACK: (Guide.CRITICISM, Guide.ONE_SIDED),
    Guide.CRITICISM: (Guide.FEEDBACK, Guide.SETBACK),
    Guide.BOUNDARIES: (Guide.DISTANCE, Guide.FIRST_MEETING),
    Guide.DISTANCE: (Guide.TALKING, Guide.FEEDBACK),
    Guide.SETBACK: (Guide.DIRECTION, Guide.CRITICISM),
    Guide.DIRECTION: (Guide.ADVICE, Guide.INTRODUCTION),
    Guide.INTRODUCTION: (Guide.DIRECTION, Guide.BOUNDARIES),
    Guide.ENDING: (Guide.INTRODUCTION, Guide.FIT),
}


def guide_for(concern: Concern, has_met: bool, choice: str = "") -> Guide:
    """Return the guide for a concern: how to begin if they have not met yet, how to part if the mentee would end it."""
    if concern is Concern.TIME and not has_met:
        return Guide.FIRST_MEETING
    if concern is Concern.FIT and choice in ENDING:
        return Guide.ENDING
    return FITTING[concern]


def beside(guide: Guide) -> tuple[Guide, ...]:
    """Return the guides that may help as well."""
    return BESIDE[guide]
