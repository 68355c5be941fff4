"""One random life through the workflow class itself, which is compared with the pure decisions at every turn."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from policy.hearing import hear
from policy.lifecycle import after, next_step
from policy.news import hear_news
from policy.verdict import World, verdict
from schemas.failures import Failure
from schemas.messages import Answer, News, Receipt, StepOutcome
from schemas.names import PAIR, AnswerKind, Role, StepResult
from schemas.state import State
from tests.policy.any_life import AnyLife
from tests.policy.temper import Temper
from tests.workflows.harness import Refused, Run

TURNS = 80  # in which anything may happen
QUIET_TURNS = 600  # within which a life ends by itself
CLOSE = Answer(id=UUID("cd613e30-d8f1-4adf-91b7-584a2265b1f5"), role=Role.HR, kind=AnswerKind.CLOSE)  # by a cancel
BUDGETS = (20, 40, 200)  # events of a run


class WorkflowLife:
    """A life played by chance, from any phase on: answers at any moment, late wakes, failing steps, new runs."""

    def __init__(self, temper: Temper, reached: Counter[str]) -> None:
        self.temper, self.reached = temper, reached
        begun = AnyLife(temper, reached)
        begun.sets_out()
        self.chance, self.record, self.voices, self.asked = begun.chance, begun.record, begun.voices, begun.asked
        self.state = begun.state.with_(history_budget=self.chance.choice(BUDGETS))  # as the policy has it
        self.run = Run(self.state, begun.now)
        self.open: dict[str, Answer | News] = {}  # sent, and not answered yet
        self.cancelled = self.close_is_heard = False

    def live(self) -> None:
        """Let anything happen for a while, then nothing but time."""
        for turn in range(TURNS + QUIET_TURNS):
            if self.run.over:
                break
            self.follow()
            self.turn(by_chance=turn < TURNS)
            self.replied()
            self.ordered()
        assert self.run.over, "never over"
        assert self.run.over == "completed" or self.cancelled
        assert not self.open or self.run.over == "cancelled"

    def follow(self) -> None:
        """Go on with the run that follows one which began anew."""
        if self.run.renewed:
            assert not self.open, "somebody was not answered before the new run"
            self.reached["begun anew"] += 1
            renewed, now = self.run.renewed, self.run.now
            assert self.state == renewed
            self.run.evict()
            self.run = Run(renewed, now)

    def turn(self, by_chance: bool) -> None:
        """Let one thing happen."""
        hold = self.state.hold
        if hold and not self.run.steps and (not by_chance or self.chance.random() < 0.2):
            self.reached["lifted"] += 1
            self.sends(self.voices.lift(hold.by[0], ends=0.2))
        elif by_chance and self.chance.random() < 0.02:
            self.sends(self.voices.hold())
        elif by_chance and self.chance.random() < self.temper.talks:
            self.update_arrives()
        elif by_chance and self.chance.random() < 0.03:
            self.an_operator_acts()
        elif self.run.steps:
            self.step_ends(by_chance)
            self.close_is_heard = True  # if there is one
        elif self.run.timers:
            late = self.chance.choice((timedelta(hours=6), timedelta(days=3), timedelta(days=25)))
            self.run.wake(late if by_chance and self.chance.random() < self.temper.late else timedelta(0))

    def update_arrives(self) -> None:
        """Let somebody send an answer, or news come, while time goes on or a step is in hand."""
        if not self.run.steps and self.run.timers:
            later = self.run.now + timedelta(hours=self.chance.choice((0, 1, 30, 100)))
            self.run.now = max(self.run.now, min(later, min(self.run.timers.values())))
        is_news = self.chance.random() < self.temper.news
        said = self.voices.news(self.run.now) if is_news else self.voices.answer(self.asked, self.run.now)
        self.reached["said during a step" if self.run.steps else "said between steps"] += 1
        self.sends(said)

    def sends(self, said: Answer | News) -> None:
        """Send an update."""
        self.open[str(said.id)] = said
        self.run.send(said, "news" if isinstance(said, News) else "answer")

    def an_operator_acts(self) -> None:
        """Let somebody renew the run, or cancel it at its end."""
        if self.chance.random() < 0.7:
            self.run.new_release = True
            self.run.send(None, "renew")
            self.reached["renewed"] += 1
        elif not self.cancelled:
            self.cancelled, self.close_is_heard = True, not self.run.steps
            self.reached["cancelled"] += 1
            self.run.cancel()
            if not self.run.over:
                self.open[str(CLOSE.id)] = CLOSE

    def ordered(self) -> None:
        """Check that a step in hand is the one that the policy decides on for this moment, in this state."""
        if not self.run.steps:
            return
        order = self.run.order
        assert order.state == self.state
        step = next_step(order.state, order.now)
        assert step == order.step
        assert step.due <= order.now
        assert step.key not in self.record.keys
        assert self.run.activities[-1] == step.key

    def step_ends(self, by_chance: bool) -> None:
        """Let the step in hand come out somehow; one that somebody waits for may stop instead."""
        order, run = self.run.order, self.run
        may_stop = run.asked_to_stop & set(run.steps) or run.patience & set(run.timers)
        if may_stop and self.chance.random() < 0.5:
            self.reached["stopped"] += 1
            run.stop()
            return
        late = timedelta(days=self.chance.choice((0, 0, 0, 2))) if by_chance else timedelta(0)
        outcome = self.outcome(by_chance, late)
        at = order.now + late
        if outcome.result is StepResult.TAKEN:
            self.record.taking(order.state, order.step, at)
            self.asked.append(order.step.key)
        self.record.took(order.state, order.step, outcome, at, frozenset())
        before, self.state = order.state, after(order.state, order.step, outcome, at)
        self.record.became(before, self.state, None, at)
        if outcome.result is StepResult.ANSWER_PENDING:
            assert not order.ignore_pending
        self.run.finish(outcome, late=late)

    def outcome(self, by_chance: bool, late: timedelta) -> StepOutcome:
        """Return what comes of the step in hand: what the world lets it, at the moment at which it is tried."""
        order = self.run.order
        judged = verdict(order.state, order.step, order.now + late, self.world(by_chance), order.ignore_pending)
        if judged:
            return judged
        lost = {self.chance.choice(PAIR)} if by_chance and self.chance.random() < self.temper.loses else set[Role]()
        written = tuple(role for role in order.step.to if role not in {*lost, *order.state.unreachable})
        return StepOutcome(result=StepResult.TAKEN, written=written, unreachable=tuple(lost))

    def world(self, by_chance: bool) -> World:
        """Return what may speak against a step."""
        if not by_chance or self.chance.random() >= self.temper.trouble * 2:
            return World()
        role = self.chance.choice(PAIR)
        away = World(away={role: self.run.now + timedelta(days=5)})
        return self.chance.choice((World(pending=True), World(pending=True), World(place=False), away))

    def replied(self) -> None:
        """Take the replies in the order in which people spoke, and check that the policy says the same."""
        for id, said in list(self.open.items()):
            reply = self.run.replies.get(id)
            if said is CLOSE and self.close_is_heard:
                self.heard(said, self.policy_says(said), self.run.now)
            elif isinstance(reply, Receipt):
                heard = self.policy_says(said, reply.at)
                assert heard == reply.state
                self.heard(said, heard, reply.at)
            elif isinstance(reply, Refused):
                self.refused(said, reply)

    def heard(self, said: Answer | News, heard: State | Failure, at: datetime) -> None:
        """Take in what was said, as the policy takes it."""
        del self.open[str(said.id)]
        if isinstance(heard, State):
            before, self.state = self.state, heard
            self.record.became(before, heard, said, at)

    def refused(self, said: Answer | News, reply: Refused) -> None:
        """Nothing is refused that the policy would take as things stand."""
        del self.open[str(said.id)]
        self.reached[f"refused {'after' if reply.accepted else 'before'} it was taken in"] += 1
        assert reply.code in set(Failure)
        assert isinstance(self.policy_says(said), Failure)

    def policy_says(self, said: Answer | News, at: datetime | None = None) -> State | Failure:
        """Return what the pure policy makes of something said now."""
        listen = hear if isinstance(said, Answer) else hear_news
        return listen(self.state, said, at or self.run.now)  # type: ignore[arg-type]
