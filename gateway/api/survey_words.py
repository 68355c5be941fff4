"""Descriptions of the fields about the end of mentorships, each with an example: for the API's description."""

from typing import Any

LEAVES_OUT = "Null while fewer than five have answered."
SURVEYS: dict[str, dict[str, tuple[str, Any]]] = {
    "SurveyOut": {
        "mentees": ("What mentees said.", None),
        "mentors": ("What mentors said.", None),
    },
    "SurveySideOut": {
        "asked": ("To how many a farewell was written, whose page has the questions.", 14),
        "answered": ("How many have answered at least one of them.", 9),
        "worth": (f"“Was it worth your time?” {LEAVES_OUT}", None),
        "again": (f"“Would you take part again?” {LEAVES_OUT}", None),
    },
    "WorthOut": {
        "answers": ("How many have answered this.", 9),
        "average": ("From 1, not at all, to 5, very much.", 4.3),
        "counts": ("How many chose 1, 2, 3, 4 and 5.", [0, 0, 1, 4, 4]),
    },
    "AgainOut": {
        "yes": ("How many said yes.", 6),
        "perhaps": ("How many said perhaps.", 2),
        "no": ("How many said no.", 0),
    },
}
