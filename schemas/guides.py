"""What can get in the way of a conversation, and the guides that help with it."""

from enum import StrEnum


class Difficulty(StrEnum):
    """What a mentee can say beside the answer to a check-in."""

    ADVICE = "advice"  # advice that pulls in different directions
    TIME = "time"  # they do not find the time
    TALKING = "talking"  # they talk past each other
    FIT = "fit"  # it does not feel right


class Guide(StrEnum):
    """The guides by their addresses; the texts of each are in letters/guides."""

    FIRST_MEETING = "first-meeting"
    GOALS = "goals-and-expectations"
    RHYTHM = "keeping-the-rhythm"
    ADVICE = "conflicting-advice"
    TALKING = "talking-past-each-other"
    FIT = "not-the-right-fit"
    ONE_SIDED = "one-sided-conversations"
    FEEDBACK = "feedback-to-a-mentor"
    CRITICISM = "receiving-criticism"
    BOUNDARIES = "boundaries-and-confidence"
    DISTANCE = "different-worlds"
    SETBACK = "after-a-setback"
    DIRECTION = "near-and-far-goals"
    INTRODUCTION = "introducing-somebody"
    ENDING = "ending-well"
