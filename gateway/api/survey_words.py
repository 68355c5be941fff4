"""Descriptions of the fields about the end of mentorships, each with an example: for the API's description."""

from typing import Any

LEAVES_OUT = "Null while answers of fewer than five people are counted."
SURVEYS: dict[str, dict[str, tuple[str, Any]]] = {
    "SurveyOut": {
        "mentees": ("What mentees said.", None),
        "mentors": ("What mentors said.", None),
    },
    "SurveySideOut": {
        "asked": ("To how many a closing letter or a farewell was written, whose page has the questions.", 14),
        "answered": ("How many have answered at least one of them.", 9),
        "worth": (f"“Was it worth your time?” {LEAVES_OUT}", None),
        "again": (f"“Would you take part again?” {LEAVES_OUT}", None),
    },
    "WorthOut": {
        "answers": ("How many answers are counted: those of at least five people.", 5),
        "average": ("From 1, not at all, to 5, very much.", 4.2),
        "counts": ("How many chose 1, 2, 3, 4 and 5.", [0, 0, 1, 2, 2]),
    },
    "VolunteerOut": {
        "external_id": ("Your own id of the person.", "ana"),
        "name": ("Full name.", "Ana Gómez"),
        "email": ("Where to ask them.", "ana@lantern.example"),
        "role": ("What they were in the mentorship at whose end they said so.", "mentee"),
        "already": ("Whether your roster has them as a mentor.", False),
        "mentorship": ("That mentorship.", "01930000-0000-7000-8000-000000000002"),
        "said_at": ("The day on which they said so last.", "2027-11-02T00:00:00Z"),
    },
    "VolunteersOut": {
        "items": ("People, by external id.", None),
        "next_cursor": ("`cursor` of the next page; null on the last one.", None),
    },
    "AgainOut": {
        "yes": ("How many said yes.", 3),
        "perhaps": ("How many said perhaps.", 2),
        "no": ("How many said no.", 0),
    },
}
