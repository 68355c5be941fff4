"""Lives of mentorships with every letter that is written in them, and what was so when it was written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from activities.letter_data import LetterData, hindrance_of, letter_for
from activities.recipients import BAD_ADDRESS, Recipient
from letters.render import write
from policy.lifecycle import after, expected, next_step
from schemas.letter import Letter, Written
from schemas.messages import Order, Step
from schemas.names import Choice, Met, Phase, Role, StepKind
from schemas.people import Person
from schemas.state import State
from tests.letters.known_row import row_of
from tests.letters.samples import LINK, PEOPLE
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way

ZONES = {Role.MENTEE: "America/New_York", Role.MENTOR: "Asia/Tokyo", Role.COORDINATOR: "Europe/London"}
REMINDERS = (StepKind.REQUEST_REMINDER, StepKind.AGREEMENT_REMINDER)


@dataclass(frozen=True)
class Sent:
    """One letter, the step that it belongs to, and how things stood before and after it."""

    letter: Letter
    written: Written
    step: Step
    before: State
    after: State

    @property
    def says(self) -> str:
        """The text on one line."""
        return " ".join(self.written.text.split())

    @property
    def silence(self) -> Step:
        """What comes next if nobody says anything, but for what only reminds."""
        steps = (step for step in self.unheard() if step.kind not in REMINDERS)
        return next(steps)

    def unheard(self) -> Iterator[Step]:
        """Give what comes if nobody says anything."""
        state, now = self.after, self.letter.now
        while step := next_step(state, now):
            yield step
            now = max(now, step.due)
            state = after(state, step, expected(state, step), now)


class Life(Story):
    """A mentorship as it goes on, with its letters."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.letters: list[Sent] = []
        self.asked: list[Step] = []
        self.known = {"apart": False, "in_touch": False, "begun_anew": False, "safeguarded": True}

    def takes(self, kind: str = "", **outcome: object) -> Step:
        """Take the next step, and keep what it writes."""
        before = self.state
        step = super().takes(kind, **outcome)
        if "result" not in outcome:
            self.asked += [step] if step.kind is StepKind.REQUEST else []
            self.letters += _letters(before, step, self)
        return step

    def goes_on_to_its_end(self, limit: int = 60) -> None:
        """Take steps until it is closed; nobody says anything any more."""
        while not self.is_in(Phase.CLOSED) and limit:
            self.takes()
            limit -= 1


def _letters(before: State, step: Step, life: Life) -> Iterator[Sent]:
    order = Order(state=before, step=step, now=life.now)
    concerned = [role for role in PEOPLE if role in before.readers or role in step.to]
    people = {role: Recipient(_person(role), BAD_ADDRESS * (role in before.unreachable)) for role in concerned}
    data = LetterData(order, life.state, people, {**row_of(life.state, len(life.asked) > 1), **life.known})
    for role in step.to:
        if not hindrance_of(role, data):
            letter = letter_for(role, data, LINK)
            yield Sent(letter, write(letter), step, before, life.state)


def _person(role: Role) -> Person:
    return PEOPLE[role].model_copy(update={"time_zone": ZONES[role]})


def _without_coordinator(state: State) -> State:
    return state.with_(readers={role: one for role, one in state.readers.items() if role is not Role.COORDINATOR})


def _accepted(life: Life, number: int = 1) -> Life:
    life.hears(Role.MENTOR, "accept", f"request/{number}")
    life.goes_on_until("agreement")
    return life


def _search(coordinator: bool = True) -> Life:
    life = Life(seeking() if coordinator else _without_coordinator(seeking()))
    life.takes("request")
    return life


def _pair(coordinator: bool = True) -> Life:
    life = Life(paired() if coordinator else _without_coordinator(paired()))
    under_way(life)
    return life


def _both(life: Life, kind: str, **words: object) -> None:
    for role in (Role.MENTEE, Role.MENTOR):
        life.hears(role, kind, life.taken[-1].key, **words)


def unanswered_search(coordinator: bool) -> Life:
    """Nobody answers: neither mentor, nor the coordinator."""
    life = _search(coordinator)
    life.goes_on_to_its_end()
    return life


def changed_and_agreed() -> Life:
    """The first says no, the second yes; the mentee changes the agreement; nobody objects after that."""
    life = _search()
    life.hears(Role.MENTOR, "decline", "request/1")
    life.takes("request")
    _accepted(life, 2)
    life.hears(Role.MENTEE, "amend", life.taken[-1].key)
    life.goes_on_until("agreed")
    return life


def yes_with_changes() -> Life:
    """The first says yes to other terms, and the mentee asks another; nobody objects to the terms of the second."""
    life = _search()
    life.hears(Role.MENTOR, "accept", "request/1", draft=2, cadence_days=42)
    life.goes_on_until("agreement")
    life.hears(Role.MENTEE, "adjust", life.taken[-1].key, choice=Choice.REMATCH)
    life.goes_on_until("request")
    life.hears(Role.MENTOR, "accept", "request/2", draft=3, cadence_days=14)
    life.goes_on_until("agreed")
    return life


def thought_better() -> Life:
    """The mentee would rather ask another mentor than begin; the one after says yes, and it is ended."""
    life = _accepted(_search())
    life.hears(Role.MENTEE, "adjust", life.taken[-1].key, choice=Choice.REMATCH)
    life.goes_on_until("request")
    _accepted(life, 2)
    life.hears(Role.MENTOR, "adjust", life.taken[-1].key, choice=Choice.CLOSE)
    life.goes_on_to_its_end()
    return life


def ended_before_it_began() -> Life:
    """HR ends a given pair that has not begun."""
    life = Life(paired())
    life.takes("agreement")
    life.hears(Role.HR, "close", outcome="withdrawn")
    life.goes_on_to_its_end()
    return life


def silent_pair(coordinator: bool) -> Life:
    """A given pair says nothing, from the agreement on."""
    life = Life(paired() if coordinator else _without_coordinator(paired()))
    life.goes_on_to_its_end()
    return life


def a_year(thanks: tuple[Role, ...], apart: bool = False) -> Life:
    """A pair meets for a year, and says its thanks, or one of them does."""
    life = _pair()
    while (kind := life.takes().kind) is not StepKind.CLOSING:
        if kind is StepKind.CHECK_IN:
            _both(life, "check_in", met=Met.YES, rating=4, note=True)
        if kind is StepKind.REVIEW:
            _both(life, "adjust", choice=Choice.CONTINUE)
    for role in thanks:
        life.hears(role, "thank", life.taken[-1].key, note=True)
    life.known["apart"] = apart
    life.goes_on_to_its_end()
    return life


def ended_by_one(choice: Choice) -> Life:
    """One of the pair ends it, or asks for another match."""
    life = _pair()
    life.takes("check_in")
    life.hears(Role.MENTOR, "adjust", life.taken[-1].key, choice=choice)
    life.goes_on_to_its_end()
    return life


def left() -> Life:
    """The mentor leaves the organisation."""
    life = _pair()
    life.takes("check_in")
    life.learns(Role.MENTOR, "left")
    life.goes_on_to_its_end()
    return life


def away_and_back() -> Life:
    """The mentee takes a break, and is back in time; then an address does not work any more."""
    life = _pair()
    life.takes("check_in")
    until = life.now + timedelta(days=20)
    life.hears(Role.MENTEE, "adjust", life.taken[-1].key, choice=Choice.PAUSE, until=until)
    life.takes("paused")
    life.takes("resumed")
    life.learns(Role.MENTEE, "unreachable")
    life.goes_on_until("unreachable")
    return life


LIVES = {
    "nobody answers": lambda: unanswered_search(True),
    "nobody answers, and nobody runs the programme": lambda: unanswered_search(False),
    "a no, a yes, a change": changed_and_agreed,
    "a yes with changes": yes_with_changes,
    "another mentor after all": thought_better,
    "ended before it began": ended_before_it_began,
    "silent pair": lambda: silent_pair(True),
    "silent pair, and nobody runs the programme": lambda: silent_pair(False),
    "both thank": lambda: a_year((Role.MENTEE, Role.MENTOR)),
    "one thanks": lambda: a_year((Role.MENTOR,)),
    "one ends it": lambda: ended_by_one(Choice.CLOSE),
    "another match": lambda: ended_by_one(Choice.REMATCH),
    "the mentor leaves": left,
    "a break": away_and_back,
}
