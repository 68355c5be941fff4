"""Playing a mentorship through its decisions, without Temporal, in no time."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from policy.ending import carried_out
from policy.hearing import hear
from policy.lifecycle import after, expected, next_step
from policy.news import hear_news
from schemas.failures import Failure
from schemas.messages import Step
from schemas.names import AnswerKind, Choice, Met, NewsKind, Phase, Role, StepKind
from schemas.state import State
from tests.policy.pairs import START, answer, news

Words = Iterable[Mapping[str, object]]
Said = Callable[[Step, State], Words]


def told(state: State, say: Said, limit: int = 200) -> tuple[list[Step], State, datetime]:
    """Return all steps of a life in which people say what `say` gives them, an hour after each step."""
    now, number = START, 0
    steps: list[Step] = []
    while (step := next_step(state, now)) and len(steps) < limit:
        now = max(now, step.due)
        state = after(state, step, expected(state, step), now)
        steps.append(step)
        for words in say(step, state):
            number += 1
            heard = hear(state, answer(number, **{"step": step.key, **words}), now + timedelta(hours=1))  # type: ignore[arg-type]
            assert isinstance(heard, State), heard
            state = heard
    return steps, state, now


def kinds(steps: list[Step]) -> list[str]:
    """Return what happened, in order."""
    return [step.kind.value for step in steps]


def a_good_pair(step: Step, state: State) -> Words:
    """Both do their part: accept, agree, meet, thank."""
    both = (Role.MENTEE, Role.MENTOR)
    match step.kind:
        case StepKind.REQUEST:
            yield {"role": Role.MENTOR, "kind": "accept"}
        case StepKind.AGREEMENT:
            yield from ({"role": role, "kind": "agree"} for role in both)
        case StepKind.CHECK_IN:
            yield from ({"role": role, "kind": "check_in", "met": Met.YES, "rating": 4} for role in both)
        case StepKind.REVIEW:
            yield from ({"role": role, "kind": "adjust", "choice": Choice.CONTINUE} for role in both)
        case StepKind.CLOSING:
            yield from ({"role": role, "kind": "thank", "note": True} for role in both)
        case _:
            return


def but(say: Said, **instead: Words) -> Said:
    """Return what `say` says, but for the kinds of step named."""

    def saying(step: Step, state: State) -> Words:
        return instead[step.kind] if step.kind in instead else say(step, state)

    return saying


class Story:
    """A mentorship as it goes on; `now` moves with its steps and with what is said."""

    def __init__(self, state: State, now: datetime = START) -> None:
        self.state, self.now = state, now
        self.taken: list[Step] = []
        self.said = 1000

    @property
    def next(self) -> Step:
        """What comes next."""
        step = next_step(self.state, self.now)
        assert step, "it is over"
        return step

    @property
    def shown(self) -> State:
        """How it stands for whoever knows of everything that was said."""
        return carried_out(self.state)

    def is_in(self, phase: Phase) -> bool:
        """Whether it stands there, for whoever knows of everything that was said."""
        return self.shown.phase is phase

    def takes(self, kind: str = "", **outcome: object) -> Step:
        """Take the next step when it is due, and say that it is of this kind; return it."""
        step = self.next
        assert not kind or step.kind == kind, step
        self.now = step.due
        self.state = after(self.state, step, expected(self.state, step).with_(**outcome), self.now)
        self.taken.append(step)
        return step

    def goes_on_until(self, kind: str, limit: int = 50) -> Step:
        """Take steps up to the first of this kind, which is taken as well."""
        for _ in range(limit):
            if self.takes().kind == kind:
                return self.taken[-1]
        raise AssertionError(f"no {kind} among {[step.key for step in self.taken]}")

    def passes(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def tries(self, role: Role, kind: AnswerKind | str, step: str = "", **words: object) -> State | Failure:
        """Return what comes of an answer, without taking it in."""
        self.said += 1
        return hear(self.state, answer(self.said, role, kind, step, **words), self.now)

    def hears(self, role: Role, kind: AnswerKind | str, step: str = "", **words: object) -> None:
        """Take an answer in."""
        heard = self.tries(role, kind, step, **words)
        assert isinstance(heard, State), heard
        self.state = heard

    def learns(self, about: Role, kind: NewsKind | str, **known: object) -> None:
        """Take news in."""
        self.said += 1
        heard = hear_news(self.state, news(self.said, about, kind, **known), self.now)
        assert isinstance(heard, State), heard
        self.state = heard


def up_to_review(story: Story) -> Step:
    """Carry a pair on that meets each time, and take its first review."""
    while story.next.kind is not StepKind.REVIEW:
        step = story.takes()
        for role in (Role.MENTEE, Role.MENTOR):
            story.hears(role, "check_in", step.key, met="yes")
    return story.takes("review")


def under_way(story: Story) -> Story:
    """Carry a given pair on until both have agreed and know it."""
    story.goes_on_until("agreement")
    for role in (Role.MENTEE, Role.MENTOR):
        story.hears(role, "agree", story.taken[-1].key)
    story.takes("agreed")
    return story
