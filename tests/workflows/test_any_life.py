"""The workflow class through random lives: late workers, answers at any moment, news, breaks, cancels, new runs."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.messages import Answer, News, Receipt, StepOutcome
from schemas.names import AnswerKind, Choice, Met, NewsKind, Outcome, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.rules import Rules
from schemas.state import State
from tests.policy.pairs import START, paired, seeking
from tests.workflows.harness import RUNS, Refused, Run
from tests.workflows.lives import is_decent

QUICK = Rules(cadence_days=7, duration_days=60, review_before_end_days=14)
KINDS = st.sampled_from(AnswerKind)
HOURS = st.integers(min_value=0, max_value=24 * 20).map(lambda hours: timedelta(hours=hours))
MOVES = st.sampled_from(["answer"] * 6 + ["wake"] * 8 + ["news", "renew", "anew", "put off", "pending"])


class Life:
    """One mentorship through all of its runs."""

    def __init__(self, state: State) -> None:
        self.run = Run(state, START)
        self.number = 0
        self.taken: list[tuple[str, datetime]] = []

    def follow(self) -> None:
        """Go on with the next run where one has begun anew."""
        while self.run.renewed:
            self.taken += self.run.taken
            self.run = Run(self.run.renewed, self.run.now)

    def id(self) -> UUID:
        """Return an id of its own for what is said."""
        self.number += 1
        return uuid5(UUID(int=0), str(self.number))

    def say(self, data: st.DataObject) -> None:
        """Let somebody say something, fitting or not; nothing that was accepted is lost."""
        asked = [key for key, _ in self.run.taken] or ["agreed/1"]
        role = data.draw(st.sampled_from([Role.MENTEE, Role.MENTOR, Role.MENTOR, Role.HR, Role.COORDINATOR]))
        said: dict[str, object] = {"role": role, "kind": data.draw(KINDS), "met": data.draw(st.sampled_from(Met))}
        said["choice"] = data.draw(st.sampled_from(Choice))
        said["cadence_days"] = data.draw(st.sampled_from([7, 14]))
        said["until"] = self.run.now + data.draw(HOURS)
        said["outcome"] = Outcome.LEFT
        step = None if role is Role.HR else data.draw(st.sampled_from(asked[-3:]))
        answer = Answer.model_validate({"id": self.id(), "step": step, **said})
        self.told(self.run.send(answer), str(answer.id))

    def news(self, data: st.DataObject) -> None:
        """Let something become known about somebody."""
        kind = data.draw(st.sampled_from([NewsKind.AWAY, NewsKind.BACK, NewsKind.UNREACHABLE, NewsKind.REACHABLE]))
        about = data.draw(st.sampled_from([Role.MENTEE, Role.MENTOR]))
        news = News(id=self.id(), about=about, kind=kind, until=self.run.now + data.draw(HOURS))
        self.told(self.run.send(news, "news"), str(news.id))

    def told(self, reply: object, id: str) -> None:
        """See that what was accepted is answered, at the latest when the step in hand is over."""
        if reply is None:
            assert self.run.steps
            self.run.finish()
            reply = self.run.replies[id]
        assert isinstance(reply, Receipt | Refused)

    def wake(self, late: timedelta) -> None:
        """Let the next timer fire, or the step in hand be finished."""
        if self.run.steps:
            assert is_decent(self.run.order), self.run.order
            self.run.finish()
        else:
            self.run.wake(late)

    def put_off(self) -> None:
        """Postpone the step in hand for two days."""
        if self.run.steps and self.run.order.step.kind not in (StepKind.WITHDRAWN,):
            why = Reason(code=ReasonCode.ENOUGH_MAIL, who=(Role.MENTEE,))
            self.run.finish(StepOutcome.postponed(self.run.now + timedelta(days=2), why))

    def pending(self) -> None:
        """Let the step in hand find an answer that is on its way."""
        if self.run.steps:
            self.run.finish(StepOutcome.answer_pending())


def move(life: Life, data: st.DataObject) -> None:
    """Let one thing happen."""
    match data.draw(MOVES):
        case "answer":
            life.say(data)
        case "news":
            life.news(data)
        case "renew":
            life.run.send(None, "renew")
        case "anew":
            life.run.history = 1000
        case "put off":
            life.put_off()
        case "pending":
            life.pending()
        case _:
            life.wake(data.draw(st.sampled_from([timedelta(0)] * 3 + [timedelta(hours=9), timedelta(days=9)])))
    life.follow()


@pytest.mark.parametrize("begin", [seeking, paired], ids=["seeking", "paired"])
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_life_is_decent_and_comes_to_an_end(begin: object, data: st.DataObject) -> None:
    """No step out of hours, none twice, no answer lost, no run stuck: each life ends or has a time for what is next."""
    assert callable(begin)
    life = Life(begin(QUICK))
    for _ in range(40):
        if life.run.over:
            break
        move(life, data)
    for _ in range(400):
        if life.run.over:
            break
        life.wake(timedelta(0))
        life.follow()
    assert life.run.over == "completed"
    keys = Counter(key for key, _ in life.taken + life.run.taken)
    while RUNS:
        RUNS.pop().evict()
    assert not {key for key, times in keys.items() if times > 1}
