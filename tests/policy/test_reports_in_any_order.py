"""What two people tell of their meetings at any letters, in any order, stands as a plain list of it says."""

from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

import pytest

from policy.engagement import judge, side_of
from schemas.names import PAIR, Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.step_key import StepKey
from tests.policy.booked import MENTEE, MENTOR, active_of
from tests.policy.holds import held, lifted
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way

ASKING = (StepKind.CHECK_IN, StepKind.NUDGE, StepKind.REVIEW, StepKind.RESUMED)
LIVES, EVENTS = 150, 16
REMEMBERED = 3  # meetings of one person that can be taken back


class Told(NamedTuple):
    """A meeting of which somebody told at a letter, and whether they rated it low."""

    letter: int  # its place among the letters
    at: datetime
    latest: int  # the place of the latest letter by then
    low: bool


class Life:
    """A pair whose answers are noted down beside it."""

    def __init__(self, seed: int) -> None:
        self.chance, self.story = Random(seed), under_way(Story(paired()))
        self.letters: list[dict[Role, StepKey]] = []  # a hold may have kept one from one of them, or from both
        self.gets_letter()
        self.told: dict[Role, list[Told]] = {role: [] for role in PAIR}  # by letter, the latest last
        self.log: list[str] = []

    def goes_on(self) -> bool:
        """Take steps up to the next letter that asks about a meeting; return whether there is one."""
        story = self.story
        if self.chance.random() < 0.3:
            story.hears(Role.HR, "pause", until=story.now + timedelta(days=12))
        while story.takes().kind not in ASKING:
            if story.state.phase is not Phase.ACTIVE:
                return False
        self.gets_letter()
        self.log.append(f"-- {self.letters[-1]} {story.now:%d %b}")
        story.passes(hours=2)
        return True

    def gets_letter(self) -> None:
        """Note the letter down by which each is asked: at times, a hold has kept a lasting one back from some."""
        key = self.story.taken[-1].key
        self.letters.append(dict.fromkeys(PAIR, key))
        if key.kind in (StepKind.AGREED, StepKind.RESUMED) and self.chance.random() < 0.5:
            hold, kept = held(self.story), self.chance.choice(((MENTEE,), (MENTOR,), PAIR))
            self.story.passes(hours=self.chance.choice((1, 40)))
            lifted(self.story, hold, kept_back=dict.fromkeys(kept, (key,)))
            while set(kept) & {role for role, own in self.letters[-1].items() if own == key}:
                late = self.story.takes(key.kind)
                self.letters[-1] |= dict.fromkeys(late.to, late.key)

    def somebody_speaks(self) -> None:
        """Let one of the two answer one of the latest letters."""
        self.story.passes(hours=self.chance.choice((1, 20, 40)))
        role, letter = self.chance.choice(PAIR), self.chance.choice(range(len(self.letters))[-4:])
        met, rating = self.chance.choice(("yes", "yes", "yes", "no")), self.chance.choice((None, 1, 5))
        step = self.letters[letter][role]
        self.log.append(f"{self.story.now:%d %b} {role.value} at {step}: {met} {rating}")
        self.story.hears(role, "check_in", step, met=met, rating=rating if met == "yes" else None)
        self.notes(role, letter, met == "yes", rating == 1)

    def notes(self, role: Role, letter: int, has_met: bool, low: bool) -> None:
        """Note an answer down: the first time that somebody told of a meeting counts, but never after a later one."""
        known = {one.letter: one for one in self.told[role]}
        before = known.pop(letter, None)
        later = [one for one in known.values() if one.letter > letter]
        at = before.at if before else min([self.story.now, *(one.at for one in later)])
        latest = before.latest if before else min([len(self.letters) - 1, *(one.latest for one in later)])
        left = [*known.values(), *([Told(letter, at, latest, low)] if has_met else [])]
        self.told[role] = sorted(left)

    @property
    def last(self) -> dict[Role, Told]:
        """The last meeting of each, of those that told of one."""
        return {role: told[-1] for role, told in self.told.items() if told}

    def is_at_risk(self, role: Role) -> bool:
        """Whether somebody rated the last meeting low: the other one told of none at a letter that was sent since."""
        own, other = (self.last.get(one) for one in (role, MENTOR if role is MENTEE else MENTEE))
        return bool(own and own.low and not (other and other.letter > own.latest))


@pytest.mark.parametrize("seed", range(LIVES))
def test_a_pair_stands_as_the_list_of_what_it_told_says(seed: int) -> None:
    """A welcome back and the first letter are letters like all others: what is later, is later for all of them."""
    life = Life(seed)
    for _ in range(EVENTS):
        if life.chance.random() < 0.3:
            if not life.goes_on():
                return
            continue
        life.somebody_speaks()
        if max(len(told) for told in life.told.values()) > REMEMBERED:
            return
        active, judged = active_of(life.story), judge(life.story.state, life.story.now)
        assert active.reported == max((one.at for one in life.last.values()), default=None), life.log
        for role in PAIR:
            assert side_of(active, role).low == bool(role in life.last and life.last[role].low), life.log
        is_low = any(reason.code is ReasonCode.RATED_LOW for reason in judged.reasons)
        assert is_low == any(life.is_at_risk(role) for role in PAIR), life.log
