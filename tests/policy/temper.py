"""How a random life is drawn: where it begins, by which rules, and how everybody behaves."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from random import Random

from hypothesis import strategies as st

from schemas.names import Role
from schemas.rules import Courtesy, Rules
from schemas.state import State
from tests.policy.pairs import START, paired, seeking


class Begins(StrEnum):
    """Where a life has come to before chance takes over."""

    SEARCH = "search"
    PAIR = "pair"
    AGREEING = "agreeing"
    LOOP = "loop"
    LADDER = "ladder"
    BREAK = "break"
    GOODBYE = "goodbye"
    LAPSE = "lapse"


@dataclass(frozen=True)
class Temper:
    """All that is fixed about one random life; what is said and when comes from the seed."""

    seed: int
    begins: Begins
    who: Role  # who asked for the break or the goodbye that it begins with
    depth: int  # how many questions, or rungs of the ladder, come before
    rules: Rules
    given: bool  # HR brought the two together
    mentors: tuple[str, ...]  # time zones of the candidates, in their order
    mentee: str
    ends: int | None  # days after which the terms let it end
    coordinator: bool
    talks: float  # how often somebody says something
    fits: float  # how often it fits the question before them
    late: float  # how often a worker was away
    news: float
    loses: float  # how often a letter never leaves, or comes back
    trouble: float  # how often the world speaks against a step


PERIODS = tuple(
    Rules(
        cadence_days=cadence,
        duration_days=duration,
        undo_minutes=undo,
        reply_reminders=reminders,
        courtesy=courtesy,
        reviews=reviews,
    )
    for cadence, duration, undo, reminders, courtesy, reviews in (
        (21, 365, 10, (4, 10), Courtesy(), (1 / 3, 1 / 2)),
        (7, 90, 10, (4, 10), Courtesy(), (1 / 2,)),
        (14, 180, 0, (1, 2, 3, 4, 5), Courtesy(), (1 / 3, 2 / 3)),
        (30, 365, 600, (13,), Courtesy(working_days=(1,)), (1 / 3, 1 / 2)),
        (10, 60, 10, (4, 10), Courtesy(working_days=(2, 4), from_hour=12, to_hour=15), ()),
        (7, 14, 60, (4, 10), Courtesy(jitter_minutes=0), (1 / 2,)),
        (3, 30, 10, (2,), Courtesy(working_days=(1, 2, 3, 4, 5, 6, 7)), (1 / 2,)),
    )
)
NEAR_AND_FAR = ("Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Auckland")
CHOICES: dict[str, tuple[object, ...]] = {
    "begins": tuple(Begins),
    "who": tuple(Role),
    "depth": (0, 1, 2, 3, 4),
    "rules": PERIODS,
    "given": (False, True),
    "mentors": tuple(NEAR_AND_FAR[:count] for count in (1, 2, 3, 5)),
    "mentee": ("America/New_York", "Europe/Lisbon", "Pacific/Honolulu"),
    "ends": (None, None, None, 20, 60, 150),
    "coordinator": (True, True, True, False),
    "talks": (0.2, 0.4, 0.6),
    "fits": (0.95, 0.8, 0.5),
    "late": (0.0, 0.1),
    "news": (0.0, 0.02, 0.1),
    "loses": (0.0, 0.05, 0.2),
    "trouble": (0.0, 0.05, 0.15),
}

tempers = st.builds(
    Temper,
    seed=st.integers(min_value=0, max_value=2**32),
    **{name: st.sampled_from(values) for name, values in CHOICES.items()},
)


def temper(seed: int) -> Temper:
    """Return the same life for the same number, everywhere."""
    chance = Random(seed)
    return Temper(seed, **{name: chance.choice(values) for name, values in CHOICES.items()})  # type: ignore[arg-type]


def first_state(temper: Temper) -> State:
    """Return the state in which a life of this temper is founded."""
    given = temper.begins is Begins.PAIR or (temper.given and temper.begins is not Begins.SEARCH)
    state = seeking(temper.rules, temper.mentors, temper.mentee)
    if given:
        state = paired(temper.rules).with_(readers={**paired(temper.rules).readers, **state.readers})
    if temper.ends:
        state = state.with_(ends=START + timedelta(days=temper.ends))
    if not temper.coordinator:
        without = {role: reader for role, reader in state.readers.items() if role is not Role.COORDINATOR}
        state = state.with_(readers=without)
    return state
