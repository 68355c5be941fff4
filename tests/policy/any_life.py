"""One random life through the pure decisions, from its beginning to its end."""

from collections import Counter
from datetime import timedelta
from random import Random

from policy.hearing import hear
from policy.lifecycle import after, expected, next_step
from policy.news import hear_news
from policy.unasked import questions
from policy.verdict import World, left_out, verdict
from schemas.messages import Answer, News, Step, StepOutcome
from schemas.names import PAIR, Choice, Phase, Role, StepKind, StepResult
from schemas.reason import ReasonCode
from schemas.state import Hold, State
from schemas.step_key import StepKey
from tests.policy.pairs import START
from tests.policy.record import Record
from tests.policy.saying import Voices
from tests.policy.stories import a_good_pair
from tests.policy.temper import Begins, Temper, first_state

EVENTS = 60  # in which anybody may do anything
STEPS = 300  # within which a life ends when nobody says anything any more
SETTING_OUT = 80  # steps to get to where a life is to begin
NEEDS_A_PLACE = (StepKind.REQUEST, StepKind.AGREEMENT)
HELD = 0.015  # how often the programme puts it on hold
GOOD = (Begins.LOOP, Begins.BREAK, Begins.GOODBYE)


class AnyLife:
    """A life that is played by chance, and recorded."""

    def __init__(self, temper: Temper, reached: Counter[str]) -> None:
        self.temper, self.chance = temper, Random(temper.seed)
        self.record, self.voices = Record(reached), Voices(self.chance, temper.fits)
        self.state, self.now = first_state(temper), START
        self.asked: list[StepKey] = []
        self.lost: set[tuple[str, Role]] = set()  # letters that never left

    @property
    def over(self) -> bool:
        """Whether it is closed."""
        return self.state.phase is Phase.CLOSED

    def live(self) -> None:
        """Begin somewhere, let anything happen, then let nobody say anything any more."""
        self.sets_out()
        for _ in range(EVENTS):
            if self.over:
                break
            self.something_happens()
        while self.state.hold:
            self.hears(self.voices.lift(self.state.hold.by[0]))
        for _ in range(STEPS):
            if self.over:
                break
            self.takes(self.comes_due())
        assert self.over, f"{self.state.phase} for ever"
        assert next_step(self.state, self.now) is None
        self.changes(hear_news(self.state, self.voices.news(self.now), self.now), None)

    def sets_out(self) -> None:
        """Come to where this life is to begin."""
        for _ in range(SETTING_OUT):
            if self.over or self.has_set_out():
                break
            step = self.comes_due()
            self.takes(step)
            if not self.is_to_fall_silent():
                for words in a_good_pair(step, self.state):
                    self.hears(self.voices.says(step=step.key, **words))  # type: ignore[arg-type]
        who, until = self.temper.who, self.now + timedelta(days=20)
        if self.temper.begins is Begins.BREAK:
            self.hears(self.voices.says(who, "pause", until=until))  # type: ignore[arg-type]
        if self.temper.begins is Begins.GOODBYE:
            kind = "adjust" if who in PAIR else "close"
            self.hears(self.voices.says(who, kind, self.asked[-1] if who in PAIR else None, choice=Choice.CLOSE))  # type: ignore[arg-type]

    def has_set_out(self) -> bool:
        """Whether it has come to where it is to begin."""
        state, depth = self.state, self.temper.depth
        match self.temper.begins:
            case Begins.SEARCH | Begins.PAIR:
                return True
            case Begins.AGREEING:
                return bool(state.agreeing and state.agreeing.asked)
            case Begins.LADDER:
                return bool(state.active and state.active.rung >= min(depth, 3) and state.active.welcomed)
            case Begins.LAPSE:
                return state.phase is Phase.CLOSING
            case _:
                return bool(state.active and state.active.cycle >= depth and state.active.welcomed)

    def is_to_fall_silent(self) -> bool:
        """Whether nobody answers on the way, once the two are under way."""
        return self.temper.begins not in GOOD and self.state.active is not None

    def something_happens(self) -> None:
        """Let somebody speak, something become known, or time pass until the next step."""
        dice = self.chance.random()
        if self.state.hold:
            self.stands_still(self.state.hold)
        elif self.chance.random() < HELD:
            self.passes_a_while()
            self.hears(self.voices.hold())
        elif dice < self.temper.talks:
            self.passes_a_while()
            self.hears(self.voices.answer(self.asked, self.now))
        elif dice < self.temper.talks + self.temper.news:
            self.passes_a_while()
            news = self.voices.news(self.now)
            self.changes(hear_news(self.state, news, self.now), news)
        else:
            step = self.comes_due()
            if self.chance.random() < self.temper.late:
                self.now += self.chance.choice((timedelta(hours=5), timedelta(days=2), timedelta(days=25)))
            else:
                self.takes(step, by_chance=True)

    def stands_still(self, hold: Hold) -> None:
        """Let time pass while the programme has it on hold, in which nothing is sent, and people speak, or lift it."""
        self.record.reached[f"on hold while {self.state.phase}"] += 1
        self.now += timedelta(hours=self.chance.choice((0, 5, 200, 2000)))
        assert next_step(self.state, self.now) is None
        said = self.voices.on_hold(hold.by, self.asked, self.now)
        self.hears(said) if isinstance(said, Answer) else self.changes(hear_news(self.state, said, self.now), said)

    def passes_a_while(self) -> None:
        """Let some time pass, but not beyond the next step."""
        later = self.now + timedelta(hours=self.chance.choice((0, 0, 1, 5, 30, 200)))
        self.now = min(later, max(self.now, self.next.due))

    @property
    def next(self) -> Step:
        """What comes next."""
        step = next_step(self.state, self.now)
        assert step, "it is over"
        assert step.due >= self.now
        return step

    def comes_due(self) -> Step:
        """Let time pass until the next step is due, which stays the same meanwhile; return it."""
        step = self.next
        self.now = step.due
        assert self.next == step
        return step

    def takes(self, step: Step, by_chance: bool = False) -> None:
        """Take a step that is due, as the world lets it."""
        late = timedelta(hours=self.chance.choice((0, 0, 0, 0, 0, 0, 1, 10))) if by_chance else timedelta()
        at, lost = self.now + late, self.never_left()
        speaks_against = verdict(self.state, step, self.now, self.as_known(step))
        assert not speaks_against or is_for_lack_of_an_address(self.state, speaks_against)
        world = self.world(step) if by_chance else self.as_known(step)
        outcome = verdict(self.state, step, at, world.model_copy(update={"undelivered": lost}))
        fails: frozenset[Role] = frozenset()
        if outcome is None:
            self.record.taking(self.state, step, at)
            outcome, fails = self.sent(step, left_out(self.state, step, at, world), by_chance)
            outcome = outcome.with_(undelivered=tuple(lost))
            self.asked.append(step.key)
            self.lost |= {(step.key, role) for role in fails}
        self.record.took(self.state, step, outcome, at, fails)
        before, self.state = self.state, after(self.state, step, outcome, at)
        self.now = max(self.now, at)
        self.record.became(before, self.state, None, at)
        if outcome.result is StepResult.ANSWER_PENDING:
            assert self.state is before
        self.looks()

    def never_left(self) -> frozenset[Role]:
        """Return whose latest letter with a question never left, as Postgres knows it."""
        asked = questions(self.state)
        return frozenset(role for key, role in self.lost if key in asked)

    def as_known(self, step: Step) -> World:
        """Return a world in which addresses work, or fail, as the workflow knows it."""
        asked = {Role.MENTOR} if step.kind is StepKind.REQUEST else set[Role]()
        return World(unreachable=frozenset(self.state.unreachable) - asked)

    def world(self, step: Step) -> World:
        """Return what may speak against a step."""
        if step.kind in NEEDS_A_PLACE and self.chance.random() < self.temper.trouble * 2:
            return World(place=False)
        if self.chance.random() >= self.temper.trouble:
            return self.as_known(step)
        recent = (self.now - timedelta(hours=3),) * 6
        role = self.chance.choice(PAIR)
        return self.chance.choice(
            (
                World(pending=True),
                World(letters={role: recent}),
                World(away={role: self.now + timedelta(days=5)}),
                World(unreachable=frozenset({role})),
                World(gone=frozenset({self.chance.choice((*PAIR, Role.COORDINATOR))})),
            )
        )

    def sent(self, step: Step, spared: tuple[Role, ...], by_chance: bool) -> tuple[StepOutcome, frozenset[Role]]:
        """Return what came of a step's letters, and whose will never leave though they seemed to."""
        outcome = expected(self.state, step)
        outcome = outcome.with_(written=tuple(role for role in outcome.written if role not in spared), skipped=spared)
        if not by_chance or not step.to or self.chance.random() >= self.temper.loses:
            return outcome, frozenset()
        role, fate = self.chance.choice(step.to), self.chance.choice(("bounced", "skipped", "lost", "lost"))
        if fate == "lost":
            return outcome, frozenset({role} & set(outcome.written))
        written = tuple(one for one in outcome.written if one is not role)
        if fate == "bounced" and role in PAIR:
            return outcome.with_(written=written, unreachable=tuple({*outcome.unreachable, role})), frozenset()
        return outcome.with_(written=written, skipped=(role,)), frozenset()

    def hears(self, answer: Answer) -> None:
        """Let somebody say something; what is refused, and what was heard already, changes nothing."""
        before = self.state.model_dump_json()
        heard = hear(self.state, answer, self.now)
        assert self.state.model_dump_json() == before
        if isinstance(heard, State):
            assert hear(heard, answer, self.now) is heard
        else:
            self.record.reached[f"refused {heard}"] += 1
        self.changes(heard, answer)

    def changes(self, heard: object, said: Answer | News | None) -> None:
        """Take in what was heard, if it was taken."""
        if isinstance(heard, State):
            before, self.state = self.state, heard
            self.record.became(before, heard, said, self.now)
            self.looks()

    def looks(self) -> None:
        """Look at how things stand, now and then."""
        if self.chance.random() < 0.1:
            self.record.in_words(self.state, self.now)


def is_for_lack_of_an_address(state: State, outcome: StepOutcome) -> bool:
    """Whether a lapse waits because nobody whom it is about can be reached."""
    quiet = state.active.quiet if state.active else ()
    never_arrived = outcome.because is not None and outcome.because.code is ReasonCode.NEVER_ARRIVED
    return never_arrived and set(quiet) <= set(state.unreachable)


def ended(temper: Temper, reached: Counter[str]) -> AnyLife:
    """Play a life to its end."""
    life = AnyLife(temper, reached)
    life.live()
    return life
