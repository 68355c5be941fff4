"""Whoever says what gets in the way is shown the guide for it, and from every guide the others can be reached."""

import pytest

from policy.guidance import beside, guide_for
from schemas.guides import Difficulty, Guide
from schemas.names import Choice


@pytest.mark.parametrize(
    ("difficulty", "has_met", "choice", "guide"),
    [
        (Difficulty.ADVICE, True, "yes", Guide.ADVICE),
        (Difficulty.TIME, True, "no", Guide.RHYTHM),
        (Difficulty.TIME, False, "no", Guide.FIRST_MEETING),
        (Difficulty.TIME, False, Choice.PAUSE, Guide.FIRST_MEETING),
        (Difficulty.TALKING, True, "yes", Guide.TALKING),
        (Difficulty.FIT, True, "yes", Guide.FIT),
        (Difficulty.FIT, True, Choice.CADENCE, Guide.FIT),
        (Difficulty.FIT, True, Choice.CLOSE, Guide.ENDING),
        (Difficulty.FIT, False, Choice.REMATCH, Guide.ENDING),
        (Difficulty.ADVICE, True, Choice.CLOSE, Guide.ADVICE),
    ],
)
def test_a_difficulty_brings_the_guide_that_fits_what_else_was_said(
    difficulty: Difficulty, has_met: bool, choice: str, guide: Guide
) -> None:
    assert guide_for(difficulty, has_met, choice) is guide


def test_every_difficulty_has_a_guide_whatever_else_was_said() -> None:
    for difficulty in Difficulty:
        for choice in ("", "yes", "booked", "no", *Choice):
            assert {guide_for(difficulty, has_met, choice) for has_met in (True, False)} <= set(Guide)


def test_each_guide_names_two_others_and_each_is_named() -> None:
    for guide in Guide:
        assert len({*beside(guide)} - {guide}) == 2
    assert {one for guide in Guide for one in beside(guide)} == set(Guide)
