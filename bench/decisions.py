"""One decision of the policy about a pair in its second year, in a process of its own; there is no bare counterpart."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from activities.time_zones import clock_of
from bench.results import Row
from bench.year import SAID
from policy.card import card_of
from policy.hearing import hear
from policy.lifecycle import after, expected, next_step
from schemas.messages import Answer, Step
from schemas.names import PAIR, Phase, Role
from schemas.rules import Rules
from schemas.state import Agreeing, State

GOAL = 50  # µs
MOST = 16  # KB
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
TWO_YEARS = timedelta(days=730)
ZONES = {Role.MENTEE: "America/New_York", Role.MENTOR: "Europe/Berlin", Role.COORDINATOR: "Europe/London"}
NOTE = (
    "next_step() of a pair that has answered everything for two years. The card is what API and console show. "
    "The state is what the workflow carries from run to run, as JSON."
)


async def measure(quick: bool) -> list[Row]:
    """Return how long a decision takes, and how large the state is."""
    state, now = _two_years_old()
    times = 1_000 if quick else 50_000
    decided, carded = (_took(function, state, now, times) for function in (next_step, card_of))
    late, size = quantiles(decided, n=100)[-1], len(state.model_dump_json()) / 1000
    return [
        _row("a decision, median", "µs", median(decided), note=NOTE),
        _row("… 99th percentile", "µs", late, goal=f"≤ {GOAL} µs", met=late <= GOAL),
        _row("… with the card, median", "µs", median(carded)),
        _row("state after two years", "KB", size, goal=f"≤ {MOST} KB", met=size <= MOST),
    ]


def _row(what: str, unit: str, ours: float, **more: Any) -> Row:
    return Row(section="decisions", what=what, unit=unit, ours=ours, **more)


def _took(function: Callable[[State, datetime], object], state: State, now: datetime, times: int) -> list[float]:
    """Return how many microseconds each of so many calls took."""
    took = []
    for _ in range(times):
        began = perf_counter()
        function(state, now)
        took.append((perf_counter() - began) * 1e6)
    return took


def _two_years_old() -> tuple[State, datetime]:
    """Return a pair that has met, answered and looked back for two years."""
    state, now = _begun(), START
    while now - START < TWO_YEARS or state.phase is not Phase.ACTIVE:
        step = next_step(state, now)
        if step is None:
            raise RuntimeError("the pair's time was over before its second year was")
        now = max(now, step.due)
        state = after(state, step, expected(state, step), now)
        for role in PAIR:
            now += timedelta(hours=1)
            state = _heard(state, step, role, now)
    return state, now


def _heard(state: State, step: Step, role: Role, now: datetime) -> State:
    kind, said = SAID.get(step.kind, (None, {}))
    if kind is None:
        return state
    heard = hear(state, Answer(id=uuid4(), role=role, kind=kind, step=step.key, **said), now)
    return heard if isinstance(heard, State) else state


def _begun() -> State:
    rules, nobody = Rules(duration_days=900), UUID(int=0)
    return State(
        **{name: nobody for name in ("organisation", "programme", "mentorship", "mentor")},
        rules=rules,
        started=START,
        cadence_days=rules.cadence_days,
        phase=Phase.AGREEING,
        candidates=(),
        readers={role: clock_of(zone, START) for role, zone in ZONES.items()},
        agreeing=Agreeing(since=START),
    )
