"""One mentor with many mentees: none of them waits long, and the mentor's weeks stay within their limit."""

from collections import defaultdict
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import pairwise
from random import Random

from policy.asking_letters import PROMPTS
from policy.courtesy import is_unasked
from policy.hearing import hear
from policy.lifecycle import after, expected, next_step, planned
from policy.verdict import World, left_out, verdict
from schemas.messages import Step, StepOutcome
from schemas.names import PAIR, Role, StepKind, StepResult
from schemas.rules import Rules
from schemas.state import State
from tests.policy.pairs import START, answer, paired, person

MENTEES, RHYTHM, BUDGET = 12, 14, 5
WEEK, SOON = timedelta(days=7), timedelta(minutes=30)
ANSWERS = {
    StepKind.AGREEMENT: ("agree", {}),
    StepKind.CHECK_IN: ("check_in", {"met": "yes"}),
    StepKind.NUDGE: ("check_in", {"met": "yes"}),
    StepKind.REVIEW: ("adjust", {"choice": "continue"}),
}


class BusyMentor:
    """Plays all mentorships of one mentor at once; everybody answers what they are asked."""

    def __init__(self) -> None:
        rules = Rules(cadence_days=RHYTHM, letters_a_week=BUDGET)
        self.states = [paired(rules).with_(mentorship=person(f"mentorship {one}")) for one in range(MENTEES)]
        self.letters: list[tuple[datetime, Step]] = []  # to the mentor
        self.late: list[timedelta] = []  # how long letters waited that nobody asked for, and that are no question
        self.asked: dict[int, list[datetime]] = defaultdict(list)  # each mentee
        self.mentor_asked: dict[int, list[bool]] = defaultdict(list)  # about each mentee
        self.said, self.chance = 0, Random(0)

    def live(self) -> None:
        """Play until all are over."""
        queue = [(self.due(one, START), one) for one in range(MENTEES)]
        heapify(queue)
        while queue:
            now, one = heappop(queue)
            step = next_step(self.states[one], now)
            assert step
            if step.due <= now:
                self.takes(one, step, now)
                now += SOON
            if next_step(self.states[one], now):
                heappush(queue, (self.due(one, now), one))

    def due(self, one: int, now: datetime) -> datetime:
        """Return when the next step of one mentorship is taken: a few seconds after it is due."""
        step = next_step(self.states[one], now)
        assert step
        return step.due + timedelta(seconds=self.chance.uniform(0, 3))

    def takes(self, one: int, step: Step, now: datetime) -> None:
        """Take a step, or postpone it, as the activity does."""
        state = self.states[one]
        world = World(letters={Role.MENTOR: tuple(at for at, _ in self.letters if at > now - WEEK)})
        outcome = verdict(state, step, now, world)
        if outcome is None:
            spared = left_out(state, step, now, world)
            written = tuple(role for role in step.to if role not in spared)
            outcome = expected(state, step).with_(written=written, skipped=spared)
        if outcome.result is StepResult.TAKEN and is_unasked(step) and step.kind not in PROMPTS:
            self.late.append(now - planned(state, now))
        self.states[one] = after(state, step, outcome, now)
        if outcome.result is StepResult.TAKEN:
            self.notes(one, step, outcome, now)

    def notes(self, one: int, step: Step, outcome: StepOutcome, now: datetime) -> None:
        """Keep who got a letter, and let them answer."""
        if Role.MENTOR in outcome.written:
            self.letters.append((now, step))
        if step.kind in PROMPTS:
            assert Role.MENTEE in outcome.written
            self.asked[one].append(now)
            self.mentor_asked[one].append(Role.MENTOR in outcome.written)
        kind, words = ANSWERS.get(step.kind, ("", {}))
        for role in PAIR:
            if kind and role in outcome.written:
                self.said += 1
                heard = hear(self.states[one], answer(self.said, role, kind, step.key, **words), now + SOON)
                assert isinstance(heard, State), heard
                self.states[one] = heard


def test_a_mentor_with_twelve_mentees_keeps_none_waiting_and_gets_one_question_more_at_most_in_a_full_week() -> None:
    """A check-in to both once waited until the mentor had room: some mentees waited five weeks instead of two."""
    mentor = BusyMentor()
    mentor.live()
    gaps = [late - early for asked in mentor.asked.values() for early, late in pairwise(asked)]
    assert len(mentor.asked) == MENTEES
    assert max(gaps) <= timedelta(days=RHYTHM + 8)
    asked = [at for at, step in mentor.letters if step.kind in PROMPTS]
    weeks = [sum(at - WEEK < other <= at for other, _ in mentor.letters) for at in asked]
    assert max(weeks) <= BUDGET + 1
    assert max(mentor.late) <= timedelta(days=7 + 3), "seven days, and a weekend"
    assert all(sum(heard) > len(heard) / 2 for heard in mentor.mentor_asked.values()), "the mentor hears of each mentee"
