"""One page as a reader opens it, from a state at hand; and how a state came about."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bs4 import BeautifulSoup

from gateway.pages.context import Standing
from gateway.pages.render import show
from gateway.pages.replies import given_by
from intake.answers import Kept
from policy.hearing import hear
from policy.lifecycle import after, expected, next_step
from policy.news import hear_news
from schemas.messages import Step
from schemas.names import AnswerKind, Choice, Met, NewsKind, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.state import State
from schemas.step_key import StepKey
from tests.gateway.page_walk import Sent, Turn, standing_of
from tests.policy.pairs import START, answer, news, paired

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
HOUR = timedelta(hours=1)


class At(NamedTuple):
    """A state, the time, and the step that was taken last."""

    state: State
    now: datetime
    step: Step

    def hears(self, role: Role, kind: AnswerKind, **said: Any) -> "At":
        """Return what becomes of it once somebody answers the latest letter."""
        said = {"step": self.step.key, **said}
        heard = hear(self.state, answer(len(self.state.heard) + 100, role, kind, **said), self.now)
        assert isinstance(heard, State), heard
        return self._replace(state=heard)

    def learns(self, about: Role, kind: NewsKind, **known: Any) -> "At":
        """Return what becomes of it once there is news about somebody."""
        heard = hear_news(self.state, news(len(self.state.heard) + 100, about, kind, **known), self.now)
        assert isinstance(heard, State), heard
        return self._replace(state=heard)

    def chooses(self, role: Role, choice: Choice, **said: Any) -> "At":
        """Return what becomes of it once somebody makes a choice."""
        return self.hears(role, AnswerKind.ADJUST, choice=choice, **said)

    def later(self, length: timedelta) -> "At":
        """Return the same at a later time."""
        return self._replace(now=self.now + length)

    def unanswered(self, kind: StepKind, answering: Iterable[Role] = ()) -> "At":
        """Return how it stands after the next letter of a kind, if only some answer those before it."""
        at = self
        for _ in range(40):
            at = at.goes_on()
            if at.step.kind is kind:
                return at
            for role in answering:
                if role in at.step.to and at.step.kind in (StepKind.CHECK_IN, StepKind.NUDGE, StepKind.REVIEW):
                    at = at.hears(role, AnswerKind.CHECK_IN, met=Met.NO)
                elif role in at.step.to and at.step.kind is StepKind.RHYTHM:
                    at = at.chooses(role, Choice.CONTINUE)
        raise AssertionError(f"no {kind}")

    def goes_on(self) -> "At":
        """Return how it stands once the next step is taken."""
        step = next_step(self.state, self.now)
        assert step is not None
        now = max(self.now, step.due)
        return At(after(self.state, step, expected(self.state, step), now), now, step)

    def to(self, key: str) -> "At":
        """Return the same, seen from an earlier letter."""
        return self._replace(step=self.step.with_(key=StepKey(key)))


class Seen:
    """A page as its reader sees it."""

    def __init__(self, standing: Standing, **shown: Any) -> None:
        self.it = standing
        self.soup = BeautifulSoup(show(standing, action="/a/x", nonce="x", **shown), "html.parser")
        for each in self.soup.select("bdi"):
            each.unwrap()
        self.soup.smooth()
        self.text = " ".join(self.soup.get_text(" ").split())
        asked = self.soup.select("form input[type=radio]:not([name=difficulty], [name=share])")
        self.choices = [str(each["value"]) for each in asked]

    @property
    def heading(self) -> str:
        """The heading."""
        assert self.soup.h1
        return " ".join(self.soup.h1.get_text().split())


def began(state: State | None = None) -> At:
    """Return a pair that has agreed and had its first letter."""
    at = start(state or paired()).goes_on()
    at = at.hears(MENTEE, AnswerKind.AGREE).hears(MENTOR, AnswerKind.AGREE)
    return at.goes_on()


def start(state: State) -> At:
    """Return a beginning, before any letter."""
    step = Step(key=StepKey("request/1"), due=START, to=(), reason=Reason(code=ReasonCode.ASKS))
    return At(state, START, step)


def standing_at(at: At, role: Role, language: str = "en", answered: Kept | None = None, **known: Any) -> Standing:
    """Return what a reader of the latest letter finds."""
    sent = Sent(at.step, role, at.state.mentor)
    answers: dict[tuple[str, Role], Kept] = {(at.step.key.question, role): answered} if answered else {}
    turn = Turn("", at.state, at.now, (sent,), answers, at.state, None)
    return standing_of(turn, sent, language).model_copy(update=known)


def seen(at: At, role: Role, language: str = "en", answered: Kept | None = None, **known: Any) -> Seen:
    """Return the page that a reader of the latest letter opens."""
    standing = standing_at(at, role, language, answered, **known)
    return Seen(standing, given=given_by(answered, standing) if answered else None)
