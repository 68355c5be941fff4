"""Every way a mentorship can go, played by mail and by the HR platform on the real stack."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from tests.histories.keeping import keep
from tests.journeys.local_programme import LocalProgramme, Reader, create_programme
from tests.journeys.ways import PATHS, Way
from tests.journeys.what_is_said import QUICK

NO_SUCH_USER = "550 5.1.1 no such user"
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("path", PATHS, ids=[path.name for path in PATHS])
async def test_it_goes_this_way(local: LocalProgramme, path: Way, request: pytest.FixtureRequest) -> None:
    """What was said decides what comes, step by step; nothing is sent twice; the end is as it should be."""
    folk = await _folk(local, path)
    rules = {**QUICK, **path.rules}
    programme = await create_programme(local, path.name, coordinator=f"{path.coordinator}-{path.name}", **rules)
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
    names = (*path.mentors, *path.others)
    mentors = [await _reader(local, path, name, "Europe/Berlin", mentor=True) for name in names]
    return {"mentee": [mentee], "mentor": mentors, "coordinator": [await _reader(local, path, path.coordinator)]}


async def _reader(local: LocalProgramme, path: Way, name: str, zone: str = "Europe/Lisbon", **said: Any) -> Reader:
    address = await local.person(f"{name}-{path.name}".title(), zone, **said)
    if name in path.refused:
        local.catcher.behaviour.refuse[address] = NO_SUCH_USER
    return Reader(local, address)


async def _played(local: LocalProgramme, id: str, path: Way, folk: dict[str, list[Reader]]) -> list[str]:
    """Let time pass from step to step; whoever gets a mail says what this path has them say."""
    mails_of: Counter[tuple[str, str]] = Counter()
    done: set[str] = set()
    while not await local.is_over(id):
        await local.settled(id)
        spoke = [await _answered(local, id, path, role, reader, mails_of) for role in folk for reader in folk[role]]
        taken = await local.steps(id)
        for name in (name for kind, name in path.lost.items() if kind in taken):
            local.catcher.behaviour.refuse[f"{name}-{path.name}@lantern.example"] = NO_SUCH_USER
        for kind in [kind for kind in taken if kind in path.hr and kind not in done]:
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
    dated = {
        name: (now + timedelta(days=int(value))).date().isoformat() if name in ("until", "booked_on") else value
        for name, value in said.items()
    }
    return {**dated, "met": f"call_off_{dated['booked_on']}"} if said.get("met") == "call_off" else dated


async def _by_hr(local: LocalProgramme, id: str, verb: str, body: dict[str, Any]) -> None:
    if "until" in body:
        now = await local.now(id)
        body = {**body, "until": (now + timedelta(days=body["until"])).isoformat()}
    reply = await local.api.post(f"/v1/mentorships/{id}/{verb}", json=body)
    assert reply.status_code in (200, 202), reply.text  # 202: this machine is busy, and it is told within seconds
