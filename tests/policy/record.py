"""What happened in one life, and what may be said of it whatever anybody does."""

from collections import Counter
from datetime import datetime, timedelta

from policy.asking_letters import PROMPTS
from policy.booking import awaited
from policy.card import card_of, live_card
from policy.courtesy import is_unasked, next_day
from policy.ending import carried_out, is_parted
from policy.engagement import silent
from policy.ladder import RUNGS
from policy.lifecycle import addressee
from policy.reasons import because, sentence, summary
from schemas.messages import Answer, News, Step, StepOutcome
from schemas.names import PAIR, AnswerKind, Phase, Role, StepKind, StepResult
from schemas.reader import Reader
from schemas.reason import ReasonCode
from schemas.state import State
from tests.policy.saying import ADJUST, CHECK_IN

SMALL = 12_000  # bytes of a state
FAREWELLS = (StepKind.PLACE_TAKEN, StepKind.WITHDRAWN)  # may go to whoever ended it
LIVELY = (*CHECK_IN, *ADJUST, AnswerKind.PAUSE, AnswerKind.RESUME)
TERMS = (AnswerKind.AGREE, AnswerKind.AMEND)


class Record:
    """Follows a life from outside, and checks each step and each change of it."""

    def __init__(self, reached: Counter[str]) -> None:
        self.reached = reached
        self.keys: set[str] = set()
        self.letters: dict[object, datetime] = {}  # to each person, the latest
        self.requested: set[object] = set()  # mentors who were asked
        self.refused: set[object] = set()  # people who said no, or left
        self.delivered: Counter[Role] = Counter()  # prompts since somebody's last sign of life
        self.nudged: set[Role] = set()  # whose ladder began since their last sign of life
        self.noticed: set[Role] = set()  # whom the last notice reached

    def taking(self, state: State, step: Step, now: datetime) -> None:
        """Check a step that is about to be taken."""
        assert step.key not in self.keys, f"{step.key} twice"
        is_heard_of = bool(set(PAIR) & set(state.last_letters)) or step.kind is not StepKind.WITHDRAWN
        assert step.to or not is_heard_of or set(PAIR) <= set(state.gone) | {Role.MENTOR}, f"{step.key} goes to nobody"
        readers = readers_of(state, step)
        assert all_awake(state, step, readers, now), f"{step.key} at {now} is out of hours"
        people = {role: person_of(role, state, step) for role in step.to}
        if step.kind not in FAREWELLS:
            assert not self.refused & set(people.values()), f"{step.key} to {step.to} after a no"
        assert step.kind is StepKind.REQUEST or not set(step.to) & set(state.gone), f"{step.key} to who left"
        if step.kind is StepKind.REQUEST:
            assert people[Role.MENTOR] not in self.requested, f"{step.key} to a mentor who was asked before"
        booked = awaited(carried_out(state))
        if step.reason.code is ReasonCode.MEETING_BOOKED:
            assert booked, f"{step.key} asks about a meeting that is not booked"
        if step.kind in (*PROMPTS, *RUNGS) and booked:
            assert booked.over <= now, f"{step.key} at {now} comes before the meeting that is booked for {booked.day}"
            self.reached[f"after a booked meeting: {step.kind}"] += 1
        if is_unasked(step):
            for role in readers:
                last = self.letters.get(people[role])
                assert last is None or next_day(last, readers[role]) <= now, (
                    f"{step.key}: second letter of {role}'s day"
                )
        if step.kind in RUNGS or (step.kind is StepKind.FAREWELL and state.closing and state.closing.lapsed):
            self._is_fair(state, step)

    def took(self, state: State, step: Step, outcome: StepOutcome, now: datetime, lost: frozenset[Role]) -> None:
        """Keep what became of a step; `lost` are those whose letter never leaves after all."""
        self.reached[f"{outcome.result} {step.kind}"] += 1
        if outcome.result is not StepResult.TAKEN:
            self.reached[f"because {outcome.because.code}" if outcome.because else "pending"] += 1
            return
        self.keys.add(step.key)
        for role in outcome.written:
            self.letters[person_of(role, state, step)] = now
        if step.kind is StepKind.REQUEST:
            self.requested.add(addressee(state, step))
        if step.kind in PROMPTS:
            self.delivered.update(role for role in outcome.written if role not in lost)
        if step.kind is StepKind.NUDGE:
            self.nudged |= set(silent(state)) & set(outcome.written)
        if step.kind is StepKind.LAST_NOTICE:
            self.noticed = set(outcome.written) - lost

    def became(self, before: State, after: State, said: Answer | News | None, now: datetime) -> None:
        """Check a change of state, and note what it led to."""
        if not isinstance(said, Answer) or said.role not in PAIR:
            self._keeps_days(before, after, now)
        self._hr_has_the_last_say(carried_out(before), carried_out(after), said)
        self._count(carried_out(before), carried_out(after), said)
        for role in set(after.gone) - set(before.gone):
            self.refused.add(after.mentor if role is Role.MENTOR else role)
        for role in set(before.gone) - set(after.gone) - {Role.MENTOR}:
            self.refused.discard(role)
        if Role.MENTOR in set(before.gone) - set(after.gone) and before.mentor == after.mentor:
            self.refused.discard(after.mentor)  # left by mistake: the same mentor is back
        if isinstance(said, Answer):
            self._note_answer(before, after, said)
        for role in set(before.unreachable) - set(after.unreachable):
            self._is_alive(role)  # what they could not answer is forgotten

    def _keeps_days(self, before: State, after: State, now: datetime) -> None:
        """Check that a booked meeting is forgotten, if none of the two said anything, only once both are asked about
        it, or if its day lies in a time that stood still."""
        booked = before.active.booked[-1] if before.active and before.active.booked else None
        if booked is None or after.active is None:
            return
        pause, ends = before.pause, [one for one in (before.ending, before.closing) if one]
        spans = {"a break": (pause.since, min(now, pause.until))} if pause else {}
        spans |= {"a hold": (before.hold.since, now)} if before.hold else {}
        spans |= {"an end": (min(one.since for one in ends), now)} if ends else {}
        if booked in after.active.booked:
            is_since = pause is not None and not after.pause and pause.until < booked.over <= now
            self.reached["a day after a break is kept"] += is_since
            return
        stopped = [name for name, (since, until) in spans.items() if since < booked.over <= until]
        self.reached.update(f"a day is forgotten in {name}" for name in stopped)
        assert stopped or booked.day == after.active.about, f"nobody is asked about the meeting of {booked.day}"

    def in_words(self, state: State, now: datetime) -> None:
        """Check that everything can be said, kept and read again."""
        text = state.model_dump_json(exclude_unset=True)
        assert len(text) < SMALL, len(text)
        assert State.model_validate_json(text) == state
        card = card_of(state, now)
        reasons = [*card.health_reasons, *([card.delayed] if card.delayed else [])]
        texts = [live_card(card), *map(sentence, reasons)]
        if card.next:
            texts += [summary(card.next, now), because(card.next, now), sentence(card.next.reason)]
        for words in texts:
            assert words.strip(), reasons
            assert "<" not in words, words

    def _is_fair(self, state: State, step: Step) -> None:
        """Nobody climbs the ladder, and no pair ends, because of a letter that never left."""
        blamed = (state.active.quiet if state.active else ()) or silent(state)
        reached = {role for role in blamed if self.delivered[role]}
        assert reached, f"{step.key} blames {blamed}"
        assert step.kind is StepKind.NUDGE or self.nudged & set(blamed), f"{step.key} before {blamed} were nudged"
        if step.kind is StepKind.FAREWELL:
            assert self.noticed & set(blamed), f"{step.key} after a last notice that reached none of {blamed}"

    def _hr_has_the_last_say(self, before: State, after: State, said: Answer | News | None) -> None:
        if not before.closing or before.closing.by is not Role.HR or before.phase is not Phase.CLOSING:
            return
        if isinstance(said, Answer) and (said.role, said.kind) == (Role.HR, AnswerKind.RESUME):
            return
        if before.closing.left:  # nobody decided it
            return
        assert after.phase in (Phase.CLOSING, Phase.CLOSED), f"{said} undoes what HR has ended"
        assert after.closing
        assert after.closing.by is Role.HR

    def _note_answer(self, before: State, after: State, answer: Answer) -> None:
        if answer.kind is AnswerKind.DECLINE:
            self.refused.add(before.mentor)
        if answer.kind is AnswerKind.ACCEPT:
            self.refused.discard(before.mentor)
        bowed_out = after.seeking.bowed_out if after.phase is Phase.SEEKING and after.seeking else None
        if before.phase in (Phase.SEEKING, Phase.AGREEING) and answer.kind in (*ADJUST, *TERMS) and answer.role in PAIR:
            change = self.refused.add if bowed_out else self.refused.discard
            change(before.mentor)
        if answer.kind in LIVELY and answer.role in PAIR and Phase.ACTIVE in (before.phase, after.phase):
            self._is_alive(answer.role)

    def _is_alive(self, role: Role) -> None:
        self.delivered[role] = 0
        self.nudged.discard(role)

    def _count(self, before: State, after: State, said: Answer | News | None) -> None:
        reached = self.reached
        reached["parted"] += is_parted(after) and not is_parted(before)
        reached[f"phase {Phase.PAUSED if after.pause else after.phase}"] += 1
        if after.outcome and not before.outcome:
            reached[f"ended {after.outcome}"] += 1
        if isinstance(said, News):
            reached[f"news {said.kind}"] += 1
        if isinstance(said, Answer):
            reached[f"answer {said.kind}"] += 1
            if before.phase is Phase.CLOSING and after.phase not in (Phase.CLOSING, Phase.CLOSED):
                lapsed = before.closing and before.closing.lapsed
                reached["comeback after last notice" if lapsed else "reopened goodbye"] += 1
            if before.ends and after.ends and before.active and after.active:
                reached["extension"] += after.active.extra_days > before.active.extra_days
        if after.pause:
            fresh = set(after.pause.away) - set(before.pause.away if before.pause else ())
            reached.update(f"pause by {role}" for role in fresh)


def person_of(role: Role, state: State, step: Step) -> object:
    """Return whom a letter of a step goes to: one mentor follows another."""
    return addressee(state, step) if role is Role.MENTOR else role


def readers_of(state: State, step: Step) -> dict[Role, Reader]:
    """Return the clocks of those a step goes to."""
    readers = dict(state.readers)
    if step.kind is StepKind.REQUEST:
        asked = addressee(state, step)
        readers[Role.MENTOR] = next(one.reader for one in state.candidates if one.person == asked)
    return {role: readers[role] for role in step.to if role in readers}


def all_awake(state: State, step: Step, readers: dict[Role, Reader], now: datetime) -> bool:
    """Whether everybody is awake, and whoever is written to alone is at work."""
    rules = state.rules.courtesy
    clocks = [now + timedelta(minutes=reader.minutes_at(now)) for reader in readers.values()]
    if len(clocks) == 1:
        (local,) = clocks
        return local.isoweekday() in rules.working_days and rules.from_hour <= local.hour < rules.to_hour
    return all(rules.awake_from <= local.hour < rules.awake_to for local in clocks)
