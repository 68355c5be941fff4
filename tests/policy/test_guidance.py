"""Whoever says what gets in the way is shown the guide for it, and from every guide the others can be reached."""

import pytest

from policy.guidance import beside, guide_for
from schemas.guides import Concern, Guide
from schemas.names import Choice


@pytest.mark.parametrize(
    ("concern", "has_met", "choice", "guide"),
    [
        (Concern.ADVICE, True, "yes", Guide.ADVICE),
        (Concern.TIME, True, "no", Guide.RHYTHM),
        (Concern.TIME, False, "no", Guide.FIRST_MEETING),
        (Concern.TIME, False, Choice.PAUSE, Guide.FIRST_MEETING),
        (Concern.TALKING, True, "yes", Guide.TALKING),
        (Concern.FIT, True, "yes", Guide.FIT),
        (Concern.FIT, True, Choice.CADENCE, Guide.FIT),
        (Concern.FIT, True, Choice.CLOSE, Guide.ENDING),
        (Concern.FIT, False, Choice.REMATCH, Guide.ENDING),
        (Concern.ADVICE, True, Choice.CLOSE, Guide.ADVICE),
    ],
)
def test_a_concern_brings_the_guide_that_fits_what_else_was_said(
    concern: Concern, has_met: bool, choice: str, guide: Guide
) -> None:
    assert guide_for(concern, has_met, choice) is guide


def test_every_concern_has_a_guide_whatever_else_was_said() -> None:
    for concern in Concern:
        for choice in ("", "yes", "booked", "no", *Choice):
            assert {guide_for(concern, has_met, choice) for has_met in (True, False)} <= set(Guide)


def test_each_guide_names_two_others_and_each_is_named() -> None:
    for guide in Guide:
        assert len({*beside(guide)} - {guide}) == 2
    assert {one for guide in Guide for one in beside(guide)} == set(Guide)
