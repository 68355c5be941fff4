"""Lives in which what seldom happens does happen, each kept so that a changed decision about it is noticed."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from activities.time_zones import clock_of
from policy.verdict import World
from schemas.names import PAIR, Outcome, Role, StepKind
from schemas.rules import Rules
from schemas.state import Candidate, State
from tests.histories.keeping import keep
from tests.policy.pairs import START, paired, person, seeking
from tests.workflows.played_life import PlayedLife, played

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)
MONTH = 30 * DAY
QUICK = Rules(cadence_days=7, duration_days=60, reply_days=6, agreement_days=8, review_before_end_days=14)


async def _begin(life: PlayedLife) -> None:
    """Let both agree, and the check-ins begin."""
    await life.takes("agreement")
    for role in PAIR:
        await life.says(role, "agree")
    await life.takes("agreed")


async def on_hold(life: PlayedLife) -> None:
    """A hold is lifted after a report that came meanwhile; from a second one it ends."""
    await _begin(life)
    for choice in ("continue", "close"):
        await life.says(HR, "hold")
        hold = life.state.hold
        assert hold
        await life.passes(MONTH)
        await life.says(MENTEE, "check_in", met="yes")
        await life.passes(5 * DAY)
        await life.says(HR, "lift", hold=hold.by[0], choice=choice)
        await life.takes("check_in" if choice == "continue" else "farewell")


async def away_and_back(life: PlayedLife) -> None:
    """The mentor has another address, both are on leave, HR names a date; the mentee moves, and leaves but did not."""
    await life.takes("agreement")
    await life.says(MENTEE, "agree")
    await life.learns(MENTOR, "readdressed")
    await life.takes("agreement_reminder")
    await life.says(MENTOR, "agree")
    await life.takes("agreed")
    await life.learns(MENTEE, "moved", reader=clock_of("Asia/Tokyo", START))
    now = await life.now()
    await life.learns(MENTOR, "away", until=now + 40 * DAY)
    life.lost["paused"] = MENTOR
    await life.takes("paused")
    await life.learns(MENTOR, "reachable")
    assert (await life.takes("paused")).step.to == (MENTOR,)
    await life.learns(MENTEE, "away", until=now + 60 * DAY)
    await life.says(HR, "pause", until=now + 50 * DAY)
    await life.takes("resumed")
    await life.takes("check_in")
    await life.learns(MENTOR, "away", until=await life.now() + MONTH)
    await life.takes("paused")
    await life.learns(MENTOR, "back")
    await life.takes("resumed")
    await life.learns(MENTEE, "left")
    await life.takes("closing")
    await life.learns(MENTEE, "back")
    await life.takes("reopened")
    await life.learns(MENTOR, "left")
    await life.takes("farewell")


async def passed_over(life: PlayedLife) -> None:
    """The first mentor found is full, the second bows out; with the third, the mentor ends it, and the mentee would
    like another match."""
    life.worlds["request"] = World(place=False)
    life.found["request"] = _candidate("found")
    await life.takes("request")
    await life.says(MENTOR, "accept")
    await life.takes("agreement")
    await life.says(MENTOR, "adjust", choice="close")
    life.found["request"] = _candidate("found later")
    await life.takes("request")
    await life.says(MENTOR, "accept")
    await _begin(life)
    await life.takes("check_in")
    await life.says(MENTOR, "adjust", choice="close")
    await life.takes("closing")
    await life.says(MENTEE, "adjust", choice="rematch")
    await life.takes("farewell")


def _candidate(name: str) -> Candidate:
    return Candidate(person=person(name), reader=clock_of("Asia/Tokyo", START))


async def silent_on_leave(life: PlayedLife) -> None:
    """A full week postpones a check-in, which then never arrives; the ladder waits for the coordinator's leave, and its
    task goes to the next one; leave cancels its last notice."""
    await _begin(life)
    life.worlds["check_in"] = World(letters={role: (await life.now() + 5 * DAY,) * 9 for role in PAIR})
    life.worlds["nudge"] = World(undelivered=frozenset(PAIR))
    await life.takes("rhythm")
    await life.learns(COORDINATOR, "away", until=await life.now() + 9 * DAY)
    await life.takes("task")
    await life.learns(COORDINATOR, "moved", reader=clock_of("Asia/Tokyo", START), replaced=True)
    await life.takes("task")
    await life.takes("last_notice")
    await life.learns(MENTOR, "away", until=await life.now() + MONTH)
    await life.takes("paused")
    await life.takes("resumed")


async def more_time(life: PlayedLife) -> None:
    """The mentor asks for more time, and a break follows; an end is taken back before both hear of another break."""
    await _begin(life)
    await _meet_until_review(life)
    await life.says(MENTOR, "adjust", choice="extend")
    await life.says(MENTEE, "pause", until=await life.now() + MONTH)
    await life.takes("paused")
    await life.takes("resumed")
    await _meet_until_review(life)
    await life.says(HR, "close", outcome=Outcome.ENDED_EARLY)
    await life.takes("closing")
    await life.passes(DAY / 2)  # it is night, so nobody is told at once
    await life.says(HR, "resume")
    await life.says(HR, "pause", until=await life.now() + MONTH)
    await life.takes("reopened")
    await life.takes("paused")


async def _meet_until_review(life: PlayedLife) -> None:
    while (await life.takes("check_in", "review")).step.kind is not StepKind.REVIEW:
        for role in PAIR:
            await life.says(role, "check_in", met="yes")


LIVES: list[tuple[Callable[[PlayedLife], Awaitable[None]], State]] = [
    (on_hold, paired(QUICK)),
    (away_and_back, paired(QUICK)),
    (passed_over, seeking(QUICK, ("Europe/Berlin",) * 3)),
    (silent_on_leave, paired(QUICK.with_(duration_days=150))),
    (more_time, paired(QUICK)),
]


@pytest.mark.parametrize(("play", "state"), LIVES, ids=[play.__name__ for play, _ in LIVES])
async def test_it_goes_as_it_was_played(
    play: Callable[[PlayedLife], Awaitable[None]],
    state: State,
    journeys_temporal: str,
    request: pytest.FixtureRequest,
) -> None:
    """Every step and answer comes when the life needs it."""
    async with played(journeys_temporal, play.__name__, state) as life:
        await play(life)
        history = await life.handle.fetch_history()
    if request.config.getoption("--record-histories"):
        keep(play.__name__, history)
