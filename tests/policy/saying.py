"""What people say by chance: what fits the question before them, what does not, and news about them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from activities.time_zones import clock_of
from schemas.messages import Answer, News
from schemas.names import PAIR, AnswerKind, Choice, Met, NewsKind, Outcome, Role, StepKind
from schemas.state import Candidate
from schemas.step_key import StepKey
from tests.policy.pairs import START, answer, news, person

Words = dict[str, Any]
KEEPING = (Choice.CONTINUE, Choice.CONTINUE, Choice.CADENCE, Choice.PAUSE, Choice.EXTEND)
ANY = (*KEEPING, Choice.REMATCH, Choice.CLOSE, Choice.CALL_OFF)
CHECK_IN = (AnswerKind.CHECK_IN,)
ADJUST = (AnswerKind.ADJUST,)
YES_OR_NO = (AnswerKind.ACCEPT, AnswerKind.ACCEPT, AnswerKind.DECLINE)
TERMS = (AnswerKind.AGREE, AnswerKind.AGREE, AnswerKind.AGREE, AnswerKind.AMEND, AnswerKind.ADJUST)
LASTING = (StepKind.AGREED, StepKind.REOPENED, StepKind.CLOSING, StepKind.PAUSED, StepKind.RESUMED)
FITTING: dict[StepKind, tuple[AnswerKind, ...]] = {
    StepKind.REQUEST: YES_OR_NO,
    StepKind.REQUEST_REMINDER: YES_OR_NO,
    StepKind.AGREEMENT: TERMS,
    StepKind.AGREEMENT_REMINDER: TERMS,
    StepKind.AGREED: CHECK_IN,
    StepKind.CHECK_IN: CHECK_IN,
    StepKind.THANKS: CHECK_IN,
    StepKind.NUDGE: (AnswerKind.CHECK_IN, AnswerKind.ADJUST),
    StepKind.REVIEW: ADJUST,
    StepKind.RHYTHM: ADJUST,
    StepKind.LAST_NOTICE: ADJUST,
    StepKind.PAUSED: (AnswerKind.RESUME, AnswerKind.PAUSE, AnswerKind.CHECK_IN),
    StepKind.RESUMED: CHECK_IN,
    StepKind.CLOSING: (AnswerKind.THANK, AnswerKind.THANK, AnswerKind.ADJUST),
    StepKind.NO_MENTOR: (AnswerKind.DECIDE, AnswerKind.NAME),
    StepKind.TASK: (AnswerKind.DECIDE,),
    StepKind.UNREACHABLE: (AnswerKind.DECIDE,),
}
BOOKS = 0.6  # how often a day is named for the next meeting
OF_HR = (AnswerKind.CLOSE, AnswerKind.CLOSE, AnswerKind.PAUSE, AnswerKind.RESUME, AnswerKind.NAME)
ZONES = ("Asia/Tokyo", "America/New_York", "Europe/Rome")
OTHERS = tuple(Candidate(person=person(f"in {zone}"), reader=clock_of(zone, START)) for zone in ZONES)


class Voices:
    """Everybody's answers and news, each with an id of its own."""

    def __init__(self, chance: Random, fits: float) -> None:
        self.chance, self.fits, self.said = chance, fits, 0

    def answer(self, asked: list[StepKey], now: datetime) -> Answer:
        """Return what somebody says to the latest of what was asked; at times to another, or what nobody asked."""
        latest = asked[-1] if asked else None
        if latest and latest.kind in FITTING and self.chance.random() < self.fits:
            return self._fitting(latest, now)
        if self.chance.random() < 0.2:
            return self._said(Role.HR, self.chance.choice(OF_HR), None, now)
        role, kind = self.chance.choice(tuple(Role)), self.chance.choice(tuple(AnswerKind))
        return self._said(role, kind, self.chance.choice(asked) if asked else None, now)

    def news(self, now: datetime) -> News:
        """Return something that becomes known about somebody; seldom that they left."""
        kind = self.chance.choice(tuple(NewsKind))
        if kind is NewsKind.LEFT and self.chance.random() < 0.5:
            kind = NewsKind.AWAY
        about = self.chance.choice((*PAIR, *PAIR, Role.COORDINATOR))
        known: Words = {"until": now + timedelta(days=self.chance.randint(-3, 70))} if kind is NewsKind.AWAY else {}
        if kind in (NewsKind.MOVED, NewsKind.REACHABLE, NewsKind.BACK):
            known = {"reader": clock_of(self.chance.choice(ZONES), START)}
        return news(self._number(), about, kind, **known)

    def hold(self) -> Answer:
        """Return that the programme puts it on hold."""
        return self.says(Role.HR, AnswerKind.HOLD)

    def lift(self, hold: UUID, ends: float = 0.0, written: Sequence[StepKey] = ()) -> Answer:
        """Return that the programme lifts this hold, which kept some letters back, or at times ends the mentorship."""
        choice = Choice.CLOSE if self.chance.random() < ends else Choice.CONTINUE
        kept = {role: self._lasting(written) for role in PAIR if self.chance.random() < 0.5}
        return self.says(Role.HR, AnswerKind.LIFT, hold=hold, choice=choice, kept_back=kept)

    def _lasting(self, written: Sequence[StepKey]) -> tuple[StepKey, ...]:
        """Return some of the last letters with news that lasts."""
        return tuple(step for step in written[-self.chance.randint(1, 3) :] if step.kind in LASTING)

    def on_hold(self, by: tuple[UUID, ...], asked: list[StepKey], now: datetime) -> Answer | News:
        """Return what somebody says while the programme has it on hold; at times, the programme lifts that."""
        dice = self.chance.random()
        if dice < 0.3:
            return self.lift(self.chance.choice(by), ends=0.2, written=asked)
        if dice < 0.4:
            return self.hold()
        return self.answer(asked, now) if dice < 0.8 else self.news(now)

    def says(self, role: Role, kind: AnswerKind, step: StepKey | None = None, **words: Any) -> Answer:
        """Return an answer of somebody who knows what they want."""
        return answer(self._number(), role, kind, step or "", **words)

    def _fitting(self, latest: StepKey, now: datetime) -> Answer:
        kind = self.chance.choice(FITTING[latest.kind])
        role = self.chance.choice(PAIR)
        if kind in YES_OR_NO:
            role = Role.MENTOR
        if kind in (AnswerKind.DECIDE, AnswerKind.NAME):
            role = Role.COORDINATOR
        return self._said(role, kind, latest, now)

    def _said(self, role: Role, kind: AnswerKind, step: StepKey | None, now: datetime) -> Answer:
        """Return an answer with all that may belong to one of its kind."""
        pick, words = self.chance.choice, Words()
        if kind is AnswerKind.CHECK_IN:
            words = {"met": pick((None, *Met, Met.YES)), "rating": pick((None, 1, 2, 4, 5))}
            if words["met"] in (Met.YES, Met.BOOKED) and self.chance.random() < BOOKS:
                words["booked_on"] = (now + timedelta(days=self.chance.randint(-3, 60))).date()
        if kind in (AnswerKind.CHECK_IN, AnswerKind.THANK):
            words["note"] = pick((True, False))
        if kind in (AnswerKind.ADJUST, AnswerKind.DECIDE):
            words["choice"] = pick(ANY if self.chance.random() < 0.3 else KEEPING)
        if kind in (AnswerKind.ADJUST, AnswerKind.AMEND):
            words["cadence_days"] = pick((None, 7, 14, 30))
        if kind in (AnswerKind.ADJUST, AnswerKind.PAUSE):
            words["until"] = now + timedelta(days=self.chance.randint(-1, 60))
        if kind is AnswerKind.NAME:
            words["named"] = tuple(pick(OTHERS) for _ in range(self.chance.randint(0, 3)))
        if kind is AnswerKind.ACCEPT and self.chance.random() < 0.3:
            ends = pick((None, now + timedelta(days=self.chance.randint(-1, 400))))
            words = {"draft": 1000 * self.said + 1000, "cadence_days": pick((7, 42)), "until": ends}
        if kind is AnswerKind.CLOSE:
            words["outcome"] = pick((None, *Outcome))
        return answer(self._number(), role, kind, step or "", **words)

    def _number(self) -> int:
        self.said += 1
        return self.said
