"""Replay notices a changed decision about what seldom happens: holds, leave, news, drops, and ends taken back."""

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from policy import (
    active,
    agreeing,
    booking,
    closing,
    finding,
    holding,
    ladder,
    leave,
    lifecycle,
    news,
    pair_answers,
    pausing,
    reaching,
    reviews,
    told_late,
)
from tests.histories.keeping import FOLDER
from tests.histories.replaying import difference
from tests.histories.test_drift import RUNNER


def unchanged(state: Any, *_: Any) -> Any:
    """Decide that nothing changes."""
    return state


def due_anyway(state: Any, step: Any, due: Any) -> Any:
    """Wait for nobody's leave."""
    return due


def never(*_: Any) -> bool:
    """Decide that it is not so."""
    return False


def always(*_: Any) -> bool:
    """Decide that it is so."""
    return True


def nothing(*_: Any) -> None:
    """Decide on no step."""


@dataclass(frozen=True)
class Other:
    """A decision in a module, another one in its place, and a kept history in which it shows."""

    name: str
    module: ModuleType
    function: str
    instead: Any
    shows_in: str


OTHERS = [
    Other("a hold stops nothing", holding, "_on_hold", unchanged, "on_hold"),
    Other("a lifted hold moves no time", holding, "shifted", unchanged, "on_hold"),
    Other("no end from a hold", holding, "_ended", unchanged, "on_hold"),
    Other("leaving ends nothing", news, "left", unchanged, "away_and_back"),
    Other("who is back has left anyway", news, "_back", unchanged, "away_and_back"),
    Other("leave is no break", news, "away", unchanged, "away_and_back"),
    Other("another time zone changes nothing", news, "moved", unchanged, "away_and_back"),
    Other("a new address asks nothing again", news, "readdressed", unchanged, "away_and_back"),
    Other("an address that works again changes nothing", news, "reachable", unchanged, "away_and_back"),
    Other("nobody asks for an address", reaching, "lost", unchanged, "away_and_back"),
    Other("nobody is told of a break late", told_late, "step", nothing, "away_and_back"),
    Other("the date of HR changes nothing", pausing, "dated", unchanged, "away_and_back"),
    Other("a break moves no end", pausing, "keeps_end", always, "more_time"),
    Other("more time adds nothing", pair_answers, "extended", unchanged, "more_time"),
    Other("HR takes nothing back", closing, "resumed", unchanged, "more_time"),
    Other("a break is told of before an end that is off", active, "is_told_first", never, "more_time"),
    Other("a postponed step is not postponed", lifecycle, "_postponed", unchanged, "silent_on_leave"),
    Other("a letter that never arrived counts", ladder, "not_counted", unchanged, "silent_on_leave"),
    Other("the coordinator's leave is ignored", leave, "after_leave", due_anyway, "silent_on_leave"),
    Other("another coordinator gets no task", news, "handed_over", unchanged, "silent_on_leave"),
    Other("leave cancels no lapse", news, "without_lapse", unchanged, "silent_on_leave"),
    Other("a dropped step changes nothing", lifecycle, "_dropped", unchanged, "passed_over"),
    Other("a found candidate is not kept", finding, "with_found", unchanged, "passed_over"),
    Other("bowing out does nothing", agreeing, "_bowed_out", unchanged, "passed_over"),
    Other("a booked meeting moves no question", reviews, "awaited", nothing, "booked_moved_and_called_off"),
    Other("calling a meeting off does nothing", booking, "called_off", unchanged, "booked_moved_and_called_off"),
    Other("the other one's wish changes no end", closing, "_wished", unchanged, "passed_over"),
]


@pytest.mark.parametrize("other", OTHERS, ids=[other.name for other in OTHERS])
async def test_another_decision_is_noticed(other: Other, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other.module, other.function, other.instead)
    assert await difference(FOLDER / f"{other.shows_in}.json", RUNNER)
