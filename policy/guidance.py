"""Which guide fits what a mentee says gets in the way, and which others lie close to it."""

from schemas.guides import Difficulty, Guide
from schemas.names import Choice

ENDING = (Choice.CLOSE, Choice.REMATCH)
FITTING = {
    Difficulty.ADVICE: Guide.ADVICE,
    Difficulty.TIME: Guide.RHYTHM,
    Difficulty.TALKING: Guide.TALKING,
    Difficulty.FIT: Guide.FIT,
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


def guide_for(difficulty: Difficulty, has_met: bool, choice: str = "") -> Guide:
    """Return the guide for a difficulty: how to begin if they have not met, how to part if the mentee would end it."""
    if difficulty is Difficulty.TIME and not has_met:
        return Guide.FIRST_MEETING
    if difficulty is Difficulty.FIT and choice in ENDING:
        return Guide.ENDING
    return FITTING[difficulty]


def beside(guide: Guide) -> tuple[Guide, ...]:
    """Return the guides that may help as well."""
    return BESIDE[guide]
