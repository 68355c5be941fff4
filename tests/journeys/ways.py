"""Every way a mentorship can go: who says what, what HR does, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.journeys.what_is_said import (
    GOOD,
    IN_THREE_WEEKS,
    ONLY_MENTEE,
    SAYS_NOTHING_AT_REVIEWS,
    SAYS_YES,
    WITH_CHANGES,
    Says,
)


@dataclass(frozen=True)
class Way:
    """One way to go: who says what, what HR does after which step, and what comes of it."""

    name: str
    says: Says
    steps: list[str]
    outcome: str
    hr: Mapping[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    later: Says = field(default_factory=dict)  # what is said to the second mail of a kind, and after
    mentors: tuple[str, ...] = ("ben",)
    others: tuple[str, ...] = ()  # mentors whom the search does not ask at first
    pair: bool = False
    refused: tuple[str, ...] = ()  # whose address does not exist
    lost: Mapping[str, str] = field(default_factory=dict)  # whose address does not exist from this step on
    rules: Mapping[str, Any] = field(default_factory=dict)  # beside those of QUICK
    coordinator: str = "cleo"


CLOSE_LEFT = ("close", {"outcome": "left", "reason": "moved to another company"})
PATHS = [
    Way("completed", GOOD, ["request", "agreement", "agreed", "check_in", "thanks"], "completed"),
    Way(
        "declined_then_accepted",
        {**GOOD, ("request", "mentor"): {"choice": "decline", "reason": "No time this spring."}},
        ["request", "request", "agreement", "agreed"],
        "left",
        {"agreed": CLOSE_LEFT},
        later={("request", "mentor"): {"choice": "accept"}},
        mentors=("ben", "eva"),
    ),
    Way(
        "yes_with_changes",
        {**GOOD, ("request", "mentor"): WITH_CHANGES, ("agreement", "mentee"): {"choice": "rematch"}},
        ["request", "agreement", "withdrawn", "request", "agreement", "agreed"],
        "left",
        {"agreed": CLOSE_LEFT},
        later={("agreement", "mentee"): {"choice": "agree"}},
        mentors=("ben", "eva"),
    ),
    Way(
        "nobody_answers",
        {},
        [*["request", "request_reminder", "request_reminder"] * 2, "no_mentor", "withdrawn"],
        "lapsed",
        mentors=("ben", "eva"),
    ),
    Way(
        "coordinator_ends_the_search",
        {("no_mentor", "coordinator"): {"choice": "close"}},
        ["request", "request_reminder", "request_reminder", "no_mentor", "withdrawn"],
        "declined",
    ),
    Way(
        "coordinator_names_another",
        {
            **{key: said for key, said in GOOD.items() if key != ("request", "mentor")},
            ("no_mentor", "coordinator"): {"choice": "name", "who": "Eva-Coordinator_Names_Another Lund"},
        },
        ["request", "request_reminder", "request_reminder", "no_mentor", "request", "agreement", "agreed"],
        "left",
        {"agreed": CLOSE_LEFT},
        later=GOOD,
        others=("eva",),
    ),
    Way(
        "agreed_by_silence",
        {("request", "mentor"): {"choice": "accept"}, ("closing", "mentee"): {"thanks": "Thank you."}},
        ["request", "agreement", "agreement_reminder", "agreement_reminder", "agreed", "closing", "farewell"],
        "left",
        {"agreed": CLOSE_LEFT},
    ),
    Way(
        "agreement_amended",
        {**SAYS_YES, ("agreement", "mentee"): {"choice": "amend", "cadence_days": "14", "goals": "Lead a project"}},
        ["agreement", "agreement", "agreed", "check_in"],
        "completed",
        later={("agreement", "mentor"): {"choice": "agree"}},
        pair=True,
    ),
    Way(
        "waned",
        ONLY_MENTEE,
        ["request", "agreement", "agreed", "check_in", "nudge", "rhythm", "task", "last_notice", "farewell"],
        "lapsed",
    ),
    Way(
        "waned_and_came_back",
        {**ONLY_MENTEE, ("last_notice", "mentor"): {"choice": "continue"}},
        ["request", "agreement", "agreed", "check_in", "nudge", "rhythm", "task", "last_notice", "closing", "farewell"],
        "left",
        {"last_notice": CLOSE_LEFT},
    ),
    Way(
        "coordinator_asks_for_a_rematch",
        {**ONLY_MENTEE, ("task", "coordinator"): {"choice": "rematch", "private": "They never found a common hour."}},
        ["request", "agreement", "agreed", "check_in", "nudge", "rhythm", "task", "closing", "farewell"],
        "rematched",
    ),
    Way(
        "paused_by_hr",
        GOOD,
        ["request", "agreement", "agreed", "paused", "resumed", "check_in"],
        "completed",
        {"agreed": ("pause", {"until": 21, "reason": "parental leave"})},
    ),
    Way(
        "resumed_early_by_mail",
        {**GOOD, ("review", "mentor"): {"choice": "pause", "until": IN_THREE_WEEKS}, ("paused", "mentor"): {}},
        ["request", "agreement", "agreed", "check_in", "thanks"],
        "completed",
        later={("review", "mentor"): {"choice": "continue"}},
    ),
    Way(
        "withdrawn_by_hr",
        {},
        ["request", "withdrawn"],
        "withdrawn",
        {"request": ("close", {"outcome": "withdrawn", "reason": "changed roles"})},
    ),
    Way(
        "ended_by_the_pair",
        {**SAYS_NOTHING_AT_REVIEWS, ("review", "mentee"): {"choice": "close"}},
        ["request", "agreement", "agreed", "check_in"],
        "ended_early",
    ),
    Way(
        "end_taken_back",
        GOOD,
        ["request", "agreement", "agreed", "closing", "reopened", "check_in", "thanks"],
        "completed",
        {"agreed": CLOSE_LEFT, "closing": ("resume", {"reason": "she stays after all"})},
    ),
    Way(
        "extended",
        {**GOOD, ("review", "mentor"): {"choice": "extend"}},
        ["request", "agreement", "agreed", "check_in"],
        "left",
        {"review": CLOSE_LEFT},
    ),
    Way(
        "bounced_mentor",
        GOOD,
        ["request", "request", "agreement", "agreed", "check_in"],
        "completed",
        mentors=("ben", "eva"),
        refused=("ben",),
    ),
    Way(
        "skipped_coordinator",
        ONLY_MENTEE,
        ["request", "agreement", "agreed", "check_in", "nudge", "rhythm"],
        "lapsed",
        refused=("clara",),
        coordinator="clara",
    ),
    Way(
        "break_while_seeking",
        {("request_reminder", "mentor"): {"choice": "accept"}},
        ["request", "paused", "resumed"],
        "left",
        {"request": ("pause", {"until": 10, "reason": "moving house"}), "agreed": CLOSE_LEFT},
    ),
    Way(
        "extended_to_the_end",
        {**GOOD, ("review", "mentor"): {"choice": "extend"}},
        ["request", "agreement", "agreed", "check_in"],
        "completed",
        later={("review", "mentor"): {"choice": "continue"}},
        rules={"extend_days": 10},
    ),
    Way(
        "another_rhythm",
        {**GOOD, ("review", "mentee"): {"choice": "cadence", "cadence_days": "4"}},
        ["request", "agreement", "agreed", "check_in"],
        "completed",
        later={("review", "mentee"): {"choice": "continue"}},
    ),
    Way(
        "lost_in_the_loop",
        GOOD,
        ["request", "agreement", "agreed", "check_in", "unreachable"],
        "left",
        {"unreachable": CLOSE_LEFT},
        lost={"agreed": "ana"},
    ),
    Way(
        "given_time",
        {**ONLY_MENTEE, ("task", "coordinator"): {"choice": "continue"}},
        ["request", "agreement", "agreed", "check_in", "nudge", "rhythm", "task", "nudge"],
        "completed",
    ),
    Way(
        "short_and_taken_back",
        GOOD,
        ["agreement", "agreed", "check_in", "thanks", "closing", "reopened"],
        "completed",
        {"thanks": CLOSE_LEFT, "closing": ("resume", {})},
        pair=True,
        rules={"duration_days": 28, "extend_days": 14},
    ),
    Way(
        "break_after_a_last_notice",
        ONLY_MENTEE,
        ["request", "agreement", "agreed", "check_in", "nudge", "rhythm", "task", "last_notice", "paused", "resumed"],
        "completed",
        {"last_notice": ("pause", {"until": 10})},
    ),
    Way(
        "booked_moved_and_called_off",
        {
            **GOOD,
            ("check_in", "mentee"): {"met": "booked", "booked_on": "5"},
            ("check_in", "mentor"): {"met": "yes", "booked_on": "9"},
        },
        ["agreement", "agreed", "check_in", "check_in"],
        "completed",
        later={
            ("check_in", "mentee"): {"met": "booked", "booked_on": "8"},
            ("check_in", "mentor"): {"met": "call_off", "booked_on": "8"},
        },
        pair=True,
        rules={"reviews": []},
    ),
    Way(
        "unreached_before_they_begin",
        {},
        ["agreement", "unreachable", "agreement_reminder", "agreement_reminder", "withdrawn"],
        "lapsed",
        pair=True,
        refused=("ben",),
    ),
]
