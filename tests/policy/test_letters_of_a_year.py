"""How many letters a healthy pair gets in a whole year, from the request to the farewell."""

from collections import Counter
from datetime import timedelta

import pytest

from policy.lifecycle import expected
from schemas.messages import Step
from schemas.names import PAIR, Choice, Phase, Role, StepKind
from tests.policy.pairs import seeking
from tests.policy.stories import Story

DAY = timedelta(days=1)


class Year(Story):
    """A pair that meets every so many days, and says so each time it is asked."""

    def __init__(self, meets_every: int, books: bool, writes: bool) -> None:
        super().__init__(seeking())
        self.every, self.books, self.writes = meets_every * DAY, books, writes
        self.letters: Counter[Role] = Counter()
        self.meeting = self.now.date()

    def passes_by(self) -> "Year":
        """Let the whole time together pass."""
        while not self.is_in(Phase.CLOSED):
            before = self.state
            step = self.takes()
            self.letters.update(expected(before, step).written)
            self.passes(hours=3)
            self._answers(step)
        return self

    def _answers(self, step: Step) -> None:
        match step.kind:
            case StepKind.REQUEST:
                self.hears(Role.MENTOR, "accept", step.key)
            case StepKind.AGREEMENT:
                self._both(step, "agree")
            case StepKind.AGREED:
                self.meeting = self.now.date() + 5 * DAY
                self._both(step, "check_in", met="booked", **self._booked())
            case StepKind.CHECK_IN:
                self._both(step, "check_in", met=self._met(), note=self.writes, **self._booked())
            case StepKind.REVIEW:
                self._both(step, "adjust", choice=Choice.CONTINUE)
            case StepKind.CLOSING:
                self._both(step, "thank", note=True)

    def _both(self, step: Step, kind: str, **said: object) -> None:
        for role in PAIR:
            self.hears(role, kind, step.key, **said)

    def _met(self) -> str:
        """Return whether they have met since they were asked, and let them fix their next meeting."""
        met = "yes" if self.meeting < self.now.date() else "booked"
        while self.meeting <= self.now.date():
            self.meeting += self.every
        return met

    def _booked(self) -> dict[str, object]:
        return {"booked_on": self.meeting} if self.books else {}


@pytest.mark.parametrize("meets_every", [7, 10, 14, 21, 22, 25])
@pytest.mark.parametrize(("writes", "usual"), [(False, 21), (True, 34)])
def test_naming_the_day_of_each_meeting_brings_a_few_check_ins_more_in_a_year_however_often_they_meet(
    meets_every: int, writes: bool, usual: int
) -> None:
    """docs/reference/letters.md has these numbers, for the usual rhythm of three weeks."""
    more = 1 if meets_every >= 21 else 4
    for books, most in ((False, usual), (True, usual + (2 * more if writes else more))):
        letters = Year(meets_every, books, writes).passes_by().letters
        assert max(letters[role] for role in PAIR) <= most, (books, letters)
        assert books or min(letters[role] for role in PAIR) == usual
