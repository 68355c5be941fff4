"""Whatever people say, and whatever happens: what holds in every life of a mentorship, see record.py."""

from collections import Counter

import pytest
from hypothesis import given, settings

from policy import lifecycle
from policy.card import card_of, live_card
from policy.kept_back import known_to
from schemas.messages import Step
from schemas.names import PAIR, UNBEGUN, AnswerKind, NewsKind, Outcome, Phase, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy import any_life
from tests.policy.any_life import AnyLife, ended
from tests.policy.temper import Temper, temper, tempers

LIVES = 400
SELDOM = (StepKind.PLACE_TAKEN, StepKind.REOPENED, StepKind.STOPPED, StepKind.IN_TOUCH)
OFTEN = {
    **{f"phase {phase}": 200 for phase in Phase},
    **{f"taken {kind}": 10 for kind in StepKind if kind not in SELDOM},
    **{f"taken {kind}": 60 for kind in (StepKind.REVIEW, StepKind.NUDGE, StepKind.RHYTHM, StepKind.TASK)},
    f"taken {StepKind.LAST_NOTICE}": 50,
    f"taken {StepKind.THANKS}": 30,
    f"taken {StepKind.REOPENED}": 6,
    f"taken {StepKind.PLACE_TAKEN}": 4,
    **{f"answer {kind}": 15 for kind in AnswerKind},
    **{f"on hold while {phase}": 10 for phase in (*UNBEGUN, Phase.ACTIVE, Phase.CLOSING)},
    "parted": 15,
    **{f"news {kind}": 10 for kind in NewsKind},
    **{f"pause by {role}": 30 for role in (*PAIR, Role.HR)},
    **{f"ended {outcome}": 8 for outcome in Outcome},
    **{f"because {code}": 4 for code in (ReasonCode.NEVER_ARRIVED, ReasonCode.ENOUGH_MAIL, ReasonCode.HAS_LEFT)},
    f"after a booked meeting: {StepKind.CHECK_IN}": 20,
    **{f"after a booked meeting: {kind}": 3 for kind in (StepKind.REVIEW, StepKind.NUDGE, StepKind.RHYTHM)},
    "because on_leave": 4,
    "pending": 10,
    "extension": 30,
    "comeback after last notice": 20,
    "reopened goodbye": 20,
}


@settings(max_examples=60)
@given(tempers)
def test_what_holds_in_every_life(temper: Temper) -> None:
    ended(temper, Counter())


def test_the_same_lives_come_past_everything_that_can_happen() -> None:
    """So that the claims above are never true only because nothing was reached."""
    reached: Counter[str] = Counter()
    for seed in range(LIVES):
        ended(temper(seed), reached)
    seldom = {what: (reached[what], least) for what, least in OFTEN.items() if reached[what] < least}
    assert seldom == {}


def test_the_same_seed_is_the_same_life() -> None:
    lives = [ended(temper(7), Counter()) for _ in range(2)]
    assert lives[0].state == lives[1].state


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how often each search for the next step looked at a phase."""
    found: list[int] = []
    look, search = lifecycle._upcoming, lifecycle.next_step

    def looking(*given: object) -> Step:
        found[-1] += 1
        return look(*given)  # type: ignore[arg-type]

    def searching(*given: object) -> Step | None:
        found.append(0)
        return search(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(lifecycle, "_upcoming", looking)
    monkeypatch.setattr(any_life, "next_step", searching)
    found.append(0)
    return found


def test_the_next_step_is_found_after_a_few_looks(looks: list[int]) -> None:
    for seed in range(30):
        AnyLife(temper(seed), Counter()).live()
    assert len(looks) > 500
    assert max(looks) <= 16


class Watched(AnyLife):
    """A life that each of its people looks at, as far as they may know how it stands."""

    def looks(self) -> None:
        """Say how it stands for whom something is kept back."""
        for role in (*PAIR, Role.COORDINATOR):
            known = known_to(self.state, role)
            if known is not self.state:
                assert known_to(known, role) is known
                assert live_card(card_of(known, self.now))
                self.record.reached[f"kept from {role} while {known.phase}"] += 1


def test_how_it_stood_before_can_be_said_to_whoever_does_not_know_of_the_end() -> None:
    reached: Counter[str] = Counter()
    missing = {Phase.SEEKING, Phase.AGREEING, Phase.ACTIVE, Phase.CLOSING}
    for seed in range(400):
        Watched(temper(seed), reached).live()
        missing = {phase for phase in missing if not any(reached[f"kept from {role} while {phase}"] for role in Role)}
        if not missing and seed > 50:
            return
    pytest.fail(f"nothing was kept from anybody while {missing}")
