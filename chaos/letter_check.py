"""Checks of letters: is any lost, sent twice, never sent, or never written?"""

import json
from collections import defaultdict
from collections.abc import Sequence

import asyncpg

from chaos.records import Records
from chaos.relay_control import Relay

Found = dict[str, list[str]]
UNDER_WAY = ("rendered", "claimed", "sending", "deferred")
UNKNOWN = "unknown"  # the outcome of a letter, as the outbox names it
NEVER_LEFT = "a letter counts as unknown and never left"


async def check_letters(records: Records, relay: Relay, ids: Sequence[str]) -> Found:
    """Compare what the outbox says with what the relay received."""
    found: Found = defaultdict(list)
    steps = await _steps(records, ids)  # read before the letters: every step taken by then has its letters
    letters = await records.letters(*ids)
    arrivals, differing = relay.arrivals(), relay.differing()  # read later: what was sent by then has arrived
    for row in letters:
        mid = row["message_id"].strip("<>")
        if mid:
            for kind in _kinds(row, arrivals[mid], mid in differing):
                found[kind].append(_told(row, arrivals[mid]))
    found["a step's letter was never written"] += _missing(steps, letters)
    return found


def _kinds(row: asyncpg.Record, arrived: int, differs: bool) -> list[str]:
    state, named = row["state"], UNKNOWN in row["reply"]
    kinds = []
    if state in UNDER_WAY:
        kinds.append("a letter is still under way")
    if state == "accepted" and not arrived:
        kinds.append("a letter is lost")
    if state == UNKNOWN and not arrived:
        kinds.append(NEVER_LEFT)
    if arrived > 1 and (differs or not (named or state == UNKNOWN)):
        kinds.append("a letter came twice and nothing says so")
    return kinds


async def _steps(records: Records, ids: Sequence[str]) -> list[asyncpg.Record]:
    return await records.rows("SELECT * FROM timeline WHERE mentorship_id = ANY($1::uuid[])", list(ids))


def _missing(steps: Sequence[asyncpg.Record], letters: Sequence[asyncpg.Record]) -> list[str]:
    filed = {(row["mentorship_id"], row["step"], row["role"]) for row in letters}
    wanted = [
        (row["mentorship_id"], row["step"], role) for row in steps for role in json.loads(row["facts"]).get("to", ())
    ]
    return [f"{id} {step} {role}" for id, step, role in wanted if (id, step, role) not in filed]


def _told(row: asyncpg.Record, arrived: int) -> str:
    reply = row["reply"][:80].replace("\n", " ")
    what = f"{row['mentorship_id']} {row['step']} {row['role']} {row['state']}"
    return f"{what}, tries {row['tries']}, came {arrived}×: {reply}"
