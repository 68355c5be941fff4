"""Booked meetings in random lives full of breaks and holds: whatever stops, nobody forgets a day that both can see."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from schemas.names import PAIR, AnswerKind, Met, Phase, Role
from tests.policy.any_life import AnyLife
from tests.policy.saying import Words
from tests.policy.temper import Begins, temper

LIVES = 80
DAY = timedelta(days=1)
OFTEN = {
    "a day after a break is kept": 8,
    "a day is forgotten in a break": 25,
    "a day is forgotten in a hold": 3,
    "after a booked meeting: check_in": 40,
}


class BookedLife(AnyLife):
    """A pair that books, and that is stopped again and again, also over weekends and while no worker runs."""

    def something_happens(self) -> None:
        if self.state.phase is not Phase.ACTIVE:
            self.hears(self.voices.says(Role.HR, AnswerKind.RESUME))
        self.chance.choice((self.books, self.books, self.stops, self.goes_on, self.waits, self.takes_the_next))()

    def books(self) -> None:
        """Let one of the two name a day, in a break and after it, or say that they have met."""
        said: Words = {"met": self.chance.choice((Met.BOOKED, Met.BOOKED, Met.YES))}
        if said["met"] is Met.BOOKED or self.chance.random() < 0.5:
            said["booked_on"] = (self.now + self.chance.randint(0, 12) * DAY).date()
        self.hears(self.voices.says(self.chance.choice(PAIR), AnswerKind.CHECK_IN, self.asked[-1], **said))

    def stops(self) -> None:
        """Begin a break, or change its date, or put it on hold."""
        if self.chance.random() < 0.3:
            self.hears(self.voices.hold())
        else:
            until = self.now + timedelta(hours=self.chance.randint(1, 300))
            self.hears(self.voices.says(self.chance.choice((*PAIR, Role.HR)), AnswerKind.PAUSE, until=until))

    def goes_on(self) -> None:
        """Lift a hold, or end a break."""
        if self.state.hold:
            self.hears(self.voices.lift(self.state.hold.by[0], written=self.asked))
        elif self.chance.random() < 0.3:
            self.hears(self.voices.says(Role.HR, AnswerKind.RESUME))

    def waits(self) -> None:
        """Let time pass, also beyond what is due."""
        self.now += timedelta(hours=self.chance.choice((1, 12, 30, 60, 200)))

    def takes_the_next(self) -> None:
        """Take what comes next, unless it is on hold."""
        if not self.state.hold and not self.over:
            self.takes(self.comes_due())


def test_a_day_is_forgotten_only_if_it_lies_in_a_break_or_a_hold_or_both_are_asked_about_it() -> None:
    """A day between the end of a break and its letter, too, which comes after the weekend."""
    reached: Counter[str] = Counter()
    for seed in range(LIVES):
        BookedLife(replace(temper(seed), begins=Begins.LOOP, ends=None), reached).live()
    assert {what: (reached[what], least) for what, least in OFTEN.items() if reached[what] < least} == {}
