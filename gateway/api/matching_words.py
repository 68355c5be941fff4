"""Descriptions of the fields of a shortlist, for the API's description."""

from typing import Any

MATCHING: dict[str, dict[str, tuple[str, Any]]] = {
    "FittingMentor": {
        "external_id": ("Your own id of the mentor.", "grace"),
        "name": ("Full name.", "Grace Mutua"),
        "fit": ("How well the two fit, in a word. There is no percentage.", "very_good"),
        "places": ("Free places of this mentor.", 2),
        "reason_for_mentee": (
            "Why this mentor, in the mentee's language; empty if nothing is known that fits.",
            "Grace offers what you put first: presenting.",
        ),
        "reason_for_mentor": ("The same for the mentor, in the mentor's language.", None),
        "reasons": ("All reasons, for the coordinator, in the coordinator's language.", None),
        "against": ("What speaks against this mentor, for the coordinator.", None),
    },
    "ShortlistOut": {
        "items": ("The mentors who fit best, best first.", None),
        "ruled_out": (
            "How many other mentors were ruled out: `full`, `away`, `not_before` (asked not to be asked yet), "
            "`language`, `hours`, `line`, `team`, `grade`, and `other` for reasons that are private. Each mentor is "
            "counted once.",
            {"full": 3, "other": 1},
        ),
    },
}
