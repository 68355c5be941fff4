"""Workers that come back days after a timer fired.

The time-skipping server waits while no worker runs, so the workflow is replayed on recorded histories:
this is the only scenario that acts from inside.
"""

from datetime import datetime, timedelta
from itertools import product

from chaos.late_history import late_history
from chaos.trial import Trial

TURNS = 3
CASES = {"nobody_answers": ["mentor"], "agreed_by_silence": ["mentee", "mentor"]}  # and to whom its letters go
AFTER = timedelta(days=9)  # every deadline is over by then
LATE = ((6, 2, 30), (1, 15, 0))  # back on a Saturday night; on a Monday, within everybody's good hours
DECENT = range(9, 17)  # good hours; the recorded histories have the usual ones


async def late_worker(trial: Trial) -> None:
    """Workers come back days after a reminder was due: no stale reminder, one step at a time, in good hours."""
    for name, late in product(CASES, LATE):
        history = late_history(name)
        moment = _moment(history.due + AFTER, *late)
        steps: list[str] = []
        for turn in range(TURNS):
            history.move_to(moment + timedelta(seconds=turn))
            taken = await history.steps()
            if len(taken) <= len(steps):
                break
            steps = taken
            history.complete(steps[-1], CASES[name], moment + timedelta(seconds=turn))
        trial.say(f"{name}: back on {moment:%a %d %b %H:%M} UTC, it takes at once: {steps}")
        night = moment.hour not in DECENT or moment.isoweekday() > 5
        trial.expect(steps or night, f"{name}: no step on {moment:%a %H:%M}; the scenario proves nothing")
        trial.expect(len(steps) <= 1, f"{name}: several steps at once: {steps}")
        stale = [step for step in steps if "/reminder/" in step]
        trial.expect(not stale, f"{name}: sent long after the question was settled: {stale}")
        trial.expect(not (night and steps), f"{name}: written at {moment:%a %H:%M}: {steps}")


def _moment(after: datetime, weekday: int, hour: int, minute: int) -> datetime:
    """Return the next moment at this time of the week, in UTC."""
    day = after + timedelta(days=(weekday - after.isoweekday()) % 7 or 7)
    return day.replace(hour=hour, minute=minute)
