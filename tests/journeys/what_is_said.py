"""What people say to each mail in the journeys, and the rules of their programmes."""

from collections.abc import Mapping

QUICK = {
    "cadence_days": 7,
    "duration_days": 60,
    "reply_days": 6,
    "reply_reminders": [2, 4],
    "agreement_days": 8,
    "agreement_reminders": [2, 5],
    "review_before_end_days": 14,
}
IN_THREE_WEEKS = "+21"  # days from when it is said
Says = Mapping[tuple[str, str], dict[str, str]]
GOOD: Says = {
    ("request", "mentor"): {"choice": "accept"},
    ("agreement", "mentee"): {"choice": "agree"},
    ("agreement", "mentor"): {"choice": "agree"},
    ("check_in", "mentee"): {"met": "yes", "rating": "5"},
    ("check_in", "mentor"): {"met": "yes", "note": "You asked the right question."},
    ("review", "mentee"): {"choice": "continue"},
    ("review", "mentor"): {"choice": "continue"},
    ("closing", "mentee"): {"thanks": "Thank you for your patience."},
    ("closing", "mentor"): {"thanks": "I learned from you too."},
}
SAYS_NOTHING_AT_REVIEWS = {key: said for key, said in GOOD.items() if key[0] != "review"}
SAYS_YES = {key: said for key, said in GOOD.items() if key != ("agreement", "mentor")}
SILENT_MENTOR = {key: said for key, said in GOOD.items() if key not in {("check_in", "mentor"), ("review", "mentor")}}
WITH_CHANGES = {"choice": "propose", "minutes": "30", "for_mentee": "Half an hour fits my busy month."}
NOT_MET = {"met": "no"}
ONLY_MENTEE = {**SILENT_MENTOR, ("check_in", "mentee"): NOT_MET, ("nudge", "mentee"): NOT_MET}
