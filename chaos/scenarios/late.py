"""Letters and steps that come days late: what is still sent, and who counts as silent."""

import asyncio
import re
from datetime import timedelta

from chaos.pairs import Pair
from chaos.releases import release
from chaos.service import WORKERS
from chaos.trial import Trial

TEN_DAYS_LATER = (
    "UPDATE outbox SET try_at = try_at - interval '10 days', not_after = not_after - interval '10 days' WHERE unsettled"
)
BLAMED = re.compile(r"did not answer (?:the last )?(\d+) letter")
ASKING = ("check_in", "nudge", "rhythm", "last_notice")


async def stale_outbox(trial: Trial) -> None:
    """Letters wait for ten days: none is sent late, and nobody is blamed for a letter that was never sent."""
    programme = await trial.programme(undo_minutes=0, duration_days=400)
    silent, prompted = await trial.pairs(2)
    for pair in (silent, prompted):
        await pair.begin(programme, given=True)
        await pair.live(until=lambda step: step == "check_in/1")
    while await trial.clock.to_next(silent.id) not in ("task/1", ""):
        pass
    trial.service.relay.behave("451")
    steps = [await trial.clock.to_next(pair.id, deliver=False) for pair in (silent, prompted)]
    trial.say(f"while the relay is down: {steps}")
    trial.expect(
        steps[0].startswith("last_notice/"), f"no last notice came, but {steps[0]}; the scenario proves nothing"
    )
    await _ten_days(trial)
    for pair in (silent, prompted):
        await _goes_on(trial, pair)
    await trial.inspect([silent, prompted])


async def _ten_days(trial: Trial) -> None:
    trial.kill(*WORKERS)
    before = len(trial.service.relay.received())
    await trial.records.rows(TEN_DAYS_LATER)
    trial.service.relay.behave()
    for name in WORKERS:
        trial.service.start_worker(name)
    await trial.records.drained()
    late = len(trial.service.relay.received()) - before
    trial.expect(not late, f"{late} letters were sent ten days late")


async def _goes_on(trial: Trial, pair: Pair) -> None:
    for _ in range(2):
        await _not_blamed(trial, pair)
        step = await trial.clock.to_next(pair.id)
        trial.say(f"then it takes {step or 'nothing'}")
    view = await trial.driver.view(pair.id)
    letters = await trial.records.letters(pair.id)
    noticed = {row["role"] for row in letters if (row["letter"], row["state"]) == ("last_notice", "accepted")}
    fair = view.get("outcome") != "lapsed" or {"mentee", "mentor"} <= noticed
    trial.expect(fair, f"{pair.id} lapsed, though its last notice only reached {sorted(noticed) or 'nobody'}")


async def _not_blamed(trial: Trial, pair: Pair) -> None:
    """Nobody is said to have left more mails unanswered than arrived."""
    says = (await trial.driver.view(pair.id)).get("health_reason") or ""
    letters = await trial.records.letters(pair.id)
    mails = [row["step"] for row in letters if (row["role"], row["state"]) == ("mentee", "accepted")]
    arrived = sum(step.startswith(ASKING) for step in mails)
    trial.say(f"{arrived} of its questions arrived; the API says: {says}")
    wrong = any(int(count) > arrived for count in BLAMED.findall(says))
    trial.expect(not wrong, f"{pair.id}: {says} Only {arrived} arrived")


async def failing_days(trial: Trial) -> None:
    """A reminder fails for days and is fixed: none is sent whose deadline has passed."""
    programme = await trial.programme(undo_minutes=0, reply_days=2, reply_reminders=[1])
    pair, second = await trial.pairs(2)
    await trial.driver.person(pair.mentor, language="de")
    body = pair.body(programme)
    body["mentors"].append({"external_id": second.mentor})
    pair.id = (await trial.driver.call("POST", "/v1/mentorships", json=body)).json()["id"]
    await trial.clock.settled(pair.id)
    deadline = await trial.clock.now(pair.id) + timedelta(days=2)
    trial.service.restart_workers(**release(trial.service, "broken letters"))
    followed = await trial.clock.forward(pair.id, timedelta(days=2, hours=12), patience=150)
    now = await trial.clock.now(pair.id)
    trial.say(f"time passed: {followed}; now {now:%a %d %b %H:%M}, the deadline was {deadline:%a %d %b %H:%M}")
    before = len(trial.service.relay.received())
    await _mended(trial, pair)
    came = {event["mid"] for event in trial.service.relay.received()[before:]}
    steps = [row["step"] for row in await trial.records.letters(pair.id) if row["message_id"].strip("<>") in came]
    trial.say(f"sent once it was fixed: {steps}")
    stale = [step for step in steps if "/reminder/" in step]
    trial.expect(not stale, f"sent after the deadline that they name: {stale}")
    await trial.inspect([pair])


async def _mended(trial: Trial, pair: Pair) -> None:
    trial.service.restart_workers()
    for _ in range(3):
        await asyncio.sleep(3)
        if not (await trial.clock.described(pair.id)).pending_activities:
            break
        await trial.clock.forward(pair.id, timedelta(minutes=11), patience=20)
    await trial.clock.settled(pair.id)
    await trial.records.drained(20)
