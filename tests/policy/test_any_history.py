"""Whatever happens, in whatever order: promises that hold for every history."""

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from policy.ladder import RUNGS
from policy.lifecycle import PHASES, TICK, after, hear, next_step
from policy.pausing import shifted
from policy.words import card_of, live_card
from schemas.failures import Failure
from schemas.messages import Facts, Step
from schemas.names import PAIR, AnswerKind, Choice, Met, Outcome, Phase, Role, StepKind
from schemas.rules import Courtesy, Rules
from schemas.state import State
from tests.policy.pairs import START, answer, paired, seeking

ROLES = st.sampled_from([Role.MENTEE, Role.MENTOR])
RULES = st.builds(
    Rules,
    courtesy=st.sampled_from([Courtesy(), Courtesy(working_days=(1,), jitter_minutes=0)]),
    cadence_days=st.integers(3, 60),
    duration_days=st.sampled_from([90, 365]),
    undo_minutes=st.sampled_from([0, 10]),
)


class AnyHistory(RuleBasedStateMachine):
    """A mentorship, and people who do anything at any time."""

    state: State
    last: Step | None = None

    @initialize(rules=RULES, pair=st.booleans())
    def begins(self, rules: Rules, pair: bool) -> None:
        self.state = paired(rules) if pair else seeking(rules)
        self.now, self.said = START, 0
        self.taken: list[Step] = []
        self.keys: set[str] = set()

    def open(self) -> bool:
        return self.state.phase is not Phase.CLOSED

    @precondition(open)
    @rule(late=st.sampled_from([0, 0, 0, 0, 1, 3, 30]), lost=st.sampled_from([(), (), (), (Role.MENTOR,)]))
    def the_next_step_is_taken(self, late: int, lost: tuple[Role, ...]) -> None:
        step = next_step(self.state, self.now)
        assert step
        self.now = max(self.now, step.due + timedelta(days=late))
        step = next_step(self.state, self.now)
        assert step
        self.now = max(self.now, step.due)
        assert step.key not in self.keys, "a prompt of the same meaning went out before"
        self.keys.add(step.key)
        self.taken.append(step)
        facts = Facts(written=tuple(role for role in step.to if role not in lost), unreachable=lost)
        self.state = after(self.state, step, facts, self.now)

    @precondition(open)
    @rule(hours=st.integers(1, 400), role=ROLES, data=st.data())
    def somebody_says_something(self, hours: int, role: Role, data: st.DataObject) -> None:
        step = next_step(self.state, self.now)
        assert step
        self.now = min(self.now + timedelta(hours=hours), max(self.now, step.due))
        kind = data.draw(st.sampled_from([kind for kind in AnswerKind if kind is not AnswerKind.CLOSE]))
        key = self.taken[-1].key if self.taken else "request/1"
        key = data.draw(st.sampled_from([key, key.split("/reminder")[0], "request/1", "agreement/1"]))
        self.said += 1
        word = answer(
            self.said,
            Role.COORDINATOR if kind is AnswerKind.DECIDE else role,
            kind,
            key,
            met=data.draw(st.sampled_from(Met)),
            rating=data.draw(st.sampled_from([None, 1, 5])),
            note=data.draw(st.booleans()),
            choice=data.draw(st.sampled_from([Choice.CONTINUE, Choice.CADENCE, Choice.PAUSE, Choice.EXTEND])),
            cadence_days=data.draw(st.sampled_from([7, 30])),
            until=self.now + timedelta(days=data.draw(st.integers(-1, 70))),
        )
        heard = hear(self.state, word, self.now)
        if isinstance(heard, State):
            assert hear(heard, word, self.now) == heard, "the same answer twice changed something"
            self.state = heard

    @precondition(open)
    @rule(role=st.sampled_from([Role.HR, Role.MENTEE]), outcome=st.sampled_from([None, Outcome.LEFT]))
    def it_is_closed(self, role: Role, outcome: Outcome | None) -> None:
        self.said += 1
        heard = hear(self.state, answer(self.said, role, AnswerKind.CLOSE, "", outcome=outcome), self.now)
        if role is Role.HR:
            assert isinstance(heard, State)
            assert heard.phase in (Phase.CLOSING, Phase.CLOSED)
            self.state = heard

    @precondition(lambda self: not self.open())
    @rule(kind=st.sampled_from(AnswerKind))
    def what_is_said_after_the_end_is_refused(self, kind: AnswerKind) -> None:
        self.said += 1
        assert hear(self.state, answer(self.said, Role.MENTEE, kind, ""), self.now) is Failure.CLOSED

    @invariant()
    def next_is_never_in_the_past_by_more_than_the_tick(self) -> None:
        step = next_step(self.state, self.now)
        assert (step is None) == (self.state.phase is Phase.CLOSED)
        assert step is None or step.due >= self.now - TICK

    @invariant()
    def the_ladder_never_skips_a_rung(self) -> None:
        rungs = [RUNGS.index(step.kind) for step in self.taken if step.kind in RUNGS and "unreachable" not in step.key]
        for below, above in zip([-1, *rungs], rungs, strict=False):
            assert above <= below + 1

    @invariant()
    def a_pause_shifts_all(self) -> None:
        if self.state.phase in PHASES and not self.state.pause:
            length = timedelta(days=17)
            chapter = PHASES[self.state.phase]
            before = chapter.upcoming(self.state, self.now)
            moved = chapter.upcoming(shifted(self.state, length), self.now + length)
            assert (moved.kind, moved.key, moved.due) == (before.kind, before.key, before.due + length)

    @invariant()
    def everything_can_be_said_in_words(self) -> None:
        words = live_card(card_of(self.state, self.now))
        assert "{" not in words
        assert "None" not in words

    @invariant()
    def the_state_stays_small_and_survives_the_journey(self) -> None:
        text = self.state.model_dump_json()
        assert len(text) < 16_000
        assert State.model_validate_json(text) == self.state

    @invariant()
    def closing_letters_come_before_farewells(self) -> None:
        kinds = [step.kind for step in self.taken]
        if StepKind.FAREWELL in kinds:
            before = kinds[: kinds.index(StepKind.FAREWELL)]
            assert StepKind.CLOSING in before or StepKind.LAST_NOTICE in before
            assert all(role in PAIR for role in self.taken[kinds.index(StepKind.FAREWELL)].to)


AnyHistory.TestCase.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyHistory = AnyHistory.TestCase
