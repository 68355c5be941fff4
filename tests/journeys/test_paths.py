"""Every way a mentorship can go, played by mail and by the HR platform on the real stack."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from tests.histories.keeping import keep
from tests.journeys.local_programme import LocalProgramme, Reader, found_programme

pytestmark = pytest.mark.asyncio(loop_scope="module")

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
NOT_MET = {"met": "no"}
ONLY_MENTEE = {**SILENT_MENTOR, ("check_in", "mentee"): NOT_MET, ("nudge", "mentee"): NOT_MET}


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
    pair: bool = False
    refused: tuple[str, ...] = ()  # whose address does not exist
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
]


@pytest.mark.parametrize("path", PATHS, ids=[path.name for path in PATHS])
async def test_it_goes_this_way(local: LocalProgramme, path: Way, request: pytest.FixtureRequest) -> None:
    """What was said decides what comes, step by step; nothing is sent twice; the end is as it should be."""
    folk = await _folk(local, path)
    programme = await found_programme(local, path.name, coordinator=f"{path.coordinator}-{path.name}", **QUICK)
    names = [f"{name}-{path.name}" for name in path.mentors]
    asked = {"mentor": names[0]} if path.pair else {"mentors": [{"external_id": name} for name in names]}
    id = await local.begin(programme=programme, mentee=f"ana-{path.name}", **asked)

    steps = await _played(local, id, path, folk)

    view = await local.view(id)
    assert steps[: len(path.steps)] == path.steps
    assert (view["phase"], view["outcome"]) == ("closed", path.outcome)
    assert {local.catcher.mailbox.arrivals()[mail.envelope.message_id] for mail in local.catcher.mailbox.mails} == {1}
    history = await local.handle(id).fetch_history()
    assert not [word for word in ("Lund", "lantern.example", "busy month", "patience") if word in history.to_json()]
    if request.config.getoption("--record-histories"):
        keep(path.name, history)


async def _folk(local: LocalProgramme, path: Way) -> dict[str, list[Reader]]:
    mentee = await _reader(local, path, "ana", "America/New_York")
    mentors = [await _reader(local, path, name, "Europe/Berlin", mentor=True) for name in path.mentors]
    return {"mentee": [mentee], "mentor": mentors, "coordinator": [await _reader(local, path, path.coordinator)]}


async def _reader(local: LocalProgramme, path: Way, name: str, zone: str = "Europe/Lisbon", **said: Any) -> Reader:
    address = await local.person(f"{name}-{path.name}".title(), zone, **said)
    if name in path.refused:
        local.catcher.behaviour.refuse[address] = "550 5.1.1 no such user"
    return Reader(local, address)


async def _played(local: LocalProgramme, id: str, path: Way, folk: dict[str, list[Reader]]) -> list[str]:
    """Let time pass from step to step; whoever gets a mail says what this path has them say."""
    mails_of: Counter[tuple[str, str]] = Counter()
    done: set[str] = set()
    while not await local.is_over(id):
        await local.settled(id)
        spoke = [await _answered(local, id, path, role, reader, mails_of) for role in folk for reader in folk[role]]
        for kind in [kind for kind in await local.steps(id) if kind in path.hr and kind not in done]:
            done.add(kind)
            await _by_hr(local, id, *path.hr[kind])
            spoke.append(True)
        if not any(spoke):
            await local.to_next(id)
    return await local.steps(id)


async def _answered(
    local: LocalProgramme, id: str, path: Way, role: str, reader: Reader, mails_of: Counter[tuple[str, str]]
) -> bool:
    """Answer what came; return whether anything was said."""
    spoke = False
    for mail in reader.new():
        kind = await local.kind_of(mail)
        mails_of[kind, role] += 1
        said = (path.says if mails_of[kind, role] == 1 else {**path.says, **path.later}).get((kind, role))
        if said is not None:
            assert "thank" in (await reader.press(mail, **await _dated(local, id, said))).lower()
            spoke = True
    return spoke


async def _dated(local: LocalProgramme, id: str, said: dict[str, str]) -> dict[str, str]:
    """Return what is said with its dates counted from the mentorship's own time."""
    now = await local.now(id)
    return {
        name: (now + timedelta(days=int(value))).date().isoformat() if name == "until" else value
        for name, value in said.items()
    }


async def _by_hr(local: LocalProgramme, id: str, verb: str, body: dict[str, Any]) -> None:
    if "until" in body:
        now = await local.now(id)
        body = {**body, "until": (now + timedelta(days=body["until"])).isoformat()}
    reply = await local.api.post(f"/v1/mentorships/{id}/{verb}", json=body)
    assert reply.status_code == 200, reply.text
