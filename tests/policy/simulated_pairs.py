"""Made-up pairs whose year is played through the decisions alone, with what a coordinator would be alarmed by.

That is a health of `quiet` or `at_risk`, by which the console sorts, a task, and a last notice. `late` is no alarm: all
that follows is a gentle letter to the pair itself. Once one of them stops, they meet no more, that one answers
nothing any more, and the other one a quarter as often.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from heapq import heappop, heappush

from policy.engagement import HealthChanges, health_changes, silent
from policy.hearing import hear
from policy.lifecycle import after, expected, next_step
from policy.reported import told_before
from schemas.messages import Answer, Step
from schemas.names import PAIR, Phase, Role, StepKind
from schemas.rules import Rules
from schemas.state import Agreeing, State
from tests.policy.pairs import START, answer, paired, person
from tests.policy.simulated_people import Luck, awake

DAY = timedelta(days=1)
NEVER = START + 5000 * DAY
ABOUT_MEETINGS = (StepKind.CHECK_IN, StepKind.NUDGE)
QUESTIONS = (*ABOUT_MEETINGS, StepKind.REVIEW, StepKind.RHYTHM, StepKind.LAST_NOTICE)
REMINDERS = {StepKind.RHYTHM: 1, StepKind.LAST_NOTICE: 2}  # to whoever is silent: each half as likely to be answered
LEFT_ALONE = 0.25  # how much of the time that they would have answered, somebody does whose partner has stopped
GIVES_TIME = 0.95 * 0.8  # coordinators who look at a task, and of them those who see that a pair is well
LOOKS_AFTER, LOOKS_VARY = 48, 0.5  # hours: median and sigma
Span = tuple[datetime, datetime]


class SimulatedPair:
    """Two who agreed and meet in their rhythm, until one of them perhaps stops; pairs begin on the days of a rhythm."""

    def __init__(self, luck: Luck, rules: Rules, stops: datetime = NEVER) -> None:
        self.luck, self.stops, self.said = luck, stops, 0
        self.now = START + luck.pair % rules.cadence_days * DAY
        named = person(f"pair {luck.pair}")
        self.state = paired(rules).with_(started=self.now, mentorship=named, agreeing=Agreeing(since=self.now))
        self.waiting: list[tuple[datetime, int, Answer]] = []  # what will be said, and when
        self.alarms: list[Span] = []
        self.lates: list[Span] = []
        self.tasks = 0
        self.asked: datetime | None = None  # when whoever stopped got their first question afterwards
        self.rates = {role: luck.rate(role) for role in PAIR}
        self.stopper = PAIR[luck.draw("both", "who") < 0.5]
        self.began = self.agrees()
        self.meetings = luck.meetings(self.began, min(stops, self.began + 400 * DAY), rules.cadence_days)

    @property
    def is_open(self) -> bool:
        """Whether it goes on, or would if somebody answered the last notice."""
        return self.state.phase is Phase.ACTIVE or self.is_lapsing

    @property
    def is_lapsing(self) -> bool:
        """Whether it ends unless somebody answers the last notice."""
        closing = self.state.closing
        return self.state.phase is Phase.CLOSING and closing is not None and closing.lapsed

    def agrees(self) -> datetime:
        """Let both agree at once; return when they began."""
        for roles in (PAIR, ()):
            step = self.comes()
            self.takes(step)
            for role in roles:
                self.hears(self.now, self.says(role, "agree", step))
        return self.now

    def live(self, until: datetime) -> "SimulatedPair":
        """Let steps come due, and people answer; return the same pair."""
        while self.now < until and self.is_open:
            step = self.comes()
            if self.waiting and self.waiting[0][0] <= min(step.due, until):
                at, _, said = heappop(self.waiting)
                self.hears(max(at, self.now), said)
            elif step.due >= until:
                self.passes(until)
            else:
                self.passes(step.due)
                self.takes(step)
                for at, said in self.replies(step):
                    heappush(self.waiting, (at, self.said, said))
        return self

    def comes(self) -> Step:
        """Return what comes next."""
        step = next_step(self.state, self.now)
        assert step
        return step

    def passes(self, until: datetime) -> None:
        """Let time pass, and note since when it looks alarming, or late."""
        active = self.state.active
        is_fresh = active is None or until - (active.met or active.agreed) < timedelta(days=self.state.cadence_days)
        changes = HealthChanges() if is_fresh else health_changes(self.state)
        is_alarmed = self.is_lapsing or (active is not None and active.tasked is not None)
        alarmed = self.now if is_alarmed else min(filter(None, changes[1:]), default=until)
        for spans, since in ((self.alarms, alarmed), (self.lates, changes.late_at or alarmed)):
            spans += [(max(since, self.now), until)] if since < until else []
        self.now = until

    def takes(self, step: Step) -> None:
        """Take a step that is due."""
        self.now = max(self.now, step.due)
        self.state = after(self.state, step, expected(self.state, step), self.now)

    def hears(self, at: datetime, said: Answer) -> None:
        """Take an answer in, if it is not too late."""
        self.passes(at)
        heard = hear(self.state, said, at)
        self.state = heard if isinstance(heard, State) else self.state

    def says(self, role: Role, kind: str, step: Step, **words: object) -> Answer:
        """Return an answer."""
        self.said += 1
        return answer(self.said, role, kind, step.key, **words)

    def replies(self, step: Step) -> Iterator[tuple[datetime, Answer]]:
        """Yield what will be said to a step that was just taken, and when."""
        week = (self.now - START) // (7 * DAY)
        if step.kind is StepKind.TASK:
            self.tasks += 1
            hours = self.luck.near(LOOKS_AFTER, LOOKS_VARY, "coordinator", "delay", week)
            if self.luck.draw("coordinator", "answers", week) < GIVES_TIME:
                looks = awake(self.now + timedelta(hours=hours))
                yield looks, self.says(Role.COORDINATOR, "decide", step, choice="continue")
        for role in step.to if step.kind in QUESTIONS else ():
            at = awake(self.now + self.luck.reply_after(role, week))
            if self.luck.draw(role, "answers", week) < self.answers(role, step, at):
                yield at, self.reply(role, step, at)

    def answers(self, role: Role, step: Step, at: datetime) -> float:
        """Return how likely somebody answers a question, at that time."""
        rate = self.rates[role]
        if role in silent(self.state):  # this letter included
            rate /= 2 ** REMINDERS.get(step.kind, 0)
        if self.now >= self.stops and role is self.stopper and self.asked is None:
            self.asked = self.now
        if at >= self.stops:
            return 0 if role is self.stopper else rate * LEFT_ALONE
        return rate

    def reply(self, role: Role, step: Step, at: datetime) -> Answer:
        """Return what somebody says: whether they have met since the last report that the letter names, or to go on."""
        if step.kind not in ABOUT_MEETINGS or self.state.active is None:
            return self.says(role, "adjust", step, choice="continue")
        since = told_before(self.state.active) or self.began
        has_met = bisect_right(self.meetings, at) > bisect_right(self.meetings, since)
        return self.says(role, "check_in", step, met="yes" if has_met else "no")
